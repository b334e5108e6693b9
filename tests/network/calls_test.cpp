#include <gmock/gmock.h>

#include "engine/network/network.h"
#include "tests/network/farms.h"

namespace headroom::network {
namespace {

using tests::intranetZone;
using tests::zoneOf;

std::vector<std::string> namesOf(const std::vector<farm::ZoneMember>& members) {
  std::vector<std::string> names;
  for (const farm::ZoneMember& member : members) names.push_back(member.server);
  return names;
}

TEST(CallTargetOf, IsTheProducersZoneAddressOverHttp) {
  const farm::Farm farm = intranetZone();
  EXPECT_EQ(callTarget(farm, farm.references[0]), (CallTarget{"intranet.lan", 80}));
}

TEST(CallTargetOf, UsesHttpsFromOtherZonesOnly) {
  farm::Farm farm = intranetZone();
  zoneOf(farm, "Intranet").httpsInternal = true;
  EXPECT_EQ(callTarget(farm, farm.references[0]).port, 443);
  EXPECT_EQ(callTarget(farm, tests::call("AppY", "AppY")).port, 80);
}

TEST(CallTargetOf, ATypedAddressGoesBeforeTheZones) {
  farm::Farm farm = intranetZone();
  farm.references[0].address = "FE2";
  EXPECT_EQ(callTarget(farm, farm.references[0]), (CallTarget{"FE2", 80}));
}

TEST(BalancerTargets, AreTheMembersThatArePutIntoBalancers) {
  farm::Farm farm = intranetZone();
  tests::serverOf(farm, "FE2").inBalancer = false;
  EXPECT_THAT(namesOf(balancerTargets(farm, farm.zones[0])), testing::ElementsAre("FE1", "FE3"));
}

TEST(BalancerTargets, StatedTargetsGoBeforeMembersAndKeepTheirWeights) {
  farm::Farm farm = intranetZone();
  farm.zones[1].members[0].weight = 7;
  farm.zones[1].balancer->targets = {"FE1", "FE2", "FE2", "nobody"};
  const auto targets = balancerTargets(farm, farm.zones[1]);
  EXPECT_THAT(namesOf(targets), testing::ElementsAre("FE1", "FE2"));
  EXPECT_EQ(targets[0].weight, 1);
  EXPECT_EQ(targets[1].weight, 7);
}

TEST(ForwardPort, IsTheOneTheBalancerListensOn) {
  farm::Zone zone = intranetZone().zones[0];
  EXPECT_EQ(forwardPort(zone, 443), 443);
  zone.balancer->ports = {80};
  EXPECT_EQ(forwardPort(zone, 443), 80);
  EXPECT_FALSE(listens(zone, 443));
  zone.balancer->ports = {8443};
  EXPECT_EQ(forwardPort(zone, 443), 443) << "refused there";
  zone.balancer.reset();
  EXPECT_TRUE(listens(zone, 443));
}

TEST(AnsweringTo, TakesTheLongestModuleOnWholeSegments) {
  farm::Farm farm = intranetZone();
  farm.applications[1].modules = {{"AppY", "", "", {}, {}}, {"Deep", "/AppX/deep", "Global", {}, {}}};
  EXPECT_EQ(answeringTo(farm, "/appx/list").application->name, "AppX");
  EXPECT_EQ(answeringTo(farm, "/AppX/deep/er?x=1").module, "Deep");
  EXPECT_EQ(answeringTo(farm, "/AppX/deep").zone, "Global") << "the module's own zone";
  EXPECT_EQ(answeringTo(farm, "/AppXtra").application, nullptr);
}

TEST(DeployedOn, IsMembershipOrAnyServerOfAZoneWithAll) {
  farm::Farm farm = intranetZone();
  EXPECT_FALSE(deployedOn(farm, farm.zones[1], "FE1"));
  EXPECT_TRUE(deployedOn(farm, farm.zones[1], "FE2"));
  farm.zones[1].includesAllServers = true;
  EXPECT_TRUE(deployedOn(farm, farm.zones[1], "FE1"));
  EXPECT_FALSE(deployedOn(farm, farm.zones[1], "nobody"));
}

}  // namespace
}  // namespace headroom::network
