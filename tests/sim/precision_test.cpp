// Runs that go on until their figures are precise enough.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;

RunOptions precise(double seconds, double relative, std::uint64_t seed = 1) {
  RunOptions o = options(seconds, 10, seed);
  o.seriesWindows = 2;
  o.precision.emplace();
  o.precision->relative = relative;
  return o;
}

TEST(Precision, ReplicationsAreAddedUntilTheIntervalsAreNarrow) {
  const auto result = simulate(singleStation(70, exponential(10), 1), precise(20, 0.05));
  ASSERT_TRUE(result.precision);
  EXPECT_TRUE(result.precision->reached) << result.precision->ended;
  ASSERT_EQ(result.precision->metrics.size(), 2U);
  EXPECT_GT(result.replications, 12);  // ten, and at least one more look
  for (const auto& metric : result.precision->metrics) EXPECT_LE(metric.halfWidth, 0.05) << metric.name;
  const results::Estimate& mean = zoneOf(result, "Z").response.mean;
  EXPECT_NEAR(result.precision->metrics[0].halfWidth, (*mean.high - *mean.low) / 2 / mean.mean, 1e-12);
}

TEST(Precision, ANarrowerWishTakesMoreReplications) {
  const auto wide = simulate(singleStation(70, exponential(10), 1), precise(20, 0.12));
  const auto narrow = simulate(singleStation(70, exponential(10), 1), precise(20, 0.05));
  EXPECT_GT(narrow.replications, 2 * wide.replications);
}

TEST(Precision, TheResultIsThatOfAsManyReplicationsAskedForAtOnce) {
  const auto stopped = simulate(singleStation(70, exponential(10), 1), precise(5, 0.1));
  RunOptions o = precise(5, 0.1);
  o.precision.reset();
  o.replications = stopped.replications;
  auto whole = simulate(singleStation(70, exponential(10), 1), o);
  whole.precision = stopped.precision;
  EXPECT_EQ(results::toJson(stopped), results::toJson(whole));
}

TEST(Precision, TheSameStopOnAnyNumberOfThreads) {
  RunOptions o = precise(2, 0.15);
  o.precision->metrics = {"mean"};
  std::string first;
  for (const unsigned threads : {1U, 2U, 8U}) {
    o.threads = threads;
    const std::string json = results::toJson(simulate(intranetZone(), o));
    if (first.empty()) first = json;
    EXPECT_EQ(json, first) << threads;
  }
}

TEST(Precision, ASpentBudgetIsSaidAndWhatWasReachedIsTold) {
  RunOptions o = precise(5, 0.001);
  o.precision->mostTime = Duration::wholeSeconds(150);
  const auto result = simulate(singleStation(70, exponential(10), 1), o);
  EXPECT_FALSE(result.precision->reached);
  EXPECT_THAT(result.precision->ended, HasSubstr("budget"));
  EXPECT_LE(result.replications * 5.5, 150);  // half a second each is warm-up
  EXPECT_GT(result.precision->metrics[0].halfWidth, 0.001);
  EXPECT_THAT(results::toText(result), HasSubstr("not reached"));
}

TEST(Precision, AFigureThatMoreReplicationsDoNotMakeKnownEndsTheRun) {
  const auto result = simulate(singleStation(20, exponential(10), 1), precise(5, 0.5));  // 5 of 100 beyond p95
  EXPECT_FALSE(result.precision->reached);
  EXPECT_THAT(result.precision->ended, HasSubstr("measure longer"));
  EXPECT_THAT(result.precision->metrics.at(1).why, HasSubstr("fewer than 10 observations"));
  EXPECT_LE(result.replications, 40);
}

TEST(Precision, AnOverloadedFarmIsNeverPrecise) {
  const auto result = simulate(singleStation(120, exponential(10), 1), precise(20, 0.05));
  EXPECT_FALSE(result.precision->reached);
  EXPECT_THAT(result.precision->ended, HasSubstr("no steady state"));
}

TEST(Precision, IsNotReachedAtACriticalLoadHoweverWideTheGoal) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    RunOptions o = precise(20, 0.9, seed);
    const auto result = simulate(singleStation(100, exponential(10), 1), o);
    EXPECT_FALSE(result.precision->reached) << seed;
    EXPECT_THAT(result.precision->ended, HasSubstr("no steady state"));
  }
}

TEST(Precision, MetricsCanBeChosenAndAnUnknownOneIsRefused) {
  RunOptions o = precise(20, 0.05);
  o.precision->metrics = {"utilisation@FE2", "p50@AppX", "throughput"};
  const auto result = simulate(intranetZone(), o);
  ASSERT_EQ(result.precision->metrics.size(), 4U);
  EXPECT_EQ(result.precision->metrics[0].name, "utilisation of FE2");
  o.precision->metrics = {"p95@Nowhere", "speed"};
  const auto refused = run(intranetZone(), o);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.problems().size(), 2U);
}

// Stopping at a moment chosen by the data costs coverage; two looks in a row and few looks keep it honest. 95 % of 100
// intervals: 95 ± 3 standard deviations of a binomial law is 88.5, and three points are what sequential rules cost.
TEST(Precision, IntervalsStillCoverWhenTheRunStopsItself) {
  const double mean = 10.0 / (1 - 0.3);
  int covered = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    RunOptions o = precise(5, 0.08, seed);
    o.precision->metrics = {"mean"};
    const auto result = simulate(singleStation(30, exponential(10), 1), o);
    EXPECT_TRUE(result.precision->reached);
    const results::Estimate& found = zoneOf(result, "Z").response.mean;
    covered += *found.low <= mean && mean <= *found.high ? 1 : 0;
  }
  EXPECT_GE(covered, 86);
}

}  // namespace
}  // namespace headroom::sim
