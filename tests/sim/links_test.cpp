// Links that fail: messages vanish, and everybody finds out by their own clock.
#include <gtest/gtest.h>

#include "tests/sim/far_farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using Kind = farm::PlannedEvent::Kind;

void plan(farm::Farm& farm, double seconds, const std::string& node, Kind kind) {
  farm::PlannedEvent event;
  event.at = Duration::seconds(seconds);
  event.node = node;
  event.kind = kind;
  farm.events.push_back(event);
}

void cut(farm::Farm& farm, const std::string& link, double from, double until) {
  plan(farm, from, link, Kind::Fail);
  plan(farm, until, link, Kind::Repair);
}

double perRun(std::uint64_t count, const RunOptions& options) {
  return static_cast<double>(count) / options.replications;
}

TEST(FailingLinks, LoseWhatIsOnThemAndWhatIsSentLater) {
  farm::Farm farm = farAway();
  cut(farm, "WAN", 50, 60);
  const RunOptions o = options(100, 20);
  const auto result = simulate(farm, o);
  // 100/s for 10 s find no way in, 10 were on their way there, 10 answers on the way back, and those answered between.
  EXPECT_NEAR(perRun(result.totals.failed.timeout, o), 100 * (10 + 0.1 + 0.1 + 0.001), 30);
  EXPECT_EQ(result.totals.failed.total(), result.totals.failed.timeout);
  EXPECT_NEAR(result.availability.at(0).share.mean, 0.9, 1e-9);
  EXPECT_EQ(result.availability.at(0).kind, "link");
}

TEST(FailingLinks, OfShortBlinksOnlyTakeWhatIsOnThem) {
  farm::Farm farm = farAway();
  for (int i = 0; i < 100; ++i) {
    plan(farm, 10 + i * 0.5, "WAN", Kind::Fail);
    plan(farm, 10.001 + i * 0.5, "WAN", Kind::Repair);
  }
  const RunOptions o = options(100, 5);
  EXPECT_NEAR(perRun(simulate(farm, o).totals.failed.timeout, o), 100 * 100 * (0.2 + 0.002), 100);
}

TEST(FailingLinks, WithABandwidthLoseTheirQueue) {
  farm::Farm farm = farAway();
  farm.links[0].latency = Duration();
  farm.links[0].bandwidthBitsPerSecond = 8e5;  // 100 kB/s; an answer of 900 B takes 9 ms: busy nine tenths of the time
  farm.applications[0].responseBytes = 900;
  cut(farm, "WAN", 50, 60);
  const RunOptions o = options(100, 20);
  const auto result = simulate(farm, o);
  // The line holds as many as M/D/1 does: 0.9 + 0.9² / (2 · 0.1) = 4.95.
  EXPECT_NEAR(perRun(result.totals.failed.timeout, o), 1000 + 4.95, 35);
  EXPECT_NEAR(stationOf(result, "LAN -> Internet").utilisation.mean, 0.81, 0.02);
}

TEST(FailingLinks, ThatNeverFailChangeNothing) {
  const farm::Farm plain = farAway();
  farm::Farm careful = farAway();
  careful.links[0].reliability = farm::Reliability{exponential(1e18), exponential(1)};
  const auto before = simulate(plain, options(50, 2)), after = simulate(careful, options(50, 2));
  EXPECT_EQ(before.totals, after.totals);
  EXPECT_EQ(before.applications[0].response, after.applications[0].response);
}

/// FE1 beside its balancer, FE2 behind a bridge of 1 ms.
farm::Farm withAnnex() {
  farm::Farm farm = singleStation(100, fixed(1), 8);
  farm.servers.push_back(farm.servers[0]);
  farm.servers[1].name = "FE2";
  farm.servers[1].segment = "Annex";
  farm.servers[0].segment = "LAN";
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  farm.zones[0].balancer->segment = "LAN";
  farm.zones[0].balancer->product = farm::Product::Haproxy;
  farm.zones[0].balancer->healthCheck.kind = farm::HealthCheck::Kind::Tcp;
  farm.zones[0].balancer->connectTimeout = Duration::milliseconds(500);
  farm.zones[0].balancer->redispatch = 1;
  farm.users[0].segment = "LAN";
  farm.links = {link("bridge", "LAN", "Annex", 1)};
  return farm;
}

TEST(FailingLinks, BetweenBalancerAndServerAreFoundByTheChecks) {
  farm::Farm farm = withAnnex();
  plan(farm, 20, "bridge", Kind::Fail);
  plan(farm, 60, "bridge", Kind::Repair);
  const auto result = simulate(farm, options(100, 4));
  EXPECT_EQ(result.totals.failed.timeout, 0U);
  // Who was placed on FE2 waits for a connection and tries again elsewhere: slow, and answered.
  EXPECT_LT(result.totals.failed.total(), 10U);
  EXPECT_GT(applicationOf(result, "App").response.max, 500.0);
  EXPECT_NEAR(serverOf(result, "FE2").throughput.mean, 50 * 0.53, 3);
}

