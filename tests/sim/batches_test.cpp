// One long run whose successive parts give the intervals.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;

RunOptions oneRun(double seconds, std::uint64_t seed = 1) {
  RunOptions o = options(seconds, 1, seed);
  o.seriesWindows = 2;
  o.batches = kBatchesOfARun;
  return o;
}

TEST(BatchMeans, GiveOneRunTheIntervalsOfReplications) {
  const farm::Farm farm = singleStation(70, exponential(10), 1);
  const auto cut = simulate(farm, oneRun(900));
  const auto repeated = simulate(farm, options(90, 10));
  ASSERT_TRUE(cut.intervals);
  EXPECT_EQ(cut.intervals->method, "batch means");
  EXPECT_EQ(cut.intervals->parts, kBatchesOfARun);
  EXPECT_EQ(repeated.intervals->method, "replications");
  const auto widthOf = [](const results::Estimate& e) { return *e.high - *e.low; };
  const results::Response& a = zoneOf(cut, "Z").response;
  const results::Response& b = zoneOf(repeated, "Z").response;
  for (const auto& [one, other, truth] : {std::tuple{&a.mean, &b.mean, 1000 / 30.0},
                                          {&a.p50, &b.p50, 1000 / 30.0 * std::log(2)},
                                          {&a.p95, &b.p95, 1000 / 30.0 * std::log(20)}}) {
    ASSERT_TRUE(one->low) << one->why;
    EXPECT_GT(widthOf(*one), widthOf(*other) / 3);
    EXPECT_LT(widthOf(*one), widthOf(*other) * 3);
    EXPECT_NEAR(one->mean, truth, 2 * widthOf(*one));
  }
  EXPECT_LE(*serverOf(cut, "FE1").utilisation.low, 0.7);
  EXPECT_GE(*serverOf(cut, "FE1").utilisation.high, 0.7);
}

TEST(BatchMeans, ChangeNeitherTheRunNorItsFigures) {
  const farm::Farm farm = intranetZone();
  RunOptions plain = oneRun(60);
  plain.batches = 0;
  const auto cut = simulate(farm, oneRun(60));
  const auto whole = simulate(farm, plain);
  EXPECT_EQ(cut.fingerprint, whole.fingerprint);
  EXPECT_EQ(whole.zones[0].response.mean.why, "one replication");
  EXPECT_FALSE(whole.intervals);
  EXPECT_EQ(cut.zones[0].response.mean.mean, whole.zones[0].response.mean.mean);
  EXPECT_EQ(cut.zones[0].response.p99.mean, whole.zones[0].response.p99.mean);
  EXPECT_EQ(cut.servers[0].utilisation.mean, whole.servers[0].utilisation.mean);
  EXPECT_TRUE(cut.servers[0].utilisation.low);
  EXPECT_TRUE(cut.servers[0].offeredLoad.low);
  EXPECT_TRUE(cut.zones[0].throughput.low);
}

TEST(BatchMeans, SayWhenTheRunIsTooShortForThem) {
  // a relaxation time of minutes against batches of four seconds
  const auto result = simulate(singleStation(99, exponential(10), 1), oneRun(120));
  const results::Estimate& mean = zoneOf(result, "Z").response.mean;
  EXPECT_FALSE(mean.low);
  EXPECT_FALSE(mean.why.empty());
}

TEST(Percentiles, HaveNoIntervalWhenTheSlowestCameInFewClusters) {
  // at 0.97 the slowest thousandth are those of one or two long queues, in some replications and not in others
  RunOptions o = options(2000, 10);
  o.seriesWindows = 2;
  const auto result = simulate(singleStation(97, exponential(10), 1), o);
  const results::Estimate& far = zoneOf(result, "Z").response.p999;
  EXPECT_FALSE(far.low);
  EXPECT_THAT(far.why, HasSubstr("clusters"));
  o.measured = Duration::seconds(1100);
  EXPECT_TRUE(zoneOf(simulate(singleStation(100, exponential(2), 1), o), "Z").response.p999.low);
}

TEST(BatchMeans, AreThereForARunOfSoManyRequestsToo) {
  RunOptions o = oneRun(1);
  o.requests = 60'000;
  const auto result = simulate(singleStation(70, exponential(10), 1), o);
  ASSERT_TRUE(result.intervals);
  EXPECT_GE(result.intervals->parts, 26);
  EXPECT_TRUE(zoneOf(result, "Z").response.mean.low);
}

TEST(BatchMeans, AreNotTakenOfSeveralReplications) {
  RunOptions o = oneRun(5);
  o.replications = 3;
  EXPECT_EQ(simulate(intranetZone(), o).intervals->method, "replications");
}

}  // namespace
}  // namespace headroom::sim
