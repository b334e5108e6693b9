#include <gmock/gmock.h>

#include "tests/lint/violations.h"
#include "tests/network/farms.h"

namespace headroom::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace tests;  // NOLINT: the farms are what this file is about

TEST(SinglePoints, AreErrorsWhereACriticalApplicationHangsOnThem) {
  farm::Farm farm = intranetZone();
  applicationOf(farm, "AppY").critical = true;
  EXPECT_THAT(objectsOf(farm, "HA01"),
              ElementsAre("W balancer Global balancer", "E balancer Intranet balancer", "E database DB", "E proxy RP"));
}

TEST(SinglePoints, IncludeWhatSynchronousCallsNeed) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").balancer->capacity.instances = 1;
  EXPECT_THAT(findingsOf(farm, "HA01")[0].cause, HasSubstr("Shop and Office fail with it"));
  farm.references[0].synchronous = false;
  EXPECT_THAT(findingsOf(farm, "HA01")[0].cause, HasSubstr("Office fails with it"));
}

TEST(SinglePoints, AZonesOnlyServerIsOne) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").members.pop_back();
  EXPECT_THAT(objectsOf(farm, "HA01"), ElementsAre("W server FE3"));
}

TEST(SinglePoints, AServerThatIsTheZonesAddressIsOneForItsCallers) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").address = "fe3";
  EXPECT_THAT(findingsOf(farm, "HA01")[0].cause, HasSubstr("When FE3 fails, Shop fails"));
}

TEST(SinglePoints, AnIdealBalancerIsNoMachine) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").balancer.reset();
  EXPECT_THAT(objectsOf(farm, "HA01"), IsEmpty());
}

TEST(SinglePoints, TheProxyIsOneForCallsThatLoopThroughIt) {
  farm::Farm farm = cleanFarm();
  farm.proxy->capacity.instances = 1;
  EXPECT_THAT(objectsOf(farm, "HA01"), ElementsAre("W proxy RP"));
}

TEST(FailureDomains, AreEachServersOwnUnlessStated) {
  farm::Farm farm = cleanFarm();
  serverOf(farm, "FE3").failureDomain = "host-1";
  EXPECT_THAT(objectsOf(farm, "HA02"), IsEmpty());
  serverOf(farm, "FE4").failureDomain = "host-1";
  EXPECT_THAT(findingsOf(farm, "HA02")[0].cause, HasSubstr("failure domain 'host-1'"));
}

TEST(Broker, OnAFrontEndOrSingleIsTold) {
  farm::Farm farm = cleanFarm();
  serverOf(farm, "FE1").controller = true;
  EXPECT_THAT(objectsOf(farm, "HA05"), IsEmpty()) << "three brokers are stated";
  farm.environment.cacheBrokers = 1;
  EXPECT_THAT(findingsOf(farm, "HA05")[0].cause, HasSubstr("is a single machine"));
  farm.environment.cacheBrokers = 0;
  EXPECT_THAT(findingsOf(farm, "HA05")[0].cause, HasSubstr("runs on the controller FE1"));
}

TEST(Broker, IsNotAskedForWhereNoControllerIsDrawn) {
  farm::Farm farm = cleanFarm();
  farm.environment.cacheBrokers = 0;
  EXPECT_THAT(objectsOf(farm, "HA05"), IsEmpty());
}

TEST(Databases, ThatNobodyUsesNeedNoStandby) {
  farm::Farm farm = cleanFarm();
  farm.databases.push_back(farm.databases[0]);
  farm.databases[1].name = "Archive";
  farm.databases[1].instances = 1;
  EXPECT_THAT(objectsOf(farm, "HA06"), IsEmpty());
}

TEST(PlatformPorts, EitherControllerPortWillDo) {
  farm::Farm farm = dmzFarm();
  farm.links[1].openPorts = {443, 1433, 5672, 12000};
  EXPECT_THAT(objectsOf(farm, "NW02"), IsEmpty());
  farm.links[1].openPorts = {443, 1433, 5672};
  EXPECT_THAT(findingsOf(farm, "NW02")[0].cause, HasSubstr("from servers FE1, FE2, FE3, FE4 and 3 more"));
}

TEST(DatabaseDistance, IsAWarningAboveTwoAndAnErrorAboveTenMilliseconds) {
  farm::Farm farm = dmzFarm();
  farm.links[1].latency = Duration::milliseconds(1);
  EXPECT_THAT(objectsOf(farm, "NW05"), IsEmpty());
  farm.links[1].latency = Duration::milliseconds(2);
  EXPECT_THAT(objectsOf(farm, "NW05"), ElementsAre("W database SQL"));
  EXPECT_THAT(findingsOf(farm, "NW05")[0].cause, HasSubstr("takes 4ms"));
  farm.links[1].latency = Duration::milliseconds(6);
  EXPECT_THAT(objectsOf(farm, "NW05"), ElementsAre("E database SQL"));
}

TEST(Exposure, IsToldForTheDatabasePortAsWell) {
  farm::Farm farm = dmzFarm();
  farm.links[0].openPorts = {80, 443, 1433};
  EXPECT_THAT(objectsOf(farm, "NW04"), ElementsAre("E database SQL"));
}

TEST(Exposure, IsNotJudgedWhereNoFirewallIsDrawn) {
  farm::Farm farm = dmzFarm();
  farm.links[0].firewall = false;
  EXPECT_THAT(objectsOf(farm, "NW04"), IsEmpty());
}

TEST(Scheduler, IsMissedForSureOnlyByApplicationsThatNobodyCalls) {
  farm::Farm farm = cleanFarm();
  serverOf(farm, "FE3").scheduler = serverOf(farm, "FE4").scheduler = false;
  EXPECT_THAT(objectsOf(farm, "OP01"), ElementsAre("I zone Back"));
  farm.applications.push_back(application("Nightly", "Back", 1, 0));
  farm.applications.back().clientTraffic = false;
  EXPECT_THAT(objectsOf(farm, "OP01"), ElementsAre("E zone Back"));
  farm.references.push_back(call("Shop", "Nightly"));
  EXPECT_THAT(objectsOf(farm, "OP01"), ElementsAre("I zone Back"));
}

TEST(Scheduler, IsMissedForSureByBackgroundWork) {
  farm::Farm farm = cleanFarm();
  farm.background.resize(1);
  farm.background[0].application = farm.applications.back().name;
  farm.applications.back().zone = "Back";
  EXPECT_THAT(objectsOf(farm, "OP01"), IsEmpty());
  serverOf(farm, "FE3").scheduler = serverOf(farm, "FE4").scheduler = false;
  EXPECT_THAT(objectsOf(farm, "OP01"), ElementsAre("E zone Back"));
}

TEST(Scheduler, IsEnoughOnOneServerOfTheZone) {
  farm::Farm farm = cleanFarm();
  serverOf(farm, "FE3").scheduler = false;
  EXPECT_THAT(objectsOf(farm, "OP01"), IsEmpty());
}

}  // namespace
}  // namespace headroom::lint
