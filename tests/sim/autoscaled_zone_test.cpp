// Zones whose number of servers follows their load.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using Kind = farm::PlannedEvent::Kind;

/// A zone of so many servers with four cores each, which boot in 60 s; requests take 10 ms of a core.
farm::Farm scaledZone(double perSecond, int servers, double milliseconds = 10) {
  farm::Farm farm = singleStation(perSecond, exponential(milliseconds), 4);
  farm.servers.clear();
  std::vector<std::string> names;
  for (int i = 1; i <= servers; ++i) {
    names.push_back("FE" + std::to_string(i));
    farm.servers.push_back(server(names.back(), 4));
  }
  farm.zones[0] = zone("Z", names);
  farm.zones[0].isDefault = true;
  farm::Autoscaling& scaling = farm.zones[0].autoscaling.emplace();
  scaling.boot = Duration::wholeSeconds(60);
  return farm;
}

/// The rate is `low` but from `from` to `until`, in seconds, where it is `high`.
void follow(farm::Farm& farm, double low, double high, double from, double until) {
  auto& open = std::get<farm::OpenLoad>(farm.users[0].load);
  open.rate = Rate{1};
  farm::Curve& curve = open.curve.emplace();
  for (const auto& [second, rate] : {std::pair(0.0, low), {from, low}, {from, high}, {until, high}, {until, low}}) {
    farm::CurvePoint point;
    point.at = Duration::seconds(second);
    point.factor = rate;
    curve.points.push_back(point);
  }
}

RunOptions measured(double seconds, int replications) {
  RunOptions o = options(seconds, replications);
  o.warmUp = Duration::seconds(30);
  o.seriesWindows = static_cast<int>(seconds / 5);
  return o;
}

/// Mean over the replications in the window of 5 s that ends at `second`.
double valueAt(const results::RunResult& result, const std::string& object, const std::string& measure, double second) {
  for (const results::Series& series : result.series) {
    if (series.object != object || series.measure != measure) continue;
    for (std::size_t i = 0; i < series.times.size(); ++i) {
      if (std::fabs(series.times[i] - second) < 0.01) return series.values[i];
    }
  }
  throw std::runtime_error("no " + measure + " of " + object + " at " + std::to_string(second));
}

TEST(AutoscaledZone, ThatTheWarmUpGivesNoTimeToComeUpIsAWarning) {
  farm::Farm farm = scaledZone(1000, 8);
  const auto toldBy = [&] { return simulate(farm, measured(60, 1)).warnings; };
  EXPECT_THAT(toldBy(), ::testing::Contains(::testing::HasSubstr("the warm-up of 30s is over before zone Z")));
  follow(farm, 500, 1000, 20, 40);
  EXPECT_THAT(toldBy(), ::testing::Not(::testing::Contains(::testing::HasSubstr("the warm-up of"))));
}

// 10 cores of work on servers of 4: with three 83 % are used, which is near enough to 80 %; from one on, the zone is
// asked for 2.5 of them.
TEST(AutoscaledZone, SettlesWhereItsTargetIsMet) {
  farm::Farm farm = scaledZone(1000, 8);
  RunOptions o = options(600, 5);
  o.warmUp = Duration::wholeSeconds(900);
  const auto result = simulate(farm, o);
  ASSERT_EQ(result.scaling.size(), 1U);
  const results::ScalingResult& scaling = result.scaling[0];
  EXPECT_EQ(scaling.zone, "Z");
  EXPECT_GE(scaling.fewest, 3);
  EXPECT_LE(scaling.most, 4);
  const double used = 2.5 / scaling.running.mean;
  EXPECT_NEAR(serverOf(result, "FE1").utilisation.mean, used, 0.02);
  EXPECT_THAT(result.warnings, ::testing::Not(::testing::Contains(::testing::HasSubstr("warm-up"))));
  EXPECT_NEAR(serverOf(result, "FE1").offeredLoad.mean, 2.5 / 8, 0.01) << "of all that the zone may have";
  EXPECT_EQ(serverOf(result, "FE8").utilisation.mean, 0);
  EXPECT_EQ(serverOf(result, "FE8").throughput.mean, 0);
  EXPECT_EQ(result.totals.failed.total(), 0U);
  EXPECT_TRUE(result.steady);
  EXPECT_TRUE(result.availability.empty()) << "who is off has not failed";
}

