// Connections to proxies and balancers: who opens one, what that costs, and when one is kept.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/far_farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

farm::Connections connections(Law handshake, int roundTrips, double keepAliveMs) {
  return farm::Connections{handshake, roundTrips, Duration::seconds(keepAliveMs * 1e-3)};
}

/// Users at a balancer that asks for a handshake.
farm::Farm handshaking(const farm::Users& users, const farm::Connections& at, Law demand = fixed(0)) {
  farm::Farm farm = singleStation(1, demand, 64);
  farm.users = {users};
  farm.zones[0].balancer->capacity.connections = at;
  farm.zones[0].balancer->capacity.cores = 2;
  return farm;
}

const results::StationResult& balancerOf(const results::RunResult& result) {
  return stationOf(result, "Z LB");
}

double openedPerRequest(const results::RunResult& result) {
  return balancerOf(result).handshakes->mean / balancerOf(result).throughput.mean;
}

// Cores 2 × speed 2: U = λ (D + H) / 4.
TEST(Connections, EveryNewcomerOpensOneAndItsWorkCountsAsUse) {
  farm::Farm farm = handshaking(openUsers("App", 100), connections(exponential(20), 2, 60'000));
  farm.zones[0].balancer->capacity.demand = exponential(4);
  farm.zones[0].balancer->capacity.speed = 2;
  const auto result = simulate(farm, options(200, 10));
  EXPECT_THAT(*balancerOf(result).handshakes, Shows(100.0, 0.02));
  EXPECT_THAT(balancerOf(result).throughput, Shows(100.0, 0.02));
  EXPECT_THAT(balancerOf(result).utilisation, Shows(100 * 0.024 / 4, 0.03));
  EXPECT_THAT(balancerOf(result).offeredLoad, Shows(100 * 0.024 / 4, 0.03));
}

TEST(Connections, TakeTheirRoundTripsAndWorkBeforeTheRequest) {
  farm::Farm farm = farAway();
  farm.zones[0].balancer->capacity.connections = connections(fixed(5), 3, 0);
  farm.zones[0].balancer->capacity.cores = 64;
  const auto result = simulate(farm, options(50, 2));
  // 3 round trips of 200 ms, 5 ms of handshake, there, 1 ms of service, back.
  EXPECT_DOUBLE_EQ(applicationOf(result, "App").response.max, 3 * 200 + 5 + 100 + 1 + 100);
  EXPECT_DOUBLE_EQ(applicationOf(result, "App").wait.mean, 0.0);
}

// One person who thinks exponentially: the connection has idled for longer than T with probability exp(−T / Z).
TEST(Connections, OfOnePersonAreKeptWhileTheyThinkForLessThanKeepAlive) {
  const auto result =
      simulate(handshaking(closedUsers("App", 1, exponential(100)), connections(fixed(1), 2, 150), exponential(20)),
               options(4000, 20));
  EXPECT_NEAR(openedPerRequest(result), std::exp(-1.5), 0.003);
}

// A Poisson stream of calls that are answered at once finds no idle connection with probability exp(−λT).
TEST(Connections, OfACallingServerAreOpenedByTheShareOfLongGaps) {
  farm::Farm farm = singleStation(10, fixed(0), 4);
  farm.zones.push_back(zone("Services", {"BE1"}));
  farm.servers.push_back(server("BE1", 4));
  farm.applications.push_back(application("Service", "Services", fixed(0)));
  farm::Reference call;
  call.consumer = "App";
  call.producer = "Service";
  farm.references = {call};
  farm.zones[1].balancer->capacity.connections = connections(fixed(0), 2, 120);
  const auto result = simulate(farm, options(4000, 20));
  const results::StationResult& services = stationOf(result, "Services LB");
  EXPECT_THAT(services.throughput, Shows(10.0, 0.01));
  EXPECT_THAT(*services.handshakes, Shows(10 * std::exp(-1.2), 0.02));
  EXPECT_FALSE(stationOf(result, "Z LB").handshakes);
}

TEST(Connections, ThatAreNotKeptAreOpenedForEveryRequest) {
  const auto result =
      simulate(handshaking(closedUsers("App", 5, fixed(10)), connections(fixed(1), 1, 0)), options(50, 2));
  EXPECT_NEAR(openedPerRequest(result), 1.0, 1e-4);  // some are under way at the ends
}

TEST(Connections, ThatAreKeptForLongAreOpenedOnce) {
  farm::Farm farm = handshaking(closedUsers("App", 5, fixed(10)), connections(fixed(1), 1, 1e6));
  EXPECT_DOUBLE_EQ(openedPerRequest(simulate(farm, options(50, 2))), 0.0);
  farm.run.warmUp = Duration();
  RunOptions fromStart = options(50, 2);
  fromStart.warmUp = Duration();
  EXPECT_DOUBLE_EQ(balancerOf(simulate(farm, fromStart)).handshakes->mean * 50, 5.0);
}

// Ten requests of a page: six connections at once, and four requests that wait for one of them.
TEST(Connections, OfABrowserAreSixAtMost) {
  farm::Farm farm = handshaking(openUsers("App", 2), connections(fixed(0), 2, 1000), fixed(10));
  farm.users[0].requestsPerPage = 10;
  const auto result = simulate(farm, options(100, 4));
  EXPECT_NEAR(openedPerRequest(result), 0.6, 1e-9);
  EXPECT_NEAR(applicationOf(result, "App").response.mean.mean, (6 * 10 + 4 * 20) / 10.0, 0.2);  // pages rarely meet
  farm.zones[0].balancer->capacity.connections->keepAlive = Duration();
  EXPECT_NEAR(openedPerRequest(simulate(farm, options(100, 4))), 1.0, 1e-9);
}

TEST(Connections, OfASessionLastFromPageToPageAndEndWithIt) {
  farm::SessionLoad sessions;
  sessions.begin.rate = Rate{5};
  farm::SessionPage page;
  page.name = "browse";
  page.think = fixed(100);
  page.entry = 1;
  page.next = {farm::NextPage{"browse", 0.75, {}, {}}};
  sessions.pages = {page};
  farm::Users users = openUsers("App", 1);
  users.load = sessions;
  const auto result = simulate(handshaking(users, connections(fixed(1), 2, 200)), options(1000, 10));
  EXPECT_THAT(*balancerOf(result).handshakes, Shows(5.0, 0.03));  // one a session of four pages
  EXPECT_THAT(balancerOf(result).throughput, Shows(20.0, 0.03));
  const auto forgotten = simulate(handshaking(users, connections(fixed(1), 2, 99)), options(1000, 10));
  EXPECT_NEAR(openedPerRequest(forgotten), 1.0, 1e-4);
}

TEST(Connections, OfTheProxyToABalancerAreItsOwn) {
  farm::Farm farm = intranetZone();
  farm.proxy->capacity.connections = connections(fixed(1), 2, 1000);
  farm.zones[0].balancer->capacity.connections = connections(fixed(1), 1, 60'000);
  const auto result = simulate(farm, options(60, 3));
  // Newcomers open one each at the proxy; what stands between proxy and balancer is opened while the load rises, once.
  EXPECT_THAT(*stationOf(result, "proxy").handshakes, Shows(436.0, 0.05));
  EXPECT_LT(stationOf(result, "Global LB").handshakes->mean, 0.5);
  EXPECT_NEAR(stationOf(result, "Global LB").throughput.mean, 400, 12);
}

TEST(Connections, AreClosedWhenTheirUserGivesUp) {
  farm::Farm farm = handshaking(closedUsers("App", 3, fixed(100)), connections(fixed(0), 1, 1e6), fixed(50));
  farm.users[0].timeout = Duration::milliseconds(40);
  const auto result = simulate(farm, options(50, 2));
  EXPECT_EQ(result.totals.completed, 0U);
  EXPECT_DOUBLE_EQ(openedPerRequest(result), 1.0);
}

TEST(Connections, GoneWithTheirRelayAreOpenedAgain) {
  farm::Farm farm = handshaking(closedUsers("App", 20, fixed(100)), connections(fixed(1), 1, 1e6));
  farm.zones[0].balancer->capacity.instances = 2;
  farm::PlannedEvent event;
  event.at = Duration::wholeSeconds(10);
  event.node = "Z LB";
  farm.events = {event};
  const auto result = simulate(farm, options(50, 2));
  EXPECT_DOUBLE_EQ(balancerOf(result).handshakes->mean * 50, 20.0);
  EXPECT_EQ(result.totals.failed.total(), 0U);
}

// A relay that is too busy with handshakes is found by the offered load: 100 × 24 ms on 2 cores.
TEST(Connections, MayOverloadARelayThatTheRequestsAloneWouldNot) {
  const farm::Farm farm = handshaking(openUsers("App", 100), connections(exponential(24), 2, 1000));
  const auto result = run(farm, options(60, 4));
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->steady);
  EXPECT_NEAR(balancerOf(*result).offeredLoad.mean, 1.2, 0.05);
}

TEST(Connections, OpenedAreATraceStepOfTheirOwn) {
  farm::Farm farm = farAway();
  farm.zones[0].balancer->capacity.connections = connections(fixed(5), 2, 0);
  RunOptions o = options(20, 1);
  o.traces = 1;
  const auto result = run(farm, o);
  ASSERT_TRUE(result);
  const results::Trace& trace = result->traces.front();
  ASSERT_GE(trace.steps.size(), 3U);
  EXPECT_EQ(trace.steps[0].kind, "handshake");
  EXPECT_EQ(trace.steps[0].place, "Z LB");
  EXPECT_EQ(trace.steps[0].workNs, 405'000'000U);
  EXPECT_EQ(trace.steps[1].kind, "network");
}

TEST(Connections, OfAPageThatWaitForOneAreTraced) {
  farm::Farm farm = handshaking(openUsers("App", 1), connections(fixed(0), 2, 1000), fixed(10));
  farm.users[0].requestsPerPage = 7;
  RunOptions o = options(50, 1);
  o.traces = 1;
  const auto result = run(farm, o);
  ASSERT_TRUE(result);
  const results::TraceStep& first = result->traces.front().steps.front();
  EXPECT_EQ(first.kind, "connection");
  EXPECT_EQ(first.waitNs, 10'000'000U);
}

/// Everything at once that can happen to a request while it has a connection, waits for one or opens one.
farm::Farm storm() {
  farm::Farm farm = intranetZone();
  const farm::Connections costly = connections(exponential(3), 2, 300);
  farm.proxy->capacity.connections = farm.zones[0].balancer->capacity.connections = costly;
  farm.zones[1].balancer->capacity.connections = connections(exponential(1), 1, 0);
  farm.proxy->capacity.maxConnections = 60;
  farm.proxy->segment = "DMZ";
  for (farm::Zone& each : farm.zones) each.balancer->segment = "LAN";
  for (farm::Server& each : farm.servers) each.segment = "LAN";
  farm.databases[0].segment = "LAN";
  farm.links = {link("WAN", "Internet", "DMZ", 10), link("Inner", "DMZ", "LAN", 1)};
  for (farm::Link& each : farm.links) {
    each.bandwidthBitsPerSecond = 4e7;
    each.sharing = farm::Link::Sharing::Fair;
    each.reliability = farm::Reliability{exponential(4000), exponential(100)};
  }
  for (farm::Application& each : farm.applications) each.responseBytes = 9000;
  farm.servers[1].reliability = farm.servers[2].reliability = farm::Reliability{exponential(3000), exponential(300)};
  farm.zones[0].balancer->reliability = farm.proxy->reliability = farm::Reliability{exponential(2000), exponential(50)};
  farm::Users pages = openUsers("AppX", 12);
  pages.requestsPerPage = 9;
  pages.retry = farm::Retry{};
  pages.retry->attempts = 3;
  pages.reload = farm::Reload{
      Duration::milliseconds(70),
      0.5,
      2,
  };
  farm::Users people = closedUsers("AppY", 20, exponential(200));
  people.requestsPerPage = 8;
  farm.users = {pages, people};
  for (farm::Users& users : farm.users) {
    users.segment = "Internet";
    users.timeout = Duration::milliseconds(150);
  }
  farm.references[0].timeout = Duration::milliseconds(60);
  return farm;
}

TEST(Connections, KeepTheirAccountsInAStorm) {
  const auto result = simulate(storm(), options(60, 10));
  EXPECT_GT(result.totals.completed, 5'000U);
  EXPECT_GT(result.totals.failed.timeout, 1'000U);
  EXPECT_GT(stationOf(result, "proxy").handshakes->mean, 10.0);
  EXPECT_EQ(result.fingerprint, simulate(storm(), options(60, 10)).fingerprint);
}

TEST(Connections, ThatCostNothingChangeNothing) {
  farm::Farm farm = intranetZone();
  const auto before = simulate(farm, options(20, 2));
  farm.proxy->capacity.connections = connections(fixed(0), 0, 1e6);
  farm.users[0].requestsPerPage = farm.users[1].requestsPerPage = 1;
  const auto after = simulate(farm, options(20, 2));
  EXPECT_EQ(before.totals, after.totals);
  EXPECT_EQ(before.applications[0].response, after.applications[0].response);
}

}  // namespace
}  // namespace headroom::sim
