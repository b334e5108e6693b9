#include <gmock/gmock.h>

#include "tests/lint/violations.h"
#include "tests/network/farms.h"

namespace headroom::lint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using namespace tests;  // NOLINT: the farms are what this file is about

std::string syntaxOf(const std::string& address) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").address = address;
  const auto found = findingsOf(farm, "AD01");
  return found.empty() ? "" : found[0].cause;
}

TEST(AddressText, MayBeAHostNameOrAnIp) {
  for (const char* good : {"intranet.lan", "lb-1", "10.1.2.3", "fe80::1", "2001:db8::10", "my_host.lan"}) {
    EXPECT_EQ(syntaxOf(good), "") << good;
  }
}

TEST(AddressText, MayNotHaveSchemePortPathOrOddCharacters) {
  EXPECT_THAT(syntaxOf("http://intranet.lan"), HasSubstr("has a scheme"));
  EXPECT_THAT(syntaxOf("intranet.lan/site"), HasSubstr("has a path"));
  EXPECT_THAT(syntaxOf("intranet.lan:8080"), HasSubstr("has a port"));
  EXPECT_THAT(syntaxOf("intra net"), HasSubstr("no host name has"));
  EXPECT_THAT(syntaxOf("intranet..lan"), HasSubstr("empty part"));
  EXPECT_THAT(syntaxOf(std::string(300, 'a')), HasSubstr("longer than 253"));
  EXPECT_THAT(syntaxOf("10.0.0.300"), HasSubstr("is no IPv4 address"));
  EXPECT_THAT(syntaxOf("10.0.1"), HasSubstr("is no IPv4 address"));
  EXPECT_THAT(syntaxOf(""), HasSubstr("has no address"));
}

TEST(AddressText, OfMachinesIsLookedAtToo) {
  farm::Farm farm = cleanFarm();
  ASSERT_TRUE(farm.proxy);
  ASSERT_FALSE(farm.databases.empty());
  farm.servers[0].address = "http://fe1.lan:8080/x";
  farm.databases[0].address = "10.0.0.256";
  farm.proxy->address = "proxy.lan:443";
  std::vector<std::string> causes;
  for (const Finding& finding : findingsOf(farm, "AD01")) causes.push_back(finding.cause);
  EXPECT_THAT(causes, UnorderedElementsAre(HasSubstr("of server FE1 has a scheme"),
                                           HasSubstr("of database SQL is no IPv4 address"),
                                           HasSubstr("of proxy RP has a port")));
}

TEST(AddressText, ThatIsBrokenIsToldOnceAndNotAsUnresolvableToo) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").address = "back.lan:8080";
  EXPECT_THAT(rulesIn(farm), ElementsAre("AD01"));
}

TEST(AddressText, OfAHostileFileIsEscaped) {
  EXPECT_EQ(syntaxOf("\x1b[2Jevil").find('\x1b'), std::string::npos);
}

TEST(SingleMemberAddress, IsAnErrorOnlyUnderACriticalApplication) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").address = "fe3";
  EXPECT_THAT(objectsOf(farm, "AD02"), ElementsAre("W zone Back"));
  applicationOf(farm, "Office").critical = true;
  EXPECT_THAT(objectsOf(farm, "AD02"), ElementsAre("E zone Back"));
}

TEST(SingleMemberAddress, IsRightForAZoneOfOneServer) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").members.pop_back();
  zoneOf(farm, "Back").address = "fe3";
  EXPECT_THAT(objectsOf(farm, "AD02"), IsEmpty());
}

TEST(BalancerTargets, TooManyAreAnErrorAndTooFewAWarning) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").balancer->targets = {"FE1", "FE3"};
  EXPECT_THAT(objectsOf(farm, "AD03"), ElementsAre("E balancer Back balancer", "W balancer Back balancer"));
  zoneOf(farm, "Back").balancer->targets = {"FE4", "FE3"};
  EXPECT_THAT(objectsOf(farm, "AD03"), IsEmpty()) << "order does not matter";
}

TEST(BalancerTargets, OfTheDeviceTheNameLeadsToAreTheOnesThatCount) {
  farm::Farm farm = cleanFarm();
  farm.dns = {{"back.lan", "Front balancer", {}, {}, {}}};
  const auto found = findingsOf(farm, "AD03");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].object, "balancer Front balancer");
  EXPECT_THAT(found[0].cause, HasSubstr("requests for zone Back to servers FE1 and FE2"));
}

TEST(Unresolvable, IsToldOnceForEachSegmentWithItsCallers) {
  farm::Farm farm = dmzFarm();
  farm.dns = {{"internal.lan", "Internal balancer", {"lan"}, {}, {}}};
  const auto found = findingsOf(farm, "AD04");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].cause, HasSubstr("from segment dmz, where Shop → BackOffice and PartnerApi → BackOffice"));
  EXPECT_THAT(found[0].cause, HasSubstr("timeout of 100s"));
}

TEST(Unresolvable, ATypedAddressIsToldAtItsReference) {
  farm::Farm farm = cleanFarm();
  farm.references[0].address = "elsewhere.net";
  EXPECT_THAT(objectsOf(farm, "AD04"), ElementsAre("E reference Shop → Office"));
}

