// Links whose bandwidth all messages share at once, within farms.
#include <gtest/gtest.h>

#include "engine/sim/runner.h"
#include "tests/sim/far_farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using Kind = farm::PlannedEvent::Kind;
using Sharing = farm::Link::Sharing;

constexpr double kKilobyteAMillisecond = 8e6;  // bits a second

farm::Link shared(const std::string& name, const std::string& from, const std::string& to, double bitsPerSecond) {
  farm::Link shared = link(name, from, to, 0);
  shared.bandwidthBitsPerSecond = bitsPerSecond;
  shared.sharing = Sharing::Fair;
  return shared;
}

/// Two applications with answers of 9 ms and 0.9 ms on a line that is busy nine tenths of the time; requests are empty.
farm::Farm twoSizes(Sharing sharing) {
  farm::Farm farm = farAway();
  farm.servers[0].cores = 64;
  farm.links = {shared("WAN", "Internet", "LAN", kKilobyteAMillisecond)};
  farm.links[0].sharing = sharing;
  farm.applications = {application("Large", "Z", fixed(0)), application("Small", "Z", fixed(0))};
  farm.applications[0].responseBytes = 9000;
  farm.applications[1].responseBytes = 900;
  farm.users = {openUsers("Large", 50), openUsers("Small", 388.888888888888889)};
  for (farm::Users& users : farm.users) users.segment = "Internet";
  return farm;
}

// M/G/1 processor sharing: a message that alone takes x takes x / (1 − ρ) in the mean, whatever the others are.
TEST(FairLinks, StretchEveryMessageByTheSameFactor) {
  const auto result = simulate(twoSizes(Sharing::Fair), options(400, 20));
  EXPECT_THAT(applicationOf(result, "Large").response.mean, Shows(9 / (1 - 0.8), 0.05));
  EXPECT_THAT(applicationOf(result, "Small").response.mean, Shows(0.9 / (1 - 0.8), 0.05));
  const results::StationResult& line = stationOf(result, "LAN -> Internet");
  EXPECT_THAT(line.utilisation, Shows(0.8, 0.02));
  EXPECT_THAT(line.offeredLoad, Shows(0.8, 0.02));
  EXPECT_THAT(line.throughput, Shows(438.9, 0.02));
  EXPECT_THAT(line.queue, Shows(0.8 / 0.2 - 0.8, 0.1));  // ρ / (1 − ρ) on it, of whom ρ would be being served
}

// In order both wait for the same time: ρ E[S²] / (2 E[S] (1 − ρ)) (Pollaczek–Khinchine).
TEST(FairLinks, UnlessTheyAreServedInOrder) {
  const auto result = simulate(twoSizes(Sharing::InOrder), options(400, 20));
  const double secondMoment = (50 * 81.0 + 388.89 * 0.81) / 438.89, mean = 0.8 / 0.43889;
  const double wait = 0.8 * secondMoment / (2 * mean * 0.2);
  EXPECT_THAT(applicationOf(result, "Small").response.mean, Shows(0.9 + wait, 0.05));
}

/// One person, one request at a time: the way there and back without anybody else.
farm::Farm alone(double firstBits, double secondBits) {
  farm::Farm farm = singleStation(1, fixed(1), 8);
  farm.users = {closedUsers("App", 1, fixed(5000))};
  farm.users[0].segment = "Internet";
  farm.zones[0].balancer->segment = farm.servers[0].segment = "LAN";
  farm.links = {shared("WAN", "Internet", "DMZ", firstBits), shared("Inner", "DMZ", "LAN", secondBits)};
  farm.links[0].latency = Duration::milliseconds(10);
  farm.links[1].latency = Duration::milliseconds(1);
  farm.applications[0].responseBytes = 20'000;
  return farm;
}

TEST(FairLinks, InARowAreCrossedAtOnceByTheSlowestsPace) {
  const double fast = 4 * kKilobyteAMillisecond;
  farm::Farm farm = alone(kKilobyteAMillisecond, fast);
  const auto together = simulate(farm, options(100, 2));
  EXPECT_DOUBLE_EQ(applicationOf(together, "App").response.max, 11 + 1 + 20 + 11);
  EXPECT_DOUBLE_EQ(applicationOf(together, "App").wait.mean, 0.0);
  for (farm::Link& each : farm.links) each.sharing = Sharing::InOrder;
  EXPECT_DOUBLE_EQ(applicationOf(simulate(farm, options(100, 2)), "App").response.max, 11 + 1 + 5 + 20 + 11);
  farm.links[0].sharing = Sharing::Fair;  // one that takes messages in order stores the whole message
  EXPECT_DOUBLE_EQ(applicationOf(simulate(farm, options(100, 2)), "App").response.max, 11 + 1 + 5 + 20 + 11);
}