TEST(FailingLinks, ToTheDatabaseCostTheCommandTimeout) {
  farm::Farm farm = singleStation(10, fixed(1), 8);
  farm.databases = {database(8)};
  farm.databases[0].segment = "Data";
  farm.servers[0].segment = farm.zones[0].balancer->segment = farm.users[0].segment = "LAN";
  farm.links = {link("SAN", "LAN", "Data", 1)};
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = fixed(1);
  plan(farm, 20, "SAN", Kind::Fail);
  plan(farm, 30, "SAN", Kind::Repair);
  const RunOptions o = options(100, 10);
  const auto result = simulate(farm, o);
  EXPECT_NEAR(perRun(result.totals.failed.dependency, o), 100, 12);
  EXPECT_EQ(result.totals.failed.total(), result.totals.failed.dependency);
}

/// WAN, of 100 ms, and a line of 300 ms that is taken a second after WAN has failed.
farm::Farm withBackup() {
  farm::Farm farm = farAway();
  farm.links[0].detourAfter = Duration::wholeSeconds(1);
  farm.links.push_back(link("backup", "LAN", "Internet", 300));
  return farm;
}

TEST(FailingLinks, AreGoneAroundOnceTheyAreKnownToBeOut) {
  farm::Farm farm = withBackup();
  cut(farm, "WAN", 50, 60);
  const RunOptions o = options(100, 20);
  const auto result = simulate(farm, o);
  EXPECT_NEAR(perRun(result.totals.failed.timeout, o), 100 * (1 + 0.1 + 0.1 + 0.001), 15);
  EXPECT_EQ(result.totals.failed.total(), result.totals.failed.timeout);
  // 9 of 99 seconds with answers: 601 instead of 201 ms.
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(201 + 400 * 9 / 99.0, 0.02));
}

TEST(FailingLinks, AreGoneAroundAtOnceWhenTheyWereOutBefore) {
  farm::Farm farm = withBackup();
  RunOptions o = options(20, 2);
  o.down = {"WAN"};
  plan(farm, 1000, "WAN", Kind::Repair);
  const auto result = simulate(farm, o);
  EXPECT_EQ(result.totals.failed.total(), 0U);
  EXPECT_NEAR(applicationOf(result, "App").response.mean.mean, 601, 1e-6);
}

TEST(FailingLinks, ThatAreNotGoneAroundLoseWhatAnotherLinkCouldCarry) {
  farm::Farm farm = withBackup();
  farm.links[0].detourAfter.reset();
  cut(farm, "WAN", 50, 60);
  const RunOptions o = options(100, 20);
  EXPECT_NEAR(perRun(simulate(farm, o).totals.failed.timeout, o), 100 * (10 + 0.1 + 0.1 + 0.001), 30);
}

TEST(FailingLinks, AreGoneAroundOverTheNextBestOfTwo) {
  farm::Farm farm = withBackup();
  farm.links[1].detourAfter = Duration();
  farm.links.push_back(link("modem", "LAN", "Internet", 500));
  plan(farm, 40, "backup", Kind::Fail);
  cut(farm, "WAN", 50, 60);
  const RunOptions o = options(100, 20);
  const auto result = simulate(farm, o);
  EXPECT_NEAR(perRun(result.totals.failed.timeout, o), 100 * (1 + 0.1 + 0.1 + 0.001), 15);
  EXPECT_NEAR(applicationOf(result, "App").response.max, 1001, 0.5);
}

TEST(FailingLinks, ToOneServerAreGoneAroundByChecksToo) {
  farm::Farm farm = withAnnex();
  farm.links.push_back(link("path", "LAN", "Annex", 2));
  farm.links[0].detourAfter = Duration::wholeSeconds(10);
  plan(farm, 20, "bridge", Kind::Fail);
  const auto result = simulate(farm, options(100, 4));
  // Out of the balancer from its third failed check on, and in again soon after the network has learnt of it.
  EXPECT_LT(result.totals.failed.total(), 10U);
  EXPECT_NEAR(serverOf(result, "FE2").throughput.mean, 50 * 0.87, 3);
}

TEST(FailingLinks, MustBeKnownToBePlanned) {
  farm::Farm farm = farAway();
  plan(farm, 50, "LAN line", Kind::Fail);
  const auto result = run(farm, options(10, 1));
  ASSERT_FALSE(result.ok());
  EXPECT_THAT(result.problems().front().what, ::testing::HasSubstr("unknown node 'LAN line'"));
}

}  // namespace
}  // namespace headroom::sim