// The load jumps at 100 s; decisions fall at 15 s since the beginning of the run, 30 s of warm-up included: at 105 s
// two more servers are wanted, and 60 s later they are there.
TEST(AutoscaledZone, HasItsNewServersOnceTheyHaveBooted) {
  farm::Farm farm = scaledZone(0, 6);
  follow(farm, 200, 600, 100, 2000);
  const auto result = simulate(farm, measured(400, 4));
  EXPECT_EQ(valueAt(result, "Z", "servers", 100), 1);
  EXPECT_EQ(valueAt(result, "Z", "booting", 100), 0);
  EXPECT_EQ(valueAt(result, "Z", "servers", 160), 1) << "booting does not serve";
  EXPECT_GE(valueAt(result, "Z", "booting", 125), 1);
  EXPECT_GE(valueAt(result, "Z", "servers", 195), 2);
  EXPECT_GT(valueAt(result, "Z", "p95", 160), 10 * valueAt(result, "Z", "p95", 395)) << "and meanwhile work piles up";
  EXPECT_NEAR(valueAt(result, "FE1", "utilisation", 150), 1, 1e-9);
  EXPECT_EQ(result.scaling[0].downs, 0U);
  EXPECT_EQ(result.totals.failed.total(), 0U);
  EXPECT_GT(result.scaling[0].switchedOn.mean, result.scaling[0].running.mean + 0.1) << "booting is paid for";
}

TEST(AutoscaledZone, BootsInNoTimeWhereBootIsZero) {
  farm::Farm farm = scaledZone(0, 6);
  farm.zones[0].autoscaling->boot = Duration();
  follow(farm, 200, 600, 100, 2000);
  const auto result = simulate(farm, measured(200, 4));
  EXPECT_GE(valueAt(result, "Z", "servers", 130), 2);
  EXPECT_EQ(result.scaling[0].running.mean, result.scaling[0].switchedOn.mean);
}

farm::Farm shrinking(double drainSeconds) {
  farm::Farm farm = scaledZone(0, 6, 2000);
  farm.zones[0].autoscaling->min = 1;
  farm.zones[0].autoscaling->down.stabilisation = Duration();
  farm.zones[0].autoscaling->boot = Duration::wholeSeconds(5);
  farm.zones[0].autoscaling->drain = Duration::seconds(drainSeconds);
  farm.zones[0].balancer->retries = 0;
  follow(farm, 1, 8, 20, 200);
  return farm;
}

// Requests of 2 s: with time to drain they end in peace, without they are cut off.
TEST(AutoscaledZone, DrainsWhoLeaves) {
  const auto result = simulate(shrinking(300), measured(400, 5));
  EXPECT_GE(result.scaling[0].most, 4);
  EXPECT_EQ(valueAt(result, "Z", "servers", 400), 1);
  EXPECT_GT(result.scaling[0].downs, 0U);
  EXPECT_EQ(result.totals.failed.total(), 0U);
  double mostDraining = 0;
  for (double at = 5; at <= 400; at += 5) mostDraining = std::max(mostDraining, valueAt(result, "Z", "draining", at));
  EXPECT_GT(mostDraining, 0) << "those who leave are seen leaving";
  EXPECT_EQ(valueAt(result, "Z", "draining", 400), 0);
  const auto cut = simulate(shrinking(0), measured(400, 5));
  EXPECT_GT(cut.totals.failed.refused, 0U);
}

