// Server-side calls: which way they go, and what they cost their callers.
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;

farm::Reference reference(double calls = 1) {
  farm::Reference reference;
  reference.consumer = "Shop";
  reference.producer = "Stock";
  reference.calls = calls;
  return reference;
}

/// Shop on FE1 in zone Front calls Stock on FE2 in zone Back; everything takes fixed time.
farm::Farm twoZones() {
  farm::Farm farm;
  farm.environment.hostName = "www.example.net";
  farm.proxy = farm::ReverseProxy{};
  farm.proxy->defaultZone = "Front";
  farm.zones = {zone("Front", {"FE1"}), zone("Back", {"FE2"})};
  farm.servers = {server("FE1", 64), server("FE2", 64)};
  farm.applications = {application("Shop", "Front", fixed(10)), application("Stock", "Back", fixed(5))};
  farm.references = {reference()};
  farm.users = {openUsers("Shop", 50)};
  return farm;
}

TEST(Calls, ASynchronousCallAddsItsTimeAndHoldsTheWorker) {
  const auto result = simulate(twoZones(), options(100, 10));
  EXPECT_NEAR(applicationOf(result, "Shop").response.mean.mean, 15.0, 0.01);
  EXPECT_NEAR(applicationOf(result, "Shop").wait.mean, 0.0, 0.01);
  EXPECT_NEAR(zoneOf(result, "Back").callResponse.mean.mean, 5.0, 0.01);
  EXPECT_THAT(zoneOf(result, "Back").calls, Shows(50.0, 0.05));
  EXPECT_EQ(zoneOf(result, "Front").calls.mean, 0.0);
  EXPECT_THAT(serverOf(result, "FE1").workersBusy, Shows(50 * 0.015, 0.05));
  EXPECT_THAT(serverOf(result, "FE1").utilisation, Shows(50 * 0.010 / 64, 0.05));
  EXPECT_THAT(serverOf(result, "FE2").utilisation, Shows(50 * 0.005 / 64, 0.05));
}

TEST(Calls, AnAsynchronousCallCostsItsCallerNothing) {
  farm::Farm farm = twoZones();
  farm.references[0].synchronous = false;
  const auto result = simulate(farm, options(100, 10));
  EXPECT_NEAR(applicationOf(result, "Shop").response.mean.mean, 10.0, 0.01);
  EXPECT_THAT(zoneOf(result, "Back").calls, Shows(50.0, 0.05));
}

TEST(Calls, AFractionalNumberOfCallsIsAProbability) {
  farm::Farm farm = twoZones();
  farm.references[0].calls = 2.2;
  EXPECT_THAT(zoneOf(simulate(farm, options(100, 5)), "Back").calls, Shows(110.0, 0.03));
}

TEST(Calls, ACallCanCostLessThanARequest) {
  farm::Farm farm = twoZones();
  farm.references[0].work = farm::Work{fixed(1), 0, {}};
  EXPECT_NEAR(zoneOf(simulate(farm, options(20, 2)), "Back").callResponse.mean.mean, 1.0, 0.01);
}

TEST(Calls, GoThroughTheProxyWhenTheZonesAddressLeadsThere) {
  farm::Farm farm = twoZones();
  farm.zones[1].address = "www.example.net";
  farm.proxy->routes = {farm::Route{{}, "/Stock", farm::Route::Match::WholeSegmentPrefix, "Back", {}, {}}};
  const auto result = simulate(farm, options(100, 10));
  EXPECT_THAT(stationOf(result, "proxy").throughput, Shows(100.0, 0.05));  // users' requests and the calls
  EXPECT_NEAR(applicationOf(result, "Shop").response.mean.mean, 15.0, 0.01);
}

TEST(Calls, ThatTheProxySendsAstrayFailTheirCaller) {
  farm::Farm farm = twoZones();
  farm.zones[1].address =
      "www.example.net";  // no rule for /Stock: its default zone Front does not have the application
  const auto result = simulate(farm, options(20, 2));
  EXPECT_EQ(result.totals.completed, 0U);
  EXPECT_GT(applicationOf(result, "Shop").failed.dependency, 0U);
  EXPECT_THAT(result.warnings.back(), HasSubstr("found no server"));
}

TEST(Calls, GoStraightToAServerWhoseAddressItIs) {
  farm::Farm farm = twoZones();
  farm.zones[1].address = "FE2";
  const auto result = simulate(farm, options(100, 10));
  EXPECT_EQ(stationOf(result, "Back LB").throughput.mean, 0.0);
  EXPECT_THAT(zoneOf(result, "Back").calls, Shows(50.0, 0.05));
}

