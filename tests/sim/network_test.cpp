// Links, addresses and routes as requests meet them.
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

/// Users in the Internet, everything else in the LAN, one link between.
farm::Farm overALink(Duration latency, double bitsPerSecond) {
  farm::Farm farm = singleStation(50, fixed(10), 64);
  farm.users[0].segment = "Internet";
  farm.servers[0].segment = "LAN";
  farm.zones[0].balancer->segment = "LAN";
  farm::Link link;
  link.from = "Internet";
  link.to = "LAN";
  link.latency = latency;
  link.bandwidthBitsPerSecond = bitsPerSecond;
  farm.links = {link};
  return farm;
}

TEST(Network, ALinksLatencyCountsThereAndBack) {
  const auto result = simulate(overALink(Duration::milliseconds(15), 0), options(50, 3));
  EXPECT_NEAR(applicationOf(result, "App").response.mean.mean, 10 + 2 * 15, 1e-3);
  EXPECT_NEAR(applicationOf(result, "App").wait.mean, 0.0, 1e-3);
  EXPECT_EQ(result.stations.size(), 1U);  // a link without bandwidth is no station
}

TEST(Network, ABandwidthSendsOneMessageAfterTheOther) {
  farm::Farm farm = overALink(Duration::milliseconds(5), 8e6);  // 1 byte a microsecond
  farm.applications[0].requestBytes = 1000;
  farm.applications[0].responseBytes = 10000;
  const auto result = simulate(farm, options(400, 5));
  // The answers are an M/D/1 queue of 10 ms at 50/s; their wait is ρ/(2(1-ρ))·10 ms.
  const double pure = 10 + 2 * 5 + 1 + 10;
  EXPECT_THAT(stationOf(result, "LAN -> Internet").utilisation, Shows(0.5, 0.03));
  EXPECT_THAT(stationOf(result, "Internet -> LAN").utilisation, Shows(0.05, 0.03));
  EXPECT_EQ(stationOf(result, "LAN -> Internet").kind, "link");
  EXPECT_NEAR(applicationOf(result, "App").response.mean.mean, pure + 0.5 / (2 * 0.5) * 10, 0.4);
  EXPECT_NEAR(applicationOf(result, "App").response.mean.mean - applicationOf(result, "App").wait.mean, pure, 1e-3);
}

TEST(Network, AnOverloadedLinkIsNamed) {
  farm::Farm farm = overALink(Duration::milliseconds(5), 8e6);
  farm.applications[0].responseBytes = 25000;
  const auto result = simulate(farm, options(60, 4));
  EXPECT_FALSE(result.steady);
  ASSERT_FALSE(result.warnings.empty());
  EXPECT_THAT(result.warnings.front(), ::testing::HasSubstr("LAN -> Internet is overloaded: offered load 12"));
}

TEST(Network, WithoutAWayUsersWaitForTheirTimeout) {
  farm::Farm farm = overALink(Duration::milliseconds(5), 0);
  farm.links[0].firewall = true;  // nothing passes
  farm.users[0].timeout = Duration::wholeSeconds(4);
  const auto result = simulate(farm, options(50, 2));
  EXPECT_EQ(result.totals.completed, 0U);
  EXPECT_EQ(result.totals.failed.timeout, result.totals.failed.total());
  EXPECT_NEAR(static_cast<double>(result.totals.inFlight) / 2, 50 * 4, 45);
}

TEST(Network, WithoutATimeoutUsersGiveUpConnectingAfterTwentyOneSeconds) {
  farm::Farm farm = overALink(Duration::milliseconds(5), 0);
  farm.links.clear();
  const auto result = simulate(farm, options(200, 2));
  EXPECT_EQ(result.totals.completed, 0U);
  EXPECT_NEAR(static_cast<double>(result.totals.inFlight) / 2, 50 * 21, 100);
}

TEST(Network, HttpsUsersNeedPort443AndOthersPort80) {
  farm::Farm farm = overALink(Duration::milliseconds(5), 0);
  farm.links[0].firewall = true;
  farm.links[0].openPorts = {443};
  EXPECT_GT(simulate(farm, options(10, 2)).totals.completed, 0U);
  farm.environment.https = false;
  EXPECT_EQ(simulate(farm, options(10, 2)).totals.completed, 0U);
}

farm::Farm behindAProxy() {
  farm::Farm farm = singleStation(50, fixed(10), 64);
  farm.environment.hostName = "www.example.net";
  farm.proxy = farm::ReverseProxy{};
  farm.proxy->routes = {farm::Route{{}, "/App", farm::Route::Match::WholeSegmentPrefix, "Z", {}, {}}};
  farm.zones.push_back(zone("Other", {"FE2"}));
  farm.servers.push_back(server("FE2", 4));
  return farm;
}

TEST(Network, TheProxySendsRequestsWhereItsRulesSay) {
  const auto result = simulate(behindAProxy(), options(20, 2));
  EXPECT_EQ(result.totals.failed.total(), 0U);
  EXPECT_NEAR(stationOf(result, "Z LB").throughput.mean, 50, 6);
}

TEST(Network, AWrongRuleMisroutesToServersThatLackTheApplication) {
  farm::Farm farm = behindAProxy();
  farm.proxy->routes[0].zone = "Other";
  const auto result = simulate(farm, options(20, 2));
  EXPECT_EQ(result.totals.completed, 0U);
  EXPECT_EQ(applicationOf(result, "App").failed.noServer, result.totals.failed.total());
  EXPECT_GT(stationOf(result, "Other LB").throughput.mean, 0.0);
}

TEST(Network, APathWithoutARuleIsNotFound) {
  farm::Farm farm = behindAProxy();
  farm.proxy->routes[0].path = "/Ap";  // whole segments: not a prefix of /App
  EXPECT_EQ(simulate(farm, options(20, 2)).totals.failed.noServer,
            simulate(farm, options(20, 2)).totals.failed.total());
  farm.proxy->defaultZone = "Z";
  EXPECT_EQ(simulate(farm, options(20, 2)).totals.failed.total(), 0U);
}

TEST(Network, ABalancersTargetOutsideTheZoneLacksTheApplication) {
  farm::Farm farm = behindAProxy();
  farm.zones[0].balancer->targets = {"FE1", "FE2"};  // FE2 is no member
  const auto result = simulate(farm, options(20, 2));
  const double half = static_cast<double>(result.totals.failed.noServer) / static_cast<double>(result.totals.arrivals);
  EXPECT_NEAR(half, 0.5, 0.02);
}

TEST(Network, AProxyWithALimitOfConnectionsLetsTheOthersWait) {
  farm::Farm farm = behindAProxy();
  farm.users = {openUsers("App", 150)};
  farm.applications[0].work.demand = exponential(10);
  farm.proxy->capacity.maxConnections = 2;  // in progress until the answer has passed back
  const auto result = simulate(farm, options(600, 10));
  const double wait = erlangC(2, 1.5) * 10 / (2 - 1.5);
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(10 + wait, 0.05));
  EXPECT_THAT(stationOf(result, "proxy").queue, Shows(0.15 * wait, 0.1));
}

TEST(Network, RelayWorkIsQueuedOnItsCores) {
  farm::Farm farm = behindAProxy();
  farm.users = {openUsers("App", 100)};
  farm.zones[0].balancer->capacity.demand = exponential(5);
  farm.zones[0].balancer->capacity.cores = 1;
  const auto result = simulate(farm, options(400, 10));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(10 + 5 / (1 - 0.5), 0.03));
  EXPECT_THAT(stationOf(result, "Z LB").utilisation, Shows(0.5, 0.02));
}

}  // namespace
}  // namespace headroom::sim