TEST(AutoscaledZone, IsSwitchedOffAsSoonAsItIsEmpty) {
  const auto patient = simulate(shrinking(10'000), measured(400, 5));
  EXPECT_LT(patient.scaling[0].switchedOn.mean, patient.scaling[0].running.mean + 0.6)
      << "some seconds of booting and draining, not hours";
}

// One of two servers fails at 60 s for good: the next decision starts the third.
TEST(AutoscaledZone, ReplacesWhoFails) {
  farm::Farm farm = scaledZone(500, 6);
  farm.zones[0].autoscaling->min = 2;
  farm.zones[0].balancer->healthCheck.interval = Duration::wholeSeconds(1);
  farm::PlannedEvent failure;
  failure.at = Duration::wholeSeconds(61);
  failure.node = "FE2";
  farm.events = {failure};
  const auto result = simulate(farm, measured(300, 4));
  EXPECT_EQ(valueAt(result, "Z", "servers", 60), 2);
  EXPECT_EQ(valueAt(result, "Z", "servers", 75), 1);
  EXPECT_EQ(valueAt(result, "Z", "booting", 85), 1);
  EXPECT_EQ(valueAt(result, "Z", "servers", 150), 2);
  EXPECT_GT(serverOf(result, "FE3").throughput.mean, 100);
  ASSERT_EQ(result.availability.size(), 1U) << "only what failed is unavailable";
  EXPECT_NEAR(result.availability[0].share.mean, 61.0 / 300, 1e-6);
}

TEST(AutoscaledZone, LeavesOutWhoIsOutFromTheStart) {
  farm::Farm farm = scaledZone(500, 4);
  farm.zones[0].autoscaling->min = 2;
  RunOptions o = measured(100, 2);
  o.down = {"FE1", "FE4"};
  const auto result = simulate(farm, o);
  EXPECT_EQ(serverOf(result, "FE1").throughput.mean, 0);
  EXPECT_GT(serverOf(result, "FE2").throughput.mean, 200);
  EXPECT_GT(serverOf(result, "FE3").throughput.mean, 200);
  EXPECT_NEAR(serverOf(result, "FE2").offeredLoad.mean, 5.0 / 8, 0.02) << "of the two servers that are left";
  EXPECT_EQ(result.totals.failed.total(), 0U);
}

// Four times what one server can do, and no second one: drowning, and said so.
TEST(AutoscaledZone, IsOverloadedWhenAllItsServersAreNotEnough) {
  farm::Farm farm = scaledZone(1600, 2);
  farm.zones[0].autoscaling->boot = Duration();
  RunOptions o = measured(60, 4);
  const auto result = simulate(farm, o);
  EXPECT_FALSE(result.steady);
  EXPECT_NEAR(serverOf(result, "FE1").offeredLoad.mean, 2, 0.05);
  EXPECT_NEAR(serverOf(result, "FE2").offeredLoad.mean, 2, 0.05);
}

// A deployment takes out each half of the zone and back in; those that are off stay off.
TEST(AutoscaledZone, StaysOffWhateverAnOperatorSays) {
  farm::Farm farm = scaledZone(500, 6);
  farm.zones[0].autoscaling->min = 2;
  farm.zones[0].autoscaling->max = 2;
  farm::PlannedEvent ready;
  ready.at = Duration::wholeSeconds(10);
  ready.node = "FE5";
  ready.kind = Kind::Ready;
  farm.events = {ready};
  const auto result = simulate(farm, measured(100, 2));
  EXPECT_EQ(serverOf(result, "FE5").throughput.mean, 0);
  EXPECT_EQ(result.totals.failed.total(), 0U);
}

TEST(AutoscaledZone, IsTheSameOnAnyNumberOfThreads) {
  farm::Farm farm = scaledZone(0, 6);
  follow(farm, 200, 1500, 50, 150);
  farm.zones[0].autoscaling->down.stabilisation = Duration::wholeSeconds(30);
  RunOptions o = measured(300, 4);
  o.threads = 1;
  const auto one = simulate(farm, o);
  o.threads = 3;
  const auto three = simulate(farm, o);
  EXPECT_EQ(one.fingerprint, three.fingerprint);
  EXPECT_EQ(one.fingerprintParts, three.fingerprintParts);
  EXPECT_GT(one.scaling[0].ups, 0U);
  EXPECT_GT(one.scaling[0].downs, 0U);
}

TEST(AutoscaledZone, OfTwoMastersIsRefused) {
  farm::Farm farm = scaledZone(500, 2);
  farm.zones.push_back(farm.zones[0]);
  farm.zones[1].name = "Y";
  farm.zones[1].balancer->name = "Y LB";
  farm.zones[1].address = "y.lan";
  const auto result = run(farm, options(10, 1));
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.problems().front().what, ::testing::HasSubstr("FE1 is started and stopped by two zones"));
}

// A server that shares its zone with another one's balancer comes and goes there too.
TEST(AutoscaledZone, TellsEveryBalancerThatKnowsTheServer) {
  farm::Farm farm = scaledZone(500, 3);
  farm.zones.push_back(zone("Y", {"FE1", "FE2", "FE3"}));
  farm.applications.push_back(application("Other", "Y", fixed(1)));
  farm.users.push_back(openUsers("Other", 100));
  farm.zones[0].autoscaling->min = farm.zones[0].autoscaling->max = 2;
  const auto result = simulate(farm, measured(100, 2));
  EXPECT_EQ(result.totals.failed.total(), 0U);
  EXPECT_EQ(serverOf(result, "FE3").throughput.mean, 0);
  EXPECT_NEAR(serverOf(result, "FE2").throughput.mean, 300, 10);
}

}  // namespace
}  // namespace headroom::sim
