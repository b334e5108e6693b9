#include <gmock/gmock.h>

#include "tests/lint/violations.h"
#include "tests/network/farms.h"

namespace headroom::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace tests;  // NOLINT: the farms are what this file is about

TEST(ZoneMembers, OfUnknownServersAloneAreNone) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Front").members = {{"nobody", 1}};
  EXPECT_THAT(objectsOf(farm, "ZN01"), ElementsAre("E zone Front"));
}

TEST(ZoneMembers, OneServingServerIsEnough) {
  farm::Farm farm = cleanFarm();
  serverOf(farm, "FE3").deployEnabled = false;
  EXPECT_THAT(objectsOf(farm, "ZN02"), IsEmpty());
  serverOf(farm, "FE4").inBalancer = false;
  EXPECT_THAT(objectsOf(farm, "ZN02"), ElementsAre("E zone Back"));
}

TEST(ZoneMembers, DoNotMatterForServingWhereNothingIsServed) {
  farm::Farm farm = cleanFarm();
  farm.applications.pop_back();
  farm.references.clear();
  farm.users.pop_back();
  serverOf(farm, "FE3").deployEnabled = serverOf(farm, "FE4").deployEnabled = false;
  EXPECT_THAT(objectsOf(farm, "ZN02"), IsEmpty());
}

TEST(Applications, InAZoneThatDoesNotExistAreNowhere) {
  farm::Farm farm = cleanFarm();
  applicationOf(farm, "Shop").zone = "Frnt";
  EXPECT_THAT(findingsOf(farm, "ZN03")[0].cause, HasSubstr("'Frnt', which does not exist"));
}

TEST(Modules, MayNameTheZoneTheyAreInAnyway) {
  farm::Farm farm = cleanFarm();
  farm.applications[0].modules = {{"Shop", "", "Front", {}, {}}};
  EXPECT_THAT(objectsOf(farm, "ZN04"), IsEmpty());
}

TEST(DefaultZone, MustBeMarkedOnceUnlessThereIsOnlyOneZone) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").isDefault = true;
  EXPECT_THAT(objectsOf(farm, "ZN05"), ElementsAre("E zone All")) << "the second one marked";
  farm::Farm single = singleServer();
  single.zones[0].isDefault = false;
  EXPECT_THAT(objectsOf(single, "ZN05"), IsEmpty());
}

TEST(DefaultZone, NeedNotHoldAStandaloneController) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "All").includesAllServers = false;
  zoneOf(farm, "All").members = {{"FE1", 1}, {"FE2", 1}, {"FE3", 1}, {"FE4", 1}};
  EXPECT_THAT(objectsOf(farm, "ZN06"), IsEmpty());
  farm::Server controller = server("CTRL");
  controller.controller = true;
  controller.inBalancer = false;
  farm.servers.push_back(controller);
  EXPECT_THAT(objectsOf(farm, "ZN06"), IsEmpty());
  farm.servers.back().controller = false;
  EXPECT_THAT(objectsOf(farm, "ZN06"), ElementsAre("E zone All"));
}

TEST(IncludesAll, WithAListOfEveryServerOnlySetsWeights) {
  farm::Farm farm = cleanFarm();
  for (const char* name : {"FE1", "FE2", "FE3", "FE4"}) zoneOf(farm, "All").members.push_back({name, 2});
  EXPECT_THAT(objectsOf(farm, "ZN07"), IsEmpty());
}

TEST(IdleServers, AreThoseInNoZoneWithApplications) {
  farm::Farm farm = cleanFarm();
  farm.applications.pop_back();
  EXPECT_THAT(objectsOf(farm, "ZN08"), ElementsAre("I server FE3", "I server FE4"));
}

TEST(EqualServers, CompareCoresSpeedAndStatedMemory) {
  farm::Farm farm = cleanFarm();
  serverOf(farm, "FE2").memoryBytes = 0;
  EXPECT_THAT(objectsOf(farm, "ZN10"), IsEmpty()) << "memory that is not stated does not differ";
  serverOf(farm, "FE2").speed = 1.5;
  EXPECT_THAT(findingsOf(farm, "ZN10")[0].cause, HasSubstr("FE2 has 4 cores of speed 1.5"));
}

}  // namespace
}  // namespace headroom::lint