TEST(Calls, ToAnUnknownAddressHoldTheWorkerForTheWholeTimeout) {
  farm::Farm farm = twoZones();
  farm.references[0].address = "nowhere.example.net";
  farm.references[0].timeout = Duration::wholeSeconds(3);
  const auto result = simulate(farm, options(100, 10));
  EXPECT_EQ(result.totals.completed, 0U);
  EXPECT_THAT(serverOf(result, "FE1").workersBusy, Shows(50 * 3.01, 0.05));
  EXPECT_THAT(result.warnings.back(), HasSubstr("timed out"));
}

TEST(Calls, BehindAFirewallTimeOutToo) {
  farm::Farm farm = twoZones();
  farm.servers[0].segment = "DMZ";
  farm.servers[1].segment = "LAN";
  farm.zones[1].balancer->segment = "LAN";
  farm.zones[0].balancer->segment = "DMZ";
  farm.proxy->segment = "DMZ";
  farm::Link link;
  link.from = "DMZ";
  link.to = "LAN";
  link.firewall = true;
  link.openPorts = {443};
  farm.links = {link};
  farm.references[0].timeout = Duration::wholeSeconds(2);
  EXPECT_EQ(simulate(farm, options(20, 2)).totals.completed, 0U);  // port 80 is closed
  farm.zones[1].httpsInternal = true;
  EXPECT_GT(simulate(farm, options(20, 2)).totals.completed, 0U);  // port 443 is open
}

TEST(Calls, WithinTheZoneStayOnPort80EvenWhereOthersUseHttps) {
  farm::Farm farm = twoZones();
  farm.applications[1].zone = "Front";
  farm.zones[0].httpsInternal = true;
  farm.zones[0].balancer->ports = {443, 80};
  EXPECT_GT(simulate(farm, options(10, 2)).totals.completed, 0U);
  farm.zones[0].balancer->ports = {443};
  const auto refused = simulate(farm, options(10, 2));
  EXPECT_EQ(refused.totals.completed, 0U);
  EXPECT_GT(applicationOf(refused, "Shop").failed.dependency, 0U);
}

TEST(Calls, ThatAreRefusedDoNotStopTheCallersWork) {
  farm::Farm farm = twoZones();
  RunOptions o = options(100, 10);
  o.down = {"FE2"};
  const auto result = simulate(farm, o);
  EXPECT_EQ(result.totals.completed, 0U);
  EXPECT_EQ(applicationOf(result, "Shop").failed.dependency, result.totals.failed.total());
  EXPECT_THAT(serverOf(result, "FE1").utilisation, Shows(50 * 0.010 / 64, 0.06));
}

TEST(Calls, OfACallAreMadeToo) {
  farm::Farm farm = twoZones();
  farm.applications.push_back(application("Prices", "Back", fixed(2)));
  farm::Reference deeper = reference(3);
  deeper.consumer = "Stock";
  deeper.producer = "Prices";
  farm.references.push_back(deeper);
  const auto result = simulate(farm, options(100, 10));
  EXPECT_NEAR(applicationOf(result, "Shop").response.mean.mean, 10 + 5 + 3 * 2, 0.01);
  EXPECT_THAT(zoneOf(result, "Back").calls, Shows(200.0, 0.05));
}

TEST(Calls, InACircleAreRefusedWithTheirPath) {
  farm::Farm farm = twoZones();
  farm::Reference back = reference();
  back.consumer = "Stock";
  back.producer = "Shop";
  farm.references.push_back(back);
  const auto result = run(farm, options(10, 1));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.problems().front().rule, "CL02");
  EXPECT_THAT(result.problems().front().what, HasSubstr("Shop → Stock → Shop"));
}

TEST(Calls, InAnAsynchronousCircleMustDieOut) {
  farm::Farm farm = twoZones();
  farm::Reference back = reference(0.5);
  back.consumer = "Stock";
  back.producer = "Shop";
  back.synchronous = false;
  farm.references.push_back(back);
  const auto fine = run(farm, options(20, 2));
  ASSERT_TRUE(fine);
  EXPECT_NEAR(zoneOf(*fine, "Back").calls.mean, 100.0, 8.0);  // 50 × (1 + 1/2 + 1/4 + …)
  farm.references[1].calls = 1.0;
  const auto endless = run(farm, options(20, 2));
  ASSERT_FALSE(endless);
  EXPECT_THAT(endless.problems().front().what, HasSubstr("without end"));
}

TEST(Calls, ToOneselfAreACircle) {
  farm::Farm farm = twoZones();
  farm.references[0].producer = "Shop";
  const auto result = run(farm, options(10, 1));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.problems().front().what, HasSubstr("Shop → Shop"));
}

}  // namespace
}  // namespace headroom::sim
