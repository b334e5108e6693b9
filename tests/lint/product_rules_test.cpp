// What the products of balancers and proxies make of a farm.
#include <gmock/gmock.h>

#include "tests/lint/violations.h"
#include "tests/network/farms.h"

namespace headroom::lint {
namespace {

using farm::Product;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace tests;  // NOLINT: the farms are what this file is about

farm::Balancer& backOf(farm::Farm& farm, Product product, const std::string& algorithm = {}) {
  farm::Balancer& balancer = *zoneOf(farm, "Back").balancer;
  balancer.product = product;
  balancer.algorithm = algorithm;
  balancer.healthCheck.kind.reset();
  return balancer;
}

TEST(Products, BadSettingsAreToldAtTheirPlace) {
  farm::Farm farm = cleanFarm();
  backOf(farm, Product::Haproxy, "leastcon").origin.fields["algorithm"] = {12, 7};
  const Finding finding = findingsOf(farm, "LB07").at(0);
  EXPECT_EQ(finding.line, 12);
  EXPECT_EQ(finding.column, 7);
  EXPECT_THAT(finding.cause, HasSubstr("HAProxy has no algorithm 'leastcon'"));
  EXPECT_EQ(finding.fix, "Write \"leastconn\".");
}

TEST(Products, EveryBadSettingIsTold) {
  farm::Farm farm = cleanFarm();
  backOf(farm, Product::Haproxy, "uri").options.depth = 0;
  zoneOf(farm, "Back").members[0].weight = 300;
  EXPECT_EQ(findingsOf(farm, "LB07").size(), 2u);
}

TEST(Checks, ThatAProductHasByItselfAreCounted) {
  farm::Farm farm = cleanFarm();
  backOf(farm, Product::Haproxy);
  EXPECT_THAT(objectsOf(farm, "LB02"), ElementsAre("W balancer Back balancer")) << "the port alone, by default";
  backOf(farm, Product::AwsAlb);
  EXPECT_THAT(objectsOf(farm, "LB02"), IsEmpty());
  EXPECT_THAT(findingsOf(farm, "LB03")[0].cause, HasSubstr("2 × 30s = 60s"));
}

TEST(Checks, NginxLearnsFromUsersRequests) {
  farm::Farm farm = cleanFarm();
  backOf(farm, Product::Nginx);
  EXPECT_THAT(objectsOf(farm, "LB02"), IsEmpty()) << "it does learn";
  EXPECT_THAT(findingsOf(farm, "LB08")[0].cause, HasSubstr("after 1 failed request it is left out for 10s"));
  zoneOf(farm, "Back").balancer->passiveCheck.kind = farm::PassiveCheck::Kind::None;
  EXPECT_THAT(objectsOf(farm, "LB08"), IsEmpty());
  EXPECT_THAT(objectsOf(farm, "LB02"), ElementsAre("E balancer Back balancer")) << "now it never does";
}

TEST(Ring, SharesAreMeasuredAndGetBetterWithLargeWeights) {
  farm::Farm farm = cleanFarm();
  backOf(farm, Product::Haproxy, "random");
  EXPECT_THAT(findingsOf(farm, "LB09")[0].cause, HasSubstr("instead of 50 %"));
  for (farm::ZoneMember& member : zoneOf(farm, "Back").members) member.weight = 256;
  EXPECT_THAT(objectsOf(farm, "LB09"), IsEmpty());
  backOf(farm, Product::Haproxy, "uri");
  for (farm::ZoneMember& member : zoneOf(farm, "Back").members) member.weight = 1;
  EXPECT_THAT(objectsOf(farm, "LB09"), IsEmpty()) << "a map has no arcs";
}

TEST(ClientAddresses, AreHiddenBehindAProxyThatSpeaksHttp) {
  for (const auto& [product, algorithm] : {std::pair{Product::Haproxy, "source"}, {Product::Nginx, "ip_hash"}}) {
    farm::Farm farm = cleanFarm();
    backOf(farm, product, algorithm);
    EXPECT_THAT(findingsOf(farm, "LB10")[0].cause, HasSubstr("behind proxy RP"));
    farm.proxy->layer = farm::Layer::L4;
    EXPECT_THAT(objectsOf(farm, "LB10"), IsEmpty());
  }
  farm::Farm farm = cleanFarm();
  backOf(farm, Product::Haproxy).persistence.kind = farm::Persistence::Kind::Source;
  EXPECT_THAT(objectsOf(farm, "LB10"), ElementsAre("W balancer Back balancer"));
  backOf(farm, Product::Haproxy).persistence.kind = farm::Persistence::Kind::Cookie;
  EXPECT_THAT(objectsOf(farm, "LB10"), IsEmpty());
}

TEST(BlackHole, NeedsAnAlgorithmByLoadAndNobodyWhoReadsAnswers) {
  farm::Farm farm = cleanFarm();
  farm::Balancer& balancer = backOf(farm, Product::Haproxy, "leastconn");
  EXPECT_THAT(findingsOf(farm, "LB11")[0].cause, HasSubstr("checks only that the port opens"));
  balancer.passiveCheck.kind = farm::PassiveCheck::Kind::Observe;
  balancer.passiveCheck.observe = farm::Layer::L7;
  EXPECT_THAT(objectsOf(farm, "LB11"), IsEmpty());
  balancer.passiveCheck = {};
  balancer.healthCheck.kind = farm::HealthCheck::Kind::Http;
  EXPECT_THAT(objectsOf(farm, "LB11"), IsEmpty());
  balancer.healthCheck.kind.reset();
  balancer.algorithm = "roundrobin";
  EXPECT_THAT(objectsOf(farm, "LB11"), IsEmpty());
}

TEST(BlackHole, IsFearedWhereTheCheckThatIsAssumedSeesTheMachineAlone) {
  farm::Farm farm = cleanFarm();
  zoneOf(farm, "Back").algorithm = farm::Algorithm::LeastConnections;
  EXPECT_THAT(objectsOf(farm, "LB11"), IsEmpty());
  zoneOf(farm, "Back").balancer->healthCheck.kind.reset();
  EXPECT_THAT(objectsOf(farm, "LB11"), ElementsAre("W balancer Back balancer"));
}

TEST(Ejection, OfATenthOfTwoServersIsOfNone) {
  farm::Farm farm = cleanFarm();
  farm::Balancer& balancer = backOf(farm, Product::Envoy);
  EXPECT_THAT(findingsOf(farm, "LB12")[0].cause, HasSubstr("10 % of its 2 servers"));
  balancer.passiveCheck.maxEjected = 0.5;
  EXPECT_THAT(objectsOf(farm, "LB12"), IsEmpty());
}

TEST(Weights, ThatTheAlgorithmPassesOverAreTold) {
  farm::Farm farm = cleanFarm();
  backOf(farm, Product::F5);
  zoneOf(farm, "Back").members[1].weight = 3;
  EXPECT_THAT(findingsOf(farm, "LB13")[0].cause, HasSubstr("weight 3, but F5 BIG-IP LTM's round-robin"));
  serverOf(farm, "FE4").cores = 12;
  EXPECT_THAT(findingsOf(farm, "LB05")[0].cause, HasSubstr("whatever their weights")) << "so they balance nothing";
  zoneOf(farm, "Back").balancer->algorithm = "ratio-member";
  EXPECT_THAT(objectsOf(farm, "LB13"), IsEmpty());
  EXPECT_THAT(objectsOf(farm, "LB05"), IsEmpty());
}

TEST(Affinity, IsAProductsPersistenceToo) {
  farm::Farm farm = cleanFarm();
  backOf(farm, Product::Haproxy).persistence.kind = farm::Persistence::Kind::Cookie;
  EXPECT_THAT(objectsOf(farm, "LB01"), ElementsAre("W balancer Back balancer"));
}

TEST(ProxyRules, InHaproxyFileOrderDecidesWhoIsSwallowed) {
  farm::Farm farm = cleanFarm();
  applicationOf(farm, "Office").modules = {{"Office", "/Shopping", "", {}, {}}};
  farm.proxy->routes = {route("/Shop", "Front"), route("/Shopping", "Back")};
  farm.proxy->routes[0].match = farm::Route::Match::PlainPrefix;
  EXPECT_THAT(objectsOf(farm, "RT05"), IsEmpty()) << "elsewhere the longer rule wins";
  farm.proxy->product = Product::Haproxy;
  EXPECT_THAT(findingsOf(farm, "RT05")[0].fix, HasSubstr("a rule before it"));
  EXPECT_THAT(findingsOf(farm, "RT06")[0].cause, HasSubstr("HAProxy takes the earlier rule '/Shop'"));
  std::swap(farm.proxy->routes[0], farm.proxy->routes[1]);
  EXPECT_THAT(objectsOf(farm, "RT05"), IsEmpty());
  EXPECT_THAT(objectsOf(farm, "RT06"), IsEmpty());
}

TEST(ProxyRules, CaseCountsWhereTheProductCountsIt) {
  farm::Farm farm = cleanFarm();
  farm.proxy->routes[0].path = "/shop";
  EXPECT_THAT(objectsOf(farm, "RT01"), IsEmpty()) << "Headroom's table is without case";
  farm.proxy->product = Product::Nginx;
  EXPECT_THAT(objectsOf(farm, "RT01"), ElementsAre("E application Shop"));
}

TEST(ProxyRules, ARedirectToTheSlashIsFollowed) {
  farm::Farm farm = cleanFarm();
  farm.proxy->product = Product::Nginx;
  farm.proxy->routes[0].path = "/Shop/";
  farm.proxy->routes[0].match = farm::Route::Match::PlainPrefix;
  EXPECT_THAT(objectsOf(farm, "RT01"), IsEmpty());
}

}  // namespace
}  // namespace headroom::lint