// Answers of 20 kB go over both links, answers of 60 kB to users in between over the inner one alone.
TEST(FairLinks, GiveTheShortWayWhatTheLongWayCannotUse) {
  farm::Farm farm = alone(kKilobyteAMillisecond, 4 * kKilobyteAMillisecond);
  farm.applications.push_back(farm.applications[0]);
  farm.applications[1].name = "Near";
  farm.applications[1].responseBytes = 60'000;
  farm.users.push_back(farm.users[0]);
  farm.users[1].name = "near users";
  farm.users[1].application = "Near";
  farm.users[1].segment = "DMZ";
  for (farm::Link& each : farm.links) each.latency = Duration();
  for (farm::Users& users : farm.users) users.load = farm::ClosedLoad{1, fixed(0.001)};
  const auto result = simulate(farm, options(100, 2));
  // The long way is held to 1 kB a ms, so that the short one has 3 while both are on the way, and all 4 in the
  // millisecond in which the server works for the other.
  EXPECT_NEAR(applicationOf(result, "App").response.mean.mean, 21, 0.01);
  EXPECT_NEAR(applicationOf(result, "Near").response.mean.mean, 21, 0.4);
  EXPECT_GT(applicationOf(result, "Near").response.p50.mean, 20);
}

TEST(FairLinks, LoseWhatIsOnThemWhenTheyFail) {
  farm::Farm farm = farAway();
  farm.links[0].latency = Duration();
  farm.links[0].bandwidthBitsPerSecond = 8e5;  // an answer of 900 B takes 9 ms
  farm.links[0].sharing = Sharing::Fair;
  farm.applications[0].responseBytes = 900;
  for (const auto& [seconds, kind] : {std::pair{50, Kind::Fail}, std::pair{60, Kind::Repair}}) {
    farm::PlannedEvent event;
    event.at = Duration::wholeSeconds(seconds);
    event.node = "WAN";
    event.kind = kind;
    farm.events.push_back(event);
  }
  const auto result = simulate(farm, options(100, 20));
  // 10 s without a way in, and the ρ / (1 − ρ) = 9 answers on the line.
  EXPECT_NEAR(static_cast<double>(result.totals.failed.timeout) / 20, 1000 + 9, 35);
  EXPECT_NEAR(stationOf(result, "LAN -> Internet").utilisation.mean, 0.81, 0.02);
}

TEST(FairLinks, BeyondTheirBandwidthAreCalledOverloaded) {
  farm::Farm farm = twoSizes(Sharing::Fair);
  farm.links[0].bandwidthBitsPerSecond = 0.7 * kKilobyteAMillisecond;
  const auto result = run(farm, options(60, 4));
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->steady);
  EXPECT_NEAR(stationOf(*result, "LAN -> Internet").offeredLoad.mean, 0.8 / 0.7, 0.05);
}

TEST(FairLinks, StolenBandwidthIsNoticed) {
  const auto result = runSabotaged(twoSizes(Sharing::Fair), options(10, 1), {}, Sabotage::StealWork);
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.problems().front().what, ::testing::HasSubstr("utilisation law"));
}

TEST(FairLinks, AreATraceStepWithItsStretchAsWaiting) {
  RunOptions o = options(20, 1);
  o.traces = 3;
  const auto result = run(twoSizes(Sharing::Fair), o);
  ASSERT_TRUE(result);
  ASSERT_FALSE(result->traces.empty());
  const results::Trace& slowest = result->traces.front();
  EXPECT_EQ(slowest.responseNs, slowest.waitNs + slowest.workNs);
  ASSERT_EQ(slowest.steps.size(), 1U);
  EXPECT_EQ(slowest.steps[0].kind, "link");
  EXPECT_EQ(slowest.steps[0].place, "LAN -> Internet");
  EXPECT_EQ(slowest.steps[0].workNs, slowest.application == "Large" ? 9'000'000U : 900'000U);
}

}  // namespace
}  // namespace headroom::sim
