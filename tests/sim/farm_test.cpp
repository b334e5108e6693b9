// The intranet-zone farm: one farm, two zones, shared machines.
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// Six seeds, so that none of them is luck.
std::vector<results::RunResult> runsOf(const farm::Farm& farm, RunOptions options) {
  std::vector<results::RunResult> runs;
  for (options.seed = 1; options.seed <= 6; ++options.seed) runs.push_back(simulate(farm, options));
  return runs;
}

std::vector<results::Estimate> utilisationsOf(const std::vector<results::RunResult>& runs, const char* server) {
  std::vector<results::Estimate> all;
  for (const results::RunResult& run : runs) all.push_back(serverOf(run, server).utilisation);
  return all;
}

TEST(IntranetZone, HasTheUtilisationsOfItsArithmetic) {
  const auto runs = runsOf(intranetZone(), options(40, 10));
  EXPECT_THAT(utilisationsOf(runs, "FE1"), ShowTogether(4.4 / 12, 0.02));
  EXPECT_THAT(utilisationsOf(runs, "FE2"), ShowTogether(4.4 / 12 + 2.08 / 8, 0.02));
  EXPECT_THAT(utilisationsOf(runs, "FE3"), ShowTogether(4.4 / 12 + 2.08 / 8, 0.02));
  std::vector<results::Estimate> database, calls;
  for (const results::RunResult& run : runs) {
    database.push_back(stationOf(run, "DB").utilisation);
    calls.push_back(zoneOf(run, "Intranet").calls);
    EXPECT_TRUE(run.steady);
    EXPECT_THAT(run.warnings, IsEmpty());
  }
  EXPECT_THAT(database, ShowTogether((400 + 144 + 80) * 0.006 / 8, 0.02));
  EXPECT_THAT(calls, ShowTogether(80.0, 0.02));
}

TEST(IntranetZone, CarriesOnWithoutTheFirstServer) {
  RunOptions o = options(40, 10);
  o.down = {"FE1"};
  const auto runs = runsOf(intranetZone(), o);
  EXPECT_THAT(utilisationsOf(runs, "FE2"), ShowTogether(0.81, 0.02));
  EXPECT_THAT(utilisationsOf(runs, "FE3"), ShowTogether(0.81, 0.02));
  for (const results::RunResult& run : runs) {
    EXPECT_EQ(serverOf(run, "FE1").utilisation.mean, 0.0);
    EXPECT_TRUE(run.steady);
    EXPECT_EQ(run.totals.failed.total(), 0U);
  }
}

TEST(IntranetZone, DrownsWithoutTheSecondServerAndSaysSo) {
  RunOptions o = options(40, 10);
  o.down = {"FE2"};
  const auto runs = runsOf(intranetZone(), o);
  EXPECT_THAT(utilisationsOf(runs, "FE1"), ShowTogether(0.55, 0.02));
  std::vector<results::Estimate> offered;
  for (const results::RunResult& run : runs) offered.push_back(serverOf(run, "FE3").offeredLoad);
  EXPECT_THAT(offered, ShowTogether(1.07, 0.02));
  const results::RunResult& result = runs.front();
  EXPECT_THAT(serverOf(result, "FE1").offeredLoad, Shows(0.55, 0.02));
  EXPECT_GT(serverOf(result, "FE3").utilisation.mean, 0.99);
  EXPECT_FALSE(result.steady);
  ASSERT_FALSE(result.warnings.empty());
  EXPECT_THAT(result.warnings.front(), HasSubstr("FE3 is overloaded: offered load 107 %"));
  EXPECT_FALSE(applicationOf(result, "AppY").response.mean.low);
  EXPECT_EQ(applicationOf(result, "AppY").response.mean.why, "overloaded: no steady state");
}

TEST(IntranetZone, IsNotSteadyWhenItsLoadMayBeAllThereIs) {
  RunOptions o = options(100, 10);
  o.down = {"FE2"};
  o.loadFactor = 0.999 / 1.0667;
  const auto result = simulate(intranetZone(), o);
  EXPECT_FALSE(result.steady);
  EXPECT_FALSE(result.overloaded);
  EXPECT_THAT(result.warnings, Contains(HasSubstr("FE3 is critical: the load offered")));
  EXPECT_THAT(result.warnings, Contains(HasSubstr("cannot be told from 100 %")));
  o.loadFactor = 0.9 / 1.0667;
  EXPECT_TRUE(simulate(intranetZone(), o).steady);
}

TEST(Steadiness, IsNotToldOfAServerAtExactlyItsCapacity) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    EXPECT_FALSE(simulate(singleStation(100, exponential(10), 1), options(100, 10, seed)).steady) << seed;
  EXPECT_TRUE(simulate(singleStation(95, exponential(10), 1), options(100, 10)).steady);
}

TEST(IntranetZone, DetectsItsWarmUp) {
  RunOptions o = options(100, 3);
  o.warmUp.reset();
  const auto result = simulate(intranetZone(), o);
  EXPECT_GE(result.warmUpSeconds, 0.0);
  EXPECT_LE(result.warmUpSeconds, 50.0);
  EXPECT_TRUE(result.steady);
}

