#include <gmock/gmock.h>

#include "engine/network/network.h"
#include "tests/network/farms.h"

namespace headroom::network {
namespace {

using tests::intranetZone;
using tests::zoneOf;
using Kind = Endpoint::Kind;

/// "balancer lb1", "server FE1", … for comparing at a glance.
std::string to(const farm::Farm& farm, const std::string& address, const std::string& from = "FE1") {
  const Endpoint end = Network(farm).resolve(address, from);
  switch (end.kind) {
    case Kind::Proxy:
      return "proxy " + end.node;
    case Kind::Balancer:
      return "balancer of " + end.zone;
    case Kind::Server:
      return "server " + end.node;
    case Kind::Database:
      return "database " + end.node;
    case Kind::Self:
      return "self " + end.node;
    case Kind::Unknown:
      break;
  }
  return "unknown";
}

TEST(Addresses, TheEnvironmentHostNameIsTheProxyWithoutRegardToCase) {
  EXPECT_EQ(to(intranetZone(), "www.mydomain.net"), "proxy RP");
  EXPECT_EQ(to(intranetZone(), "WWW.MyDomain.NET"), "proxy RP");
}

TEST(Addresses, TheProxysOwnAddressIsTheProxy) {
  farm::Farm farm = intranetZone();
  farm.proxy->address = "rp.lan";
  EXPECT_EQ(to(farm, "rp.lan"), "proxy RP");
}

TEST(Addresses, AZoneAddressIsItsBalancer) {
  EXPECT_EQ(to(intranetZone(), "intranet.lan"), "balancer of Intranet");
}

TEST(Addresses, AZoneAddressThatIsAServersNameOrAddressIsThatServer) {
  farm::Farm farm = intranetZone();
  zoneOf(farm, "Intranet").address = "FE2";
  EXPECT_EQ(to(farm, "fe2"), "server FE2");
  zoneOf(farm, "Intranet").address = "10.0.0.3";
  tests::serverOf(farm, "FE3").address = "10.0.0.3";
  EXPECT_EQ(to(farm, "10.0.0.3"), "server FE3");
}

TEST(Addresses, AZoneAddressEqualToTheEnvironmentHostNameIsTheProxy) {
  farm::Farm farm = intranetZone();
  zoneOf(farm, "Intranet").address = "www.mydomain.net";
  EXPECT_EQ(to(farm, "www.mydomain.net"), "proxy RP");
}

TEST(Addresses, WithoutAProxyTheHostNameLeadsToTheZoneThatCarriesIt) {
  EXPECT_EQ(to(tests::singleServer(), "department.mydomain.net", "staff"), "balancer of Global");
}

TEST(Addresses, WithoutAProxyTheHostNameLeadsToTheServerThatCarriesIt) {
  farm::Farm farm = tests::singleServer();
  farm.servers[0].address = "department.mydomain.net";
  EXPECT_EQ(to(farm, "department.mydomain.net", "staff"), "server FE1");
}

TEST(Addresses, WithoutAProxyAndWithoutACarrierTheDefaultZoneTakesTheHostName) {
  farm::Farm farm = intranetZone();
  farm.proxy.reset();
  EXPECT_EQ(to(farm, "www.mydomain.net", "public"), "balancer of Global");
  farm.zones[0].isDefault = false;
  EXPECT_EQ(to(farm, "www.mydomain.net", "public"), "unknown");
}

TEST(Addresses, LoopbackNamesAreTheCaller) {
  EXPECT_EQ(to(intranetZone(), "localhost", "FE2"), "self FE2");
  EXPECT_EQ(to(intranetZone(), "127.0.0.1", "FE2"), "self FE2");
  EXPECT_EQ(to(intranetZone(), "::1", "FE2"), "self FE2");
}

TEST(Addresses, ServersAndDatabasesAnswerToNameAndAddress) {
  farm::Farm farm = intranetZone();
  farm.databases[0].address = "sql.lan";
  EXPECT_EQ(to(farm, "FE3"), "server FE3");
  EXPECT_EQ(to(farm, "sql.lan"), "database DB");
  EXPECT_EQ(to(farm, "db"), "database DB");
}

TEST(Addresses, ARecordGoesBeforeEverythingElse) {
  farm::Farm farm = intranetZone();
  farm.dns = {{"intranet.lan", "FE2", {}, {}, {}}};
  EXPECT_EQ(to(farm, "intranet.lan"), "server FE2");
}

TEST(Addresses, ARecordIsKnownOnlyInTheSegmentsThatSeeIt) {
  farm::Farm farm = tests::dmzFarm();
  farm.dns = {{"Internal.lan", "Internal balancer", {"lan"}, {}, {}}};
  EXPECT_EQ(to(farm, "internal.lan", "FE8"), "balancer of Internal");
  EXPECT_EQ(to(farm, "internal.lan", "FE1"), "unknown") << "FE1 stands in the DMZ";
}

TEST(Addresses, SeveralRecordsOfOneNameAnswerBySegment) {
  farm::Farm farm = tests::dmzFarm();
  farm.dns = {{"www.mydomain.net", "Internal balancer", {"lan"}, {}, {}}, {"www.mydomain.net", "RP", {}, {}, {}}};
  EXPECT_EQ(to(farm, "www.mydomain.net", "FE8"), "balancer of Internal");
  EXPECT_EQ(to(farm, "www.mydomain.net", "world"), "proxy RP");
}

TEST(Addresses, ARecordForNoNodeLeadsNowhere) {
  farm::Farm farm = intranetZone();
  farm.dns = {{"intranet.lan", "no such node", {}, {}, {}}};
  EXPECT_EQ(to(farm, "intranet.lan"), "unknown");
}

TEST(Addresses, UnknownEmptyAndMalformedNamesLeadNowhere) {
  EXPECT_EQ(to(intranetZone(), "other.net"), "unknown");
  EXPECT_EQ(to(intranetZone(), ""), "unknown");
  EXPECT_EQ(to(intranetZone(), "intranet.lan:8080"), "unknown");
}

TEST(Addresses, AZoneAddressWithPortOrPathIsNoName) {
  farm::Farm farm = intranetZone();
  for (const char* address : {"intranet.lan:8080", "intranet.lan/site", "http://intranet.lan"}) {
    zoneOf(farm, "Intranet").address = address;
    EXPECT_EQ(to(farm, address), "unknown") << address;
  }
}

TEST(Addresses, OfTwoZonesWithOneAddressTheFirstHasIt) {
  farm::Farm farm = intranetZone();
  zoneOf(farm, "Intranet").address = "global.lan";
  EXPECT_EQ(to(farm, "global.lan"), "balancer of Global");
}

}  // namespace
}  // namespace headroom::network