TEST(Unresolvable, ARedirectIsNoServersBusiness) {
  farm::Farm farm = cleanFarm();
  farm.references[0].kind = farm::ReferenceKind::Redirect;
  farm.references[0].address = "elsewhere.net";
  EXPECT_THAT(objectsOf(farm, "AD04"), IsEmpty());
}

TEST(Unreachable, LooksAtThePortTheCallReallyUses) {
  farm::Farm farm = dmzFarm();
  zoneOf(farm, "Internal").httpsInternal = false;
  EXPECT_THAT(findingsOf(farm, "AD05")[0].cause, HasSubstr("stops port 80"));
}

TEST(Unreachable, SegmentsThatNothingJoinsAreTold) {
  farm::Farm farm = dmzFarm();
  farm.links.pop_back();
  EXPECT_THAT(findingsOf(farm, "AD05")[0].cause,
              HasSubstr("from segment dmz: no link leads from FE1 to Internal balancer"));
}

TEST(Unreachable, ABalancerThatDoesNotListenIsToldWhenItIsCalled) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").balancer->ports = {443};
  EXPECT_THAT(findingsOf(farm, "AD05")[0].cause, HasSubstr("port 80, where balancer 'Back balancer' does not listen"));
  zoneOf(farm, "Back").httpsInternal = true;
  EXPECT_THAT(objectsOf(farm, "AD05"), IsEmpty());
}

TEST(Unreachable, AlsoMeansAWayThatEndsAtTheBalancer) {
  farm::Farm farm = dmzFarm();
  zoneOf(farm, "Internal").balancer->segment = "dmz";
  farm.links[1].openPorts = {80, 1433, 5672, 12000};
  const auto found = findingsOf(farm, "AD05");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].cause, HasSubstr("but no server behind it: the firewall on dmz – lan stops port 443"));
}

TEST(LoopThroughTheProxy, IsNoLoopInAFarmOfOneZone) {
  farm::Farm farm = singleServer();
  farm.proxy = farm::ReverseProxy{};
  farm.proxy->defaultZone = "Global";
  EXPECT_THAT(objectsOf(farm, "AD07"), IsEmpty());
}

TEST(LoopThroughTheProxy, WithinOneSegmentIsNoHairpinOutside) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").address = "www.mydomain.net";
  EXPECT_THAT(objectsOf(farm, "AD07"), ElementsAre("W zone Back"));
  EXPECT_THAT(objectsOf(farm, "AD08"), IsEmpty());
}

TEST(LoopThroughTheProxy, MakesNothingDependOnItWhereNobodyCalls) {
  farm::Farm farm = cleanFarm();
  farm.references.clear();
  zoneOf(farm, "Back").address = "www.mydomain.net";
  EXPECT_THAT(objectsOf(farm, "HA07"), IsEmpty());
}

TEST(SharedAddress, IsFineForZonesWithTheSameServers) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").members = zoneOf(farm, "Front").members;
  zoneOf(farm, "Back").address = "FRONT.lan";
  EXPECT_THAT(objectsOf(farm, "AD09"), IsEmpty());
}

TEST(SharedAddress, IsFineWhereTheProxyTellsZonesApart) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").address = zoneOf(farm, "Front").address = "www.mydomain.net";
  EXPECT_THAT(objectsOf(farm, "AD09"), IsEmpty());
}

TEST(Certificate, CoversOneLabelUnderAStarOrTheExactName) {
  farm::Farm farm = cleanFarm();
  farm::Zone& zone = zoneOf(farm, "Back");
  zone.httpsInternal = true;
  for (const char* good : {"*.lan", "back.lan", "BACK.LAN"}) {
    zone.certificateNames = {"other.net", good};
    EXPECT_THAT(objectsOf(farm, "AD10"), IsEmpty()) << good;
  }
  zone.address = "deep.back.lan";
  EXPECT_THAT(objectsOf(farm, "AD10"), ElementsAre("E zone Back"));
  zone.httpsInternal = false;
  EXPECT_THAT(objectsOf(farm, "AD10"), IsEmpty()) << "nobody asks for the certificate";
}

TEST(Controller, ThatAlsoServesUsersNeedsNoHttps) {
  farm::Farm farm = cleanFarm();
  serverOf(farm, "FE1").controller = true;
  EXPECT_THAT(objectsOf(farm, "AD11"), IsEmpty());
}

TEST(Loopback, IsFineOnASingleServer) {
  farm::Farm farm = singleServer();
  farm.zones[0].address = "127.0.0.1";
  EXPECT_THAT(objectsOf(farm, "AD12"), IsEmpty());
}

TEST(Redirects, ToTheHostNameOrByAppsWithoutUsersAreFine) {
  farm::Farm farm = cleanFarm();
  farm.references[0].kind = farm::ReferenceKind::Redirect;
  farm.references[0].address = "www.mydomain.net";
  EXPECT_THAT(objectsOf(farm, "AD13"), IsEmpty());
  farm.references[0].address.clear();
  farm.users.erase(farm.users.begin());
  applicationOf(farm, "Shop").clientTraffic = false;
  EXPECT_THAT(objectsOf(farm, "AD13"), IsEmpty());
}

}  // namespace
}  // namespace headroom::lint
