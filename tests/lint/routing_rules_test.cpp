#include <gmock/gmock.h>

#include "tests/lint/violations.h"
#include "tests/network/farms.h"

namespace headroom::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace tests;  // NOLINT: the farms are what this file is about

TEST(Routes, AnApplicationMayBeReachedByTheDefaultZone) {
  farm::Farm farm = cleanFarm();
  farm.proxy->routes.erase(farm.proxy->routes.begin());
  farm.proxy->defaultZone = "Front";
  EXPECT_THAT(objectsOf(farm, "RT01"), IsEmpty());
}

TEST(Routes, AnApplicationThatFallsToAnotherZoneIsTold) {
  farm::Farm farm = intranetZone();
  farm.proxy->routes.pop_back();
  EXPECT_THAT(findingsOf(farm, "RT01")[0].cause, HasSubstr("it falls to the default zone Global"));
}

TEST(Routes, AnApplicationWithoutRuleIsToldToBeA404) {
  farm::Farm farm = cleanFarm();
  farm.proxy->routes.pop_back();
  EXPECT_THAT(findingsOf(farm, "RT01")[0].cause, HasSubstr("answered 404"));
}

TEST(Routes, ApplicationsWithoutUsersNeedNoRule) {
  farm::Farm farm = cleanFarm();
  farm.applications.push_back(application("Service", "Back", 1, 0));
  farm.applications.back().kind = farm::ApplicationKind::Service;
  EXPECT_THAT(objectsOf(farm, "RT01"), IsEmpty());
  farm.applications.back().kind = farm::ApplicationKind::Traditional;
  EXPECT_THAT(objectsOf(farm, "RT01"), ElementsAre("E application Service"));
}

TEST(Routes, AModuleUnderItsApplicationsPathNeedsNoRuleOfItsOwn) {
  farm::Farm farm = cleanFarm();
  farm.applications[0].modules = {{"Shop", "", "", {}, {}}, {"Theme", "/Shop/theme", "", {}, {}}};
  EXPECT_THAT(objectsOf(farm, "RT02"), IsEmpty());
}

TEST(Routes, WidgetsThatTheDefaultZoneServesAreExposed) {
  farm::Farm farm = cleanFarm();
  farm.applications.push_back(application("Widgets", "Front", 1, 0));
  farm.applications.back().clientTraffic = false;
  farm.references.push_back(call("Shop", "Widgets"));
  farm.references.back().kind = farm::ReferenceKind::Resource;
  farm.proxy->defaultZone = "Front";
  EXPECT_THAT(objectsOf(farm, "RT03"), IsEmpty());
}

TEST(Routes, ServiceActionsNeedNoExposure) {
  farm::Farm farm = cleanFarm();
  farm.applications.push_back(application("Core", "Back", 1, 0));
  farm.applications.back().clientTraffic = false;
  farm.references.push_back(call("Shop", "Core"));
  EXPECT_THAT(objectsOf(farm, "RT03"), IsEmpty());
}

TEST(Routes, APlainPrefixThatHitsTheRightZoneSwallowsNothing) {
  farm::Farm farm = cleanFarm();
  farm.proxy->routes[0].match = farm::Route::Match::PlainPrefix;
  farm.applications.push_back(application("Shopping", "Front", 1, 0));
  EXPECT_THAT(objectsOf(farm, "RT05"), IsEmpty());
}

TEST(Routes, ALongerRuleSavesASwallowedApplication) {
  farm::Farm farm = cleanFarm();
  farm.proxy->routes[0].match = farm::Route::Match::PlainPrefix;
  farm.applications.push_back(application("Shopping", "Back", 1, 0));
  EXPECT_THAT(objectsOf(farm, "RT05"), ElementsAre("E route /Shop"));
  farm.proxy->routes.push_back(route("/Shopping", "Back"));
  EXPECT_THAT(objectsOf(farm, "RT05"), IsEmpty());
}

