// The three reference farms fire exactly what they are known for, and so do their broken variants.
#include <gmock/gmock.h>

#include "tests/lint/violations.h"
#include "tests/network/farms.h"

namespace headroom::lint {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace tests;  // NOLINT: the farms are what this file is about

TEST(SingleServer, OnlyLacksRedundancy) {
  EXPECT_THAT(rulesIn(singleServer()), ElementsAre("HA01", "HA02", "HA05", "HA06"));
  EXPECT_THAT(errorsIn(singleServer()), IsEmpty());
}

TEST(IntranetZone, OverlapsAndDoesNotSurviveTheLossOfEitherServer) {
  const farm::Farm farm = intranetZone();
  EXPECT_THAT(rulesIn(farm), ElementsAre("CL02", "HA01", "HA03", "HA05", "HA06", "ZN11"));
  EXPECT_THAT(errorsIn(farm), ElementsAre("HA03"));
  EXPECT_THAT(objectsOf(farm, "HA03"), ElementsAre("E server FE2", "E server FE3"));
  EXPECT_THAT(objectsOf(farm, "ZN11"), ElementsAre("W server FE2", "W server FE3"));
}

TEST(IntranetZone, IsToldInTheFiguresOfItsUtilisationTable) {
  const farm::Farm farm = intranetZone();
  EXPECT_THAT(findingsOf(farm, "ZN11")[0].cause, HasSubstr("62.7 % (Global 36.7 % + Intranet 26 %)"));
  EXPECT_THAT(findingsOf(farm, "HA03")[1].cause, HasSubstr("from 62.7 % to 107 % of its cores when FE2 is lost"));
}

TEST(IntranetZone, WithShiftedWeightsOverlapsWithinTheTarget) {
  farm::Farm farm = intranetZone();
  zoneOf(farm, "Global").members[0].weight = 2;
  EXPECT_THAT(objectsOf(farm, "ZN11"), IsEmpty());
}

TEST(IntranetZone, WithThePublicHostNameAsAddressLoopsThroughTheProxy) {
  farm::Farm farm = intranetZone();
  zoneOf(farm, "Intranet").address = "www.mydomain.net";
  EXPECT_THAT(rulesIn(farm), ElementsAre("AD07", "CL01", "CL02", "HA01", "HA03", "HA05", "HA06", "HA07", "ZN11"));
}

TEST(DmzFarm, HasNoErrorAndFewWarnings) {
  EXPECT_THAT(errorsIn(dmzFarm()), IsEmpty());
  EXPECT_THAT(rulesIn(dmzFarm()), ElementsAre("AD06")) << "port 80 is closed between LAN and DMZ";
}

TEST(DmzFarm, NeedsHttpsForItsController) {
  farm::Farm farm = dmzFarm();
  zoneOf(farm, "Global").httpsInternal = false;
  EXPECT_THAT(errorsIn(farm), ElementsAre("AD11"));
}

TEST(DmzFarm, NoticesAnAddressThatIsTheProxy) {
  for (const char* address : {"www.mydomain.net", "rp.mydomain.net"}) {
    farm::Farm farm = dmzFarm();
    zoneOf(farm, "Internal").address = address;
    const auto fired = rulesIn(farm);
    for (const char* rule : {"AD07", "AD08", "CL01", "HA07"}) EXPECT_THAT(fired, Contains(rule)) << address;
  }
}

TEST(DmzFarm, NoticesAServerTakenOutOfTheBalancer) {
  farm::Farm byList = dmzFarm();
  zoneOf(byList, "Internal").balancer->targets = {"FE9", "FE10", "FE11"};
  EXPECT_THAT(objectsOf(byList, "AD03"), ElementsAre("W balancer Internal balancer"));
  farm::Farm byRole = dmzFarm();
  serverOf(byRole, "FE8").inBalancer = false;
  EXPECT_THAT(objectsOf(byRole, "AD03"), ElementsAre("W balancer Internal balancer"));
}

TEST(DmzFarm, NoticesADefaultZoneWithoutAllServers) {
  farm::Farm farm = dmzFarm();
  zoneOf(farm, "Global").isDefault = false;
  zoneOf(farm, "Public").isDefault = true;
  EXPECT_THAT(errorsIn(farm), ElementsAre("ZN06"));
  EXPECT_THAT(findingsOf(farm, "ZN06")[0].cause, HasSubstr("FE6, FE7, FE8, FE9 and 4 more"));
}

TEST(DmzFarm, NoticesAClosedFirewall) {
  farm::Farm farm = dmzFarm();
  farm.links[1].openPorts = {1433, 5672, 12000, 12100};
  EXPECT_THAT(errorsIn(farm), Contains("AD05"));
  EXPECT_THAT(findingsOf(farm, "AD05")[0].cause, HasSubstr("holds its worker for the full 100s"));
  EXPECT_THAT(findingsOf(farm, "AD05")[0].fix, HasSubstr("Open port 443 on the way from segment dmz"));
}

}  // namespace
}  // namespace headroom::lint