TEST(IntranetZone, BalancesEveryRequest) {
  const auto result = simulate(intranetZone(), options(60, 3));
  EXPECT_EQ(result.totals.arrivals, result.totals.completed + result.totals.failed.total() + result.totals.inFlight);
  for (const results::Check& check : result.checks) EXPECT_TRUE(check.ok) << check.name << " " << check.figure;
  EXPECT_GE(result.checks.size(), 5U);
}

TEST(IntranetZone, GivesSeriesForEveryZoneServerAndStation) {
  RunOptions o = options(60, 2);
  o.seriesWindows = 12;
  const auto result = simulate(intranetZone(), o);
  int found = 0;
  for (const results::Series& series : result.series) {
    ASSERT_EQ(series.times.size(), 12U);
    ASSERT_EQ(series.values.size(), 12U);
    EXPECT_DOUBLE_EQ(series.times.back(), 60.0);
    found += (series.object == "Global" || series.object == "FE2" || series.object == "DB") ? 1 : 0;
    if (series.object == "FE1" && series.measure == "utilisation") {
      double mean = 0;
      for (const double value : series.values) mean += value / 12;
      EXPECT_NEAR(mean, serverOf(result, "FE1").utilisation.mean, 1e-9);
    }
  }
  EXPECT_EQ(found, 6 + 2 + 2);
}

TEST(IntranetZone, LeastConnectionsCarriesTheSameLoad) {
  farm::Farm farm = intranetZone();
  for (farm::Zone& zone : farm.zones) zone.algorithm = farm::Algorithm::LeastConnections;
  const auto result = simulate(farm, options(100, 5));
  const double sum = serverOf(result, "FE1").utilisation.mean + serverOf(result, "FE2").utilisation.mean +
                     serverOf(result, "FE3").utilisation.mean;
  EXPECT_NEAR(sum, (4.4 + 1.44 + 0.64) / 4, 0.02);
  EXPECT_GT(*serverOf(result, "FE1").utilisation.low,
            0.3667);  // it takes over some of what the shared servers are too busy for
}

TEST(IntranetZone, WeightsShiftTheLoadAwayFromTheSharedServers) {
  farm::Farm farm = intranetZone();
  farm.zones[0].members[0].weight = 2;
  const auto runs = runsOf(farm, options(40, 10));
  EXPECT_THAT(utilisationsOf(runs, "FE1"), ShowTogether(0.55, 0.02));
  EXPECT_THAT(utilisationsOf(runs, "FE2"), ShowTogether(0.535, 0.02));
  EXPECT_THAT(utilisationsOf(runs, "FE3"), ShowTogether(0.535, 0.02));
}

TEST(IntranetZone, JudgesItsPromisesByTheirIntervals) {
  farm::Farm farm = intranetZone();
  farm::Slo quick, slow, busy, safe;
  quick.name = "quick";
  quick.application = "AppX";
  quick.responseBelow = Duration::milliseconds(10);
  slow.name = "slow";
  slow.responseBelow = Duration::wholeSeconds(2);
  busy.name = "busy";
  busy.utilisationBelow = 0.7;
  safe.name = "safe";
  safe.application = "AppY";
  safe.failuresBelow = 0.01;
  farm.slos = {quick, slow, busy, safe};
  const auto result = simulate(farm, options(100, 5));
  using Verdict = results::SloVerdict::Verdict;
  ASSERT_EQ(result.slos.size(), 5U);
  EXPECT_EQ(result.slos[0].objective, "p95 of AppX below 10ms");
  EXPECT_EQ(result.slos[0].verdict, Verdict::Missed);
  EXPECT_EQ(result.slos[1].verdict, Verdict::Met);  // one verdict for each application with users
  EXPECT_EQ(result.slos[2].verdict, Verdict::Met);
  EXPECT_EQ(result.slos[3].verdict, Verdict::Met);
  EXPECT_THAT(result.slos[3].objective, HasSubstr("utilisation of FE"));
  EXPECT_EQ(result.slos[4].verdict, Verdict::Met);
  EXPECT_EQ(result.slos[4].observed.mean, 0.0);
}

TEST(IntranetZone, OneReplicationShowsNothing) {
  farm::Farm farm = intranetZone();
  farm::Slo slo;
  slo.responseBelow = Duration::wholeSeconds(2);
  farm.slos = {slo};
  const auto result = simulate(farm, options(30, 1));
  EXPECT_FALSE(applicationOf(result, "AppX").response.p95.low);
  EXPECT_EQ(applicationOf(result, "AppX").response.p95.why, "one replication");
  EXPECT_EQ(result.slos[0].verdict, results::SloVerdict::Verdict::NotShown);
}

TEST(IntranetZone, AFarPercentileNeedsObservationsBeyondIt) {
  const auto result = simulate(intranetZone(), options(30, 4));
  EXPECT_TRUE(applicationOf(result, "AppX").response.p99.low);
  EXPECT_FALSE(applicationOf(result, "AppY").response.p999.low);
  EXPECT_THAT(applicationOf(result, "AppY").response.p999.why, HasSubstr("fewer than 100"));
}

TEST(IntranetZone, TheLoadFactorMultipliesTheLoad) {
  RunOptions o = options(100, 5);
  o.loadFactor = 0.5;
  EXPECT_THAT(utilisationsOf(runsOf(intranetZone(), o), "FE2"), ShowTogether(0.6266667 / 2, 0.03));
}

}  // namespace
}  // namespace headroom::sim