TEST(Routes, TwiceTheSameIsToldAtTheSecond) {
  farm::Farm farm = cleanFarm();
  farm.proxy->routes.push_back(route("/shop/", "Back"));
  farm.proxy->routes.back().origin.object = {9, 3};
  const auto found = findingsOf(farm, "RT06");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].line, 9);
  EXPECT_THAT(found[0].cause, HasSubstr("never reached"));
}

TEST(Routes, OfOnePathForSeveralHostsAreNoDuplicates) {
  farm::Farm farm = cleanFarm();
  farm.proxy->routes.push_back(route("/Shop", "Front"));
  farm.proxy->routes.back().host = "shop.mydomain.net";
  EXPECT_THAT(objectsOf(farm, "RT06"), IsEmpty());
}

TEST(Routes, ToTheRootOfAZoneWithApplicationsAreAlive) {
  farm::Farm farm = cleanFarm();
  farm.proxy->routes.push_back(route("/", "Front"));
  farm.proxy->routes.push_back(route("/Office/reports", "Back"));
  EXPECT_THAT(objectsOf(farm, "RT06"), IsEmpty());
}

TEST(InternalOnly, IsKeptInsideByHavingNoRule) {
  farm::Farm farm = cleanFarm();
  farm.applications.push_back(application("Payroll", "Back", 1, 0));
  farm.applications.back().internalOnly = true;
  EXPECT_THAT(rulesIn(farm), IsEmpty());
  farm.proxy->defaultZone = "Back";
  EXPECT_THAT(findingsOf(farm, "RT07")[0].cause, HasSubstr("it falls to the default zone Back"));
}

TEST(Entry, UsersWithoutAWayToTheProxyAreTold) {
  farm::Farm farm = dmzFarm();
  farm.links[0].openPorts = {80};
  EXPECT_THAT(objectsOf(farm, "RT04"), ElementsAre("E users partners", "E users world"));
  farm.environment.https = false;
  EXPECT_THAT(objectsOf(farm, "RT04"), ElementsAre("E users office")) << "80 is closed towards the LAN";
}

TEST(Entry, AlsoNeedsAWayFromTheProxyToTheZone) {
  farm::Farm farm = dmzFarm();
  farm.users[2].segment = "internet";
  farm.links[1].openPorts = {80, 1433, 5672, 12000};
  EXPECT_THAT(objectsOf(farm, "RT04"), ElementsAre("E users office"));
  EXPECT_THAT(findingsOf(farm, "RT04")[0].cause, HasSubstr("stops port 443 from RP to Internal balancer"));
  zoneOf(farm, "Internal").balancer->ports = {80};
  EXPECT_THAT(objectsOf(farm, "RT04"), IsEmpty()) << "the proxy turns to the port the balancer listens on";
}

TEST(Entry, ASketchWithoutHostNameIsOnlyWarnedAbout) {
  farm::Farm farm = cleanFarm();
  farm.environment.hostName.clear();
  farm.users.pop_back();
  EXPECT_THAT(objectsOf(farm, "RT04"), ElementsAre("W environment"));
}

TEST(Entry, AHostNameThatLeadsNowhereIsTold) {
  farm::Farm farm = cleanFarm();
  farm.dns = {{"www.mydomain.net", "SQL", {}, {}, {}}};
  EXPECT_THAT(findingsOf(farm, "RT04")[0].cause, HasSubstr("leads to nothing that serves them"));
}

TEST(LayerSevenProxy, IsNeededOnlyForSeveralZonesWithUsers) {
  farm::Farm farm = cleanFarm();
  farm.proxy.reset();
  EXPECT_THAT(objectsOf(farm, "RT13"), ElementsAre("E farm clean"));
  applicationOf(farm, "Office").clientTraffic = false;
  farm.users.pop_back();
  EXPECT_THAT(objectsOf(farm, "RT13"), IsEmpty());
}

}  // namespace
}  // namespace headroom::lint
