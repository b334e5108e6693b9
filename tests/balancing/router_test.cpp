#include "engine/balancing/router.h"

#include "tests/balancing/farms.h"

namespace headroom::balancing {
namespace {

using testing::HasSubstr;

/// "X" for a zone, "301 http://h/x/" or "400" for what the proxy answers itself.
std::string decided(const std::string& proxy, const std::string& target, const std::string& host = "h") {
  const auto router = Router::create(tests::farmOf(tests::proxyText(proxy)));
  for (const Diagnostic& problem : router.problems()) ADD_FAILURE() << format(problem);
  if (!router) return "no router";
  const RouteDecision decision = router->decide(host, target);
  if (decision.status == 0) return decision.zone;
  return std::to_string(decision.status) + (decision.location.empty() ? "" : " " + decision.location);
}

struct Sent {
  const char* target;
  const char* own;  ///< Headroom's table.
  const char* haproxy;
  const char* nginx;
};

void expectSent(const std::string& routes, std::initializer_list<Sent> cases) {
  for (const Sent& sent : cases) {
    EXPECT_EQ(decided(routes, sent.target), sent.own) << "own " << sent.target;
    EXPECT_EQ(decided("product: HAPROXY " + routes, sent.target), sent.haproxy) << "haproxy " << sent.target;
    EXPECT_EQ(decided("product: NGINX " + routes, sent.target), sent.nginx) << "nginx " << sent.target;
    EXPECT_EQ(decided("product: INGRESS_NGINX " + routes, sent.target), sent.nginx) << "ingress " << sent.target;
  }
}

TEST(Router, WholeSegmentsNeverSwallowALongerName) {
  expectSent("route { path: \"/AppX\" zone: \"X\" }", {{"/AppX", "X", "X", "X"},
                                                       {"/AppX/", "X", "X", "X"},
                                                       {"/AppX?a=b", "X", "X", "X"},
                                                       {"/AppX/home", "X", "X", "X"},
                                                       {"/AppXtra", "D", "D", "D"},
                                                       {"/appx", "X", "D", "D"},
                                                       {"/%41ppX", "D", "D", "X"},
                                                       {"//AppX", "D", "D", "X"},
                                                       {"/x/../AppX", "D", "D", "X"},
                                                       {"/AppX/../y", "X", "X", "D"},
                                                       {"/AppX%2Ffoo", "D", "D", "X"},
                                                       {"/AppX%00", "D", "D", "400"},
                                                       {"/%zz", "D", "D", "400"},
                                                       {"/../AppX", "D", "D", "400"},
                                                       {"/AppX#frag", "X", "400", "X"}});
}

TEST(Router, APlainPrefixDoesWhereTheProductDoes) {
  expectSent("route { path: \"/AppX\" match: PREFIX zone: \"X\" }",
             {{"/AppXtra", "X", "X", "X"}, {"/AppX", "X", "X", "X"}, {"/App", "D", "D", "D"}});
}

TEST(Router, AnExactRuleTakesNothingElse) {
  expectSent("route { path: \"/AppX\" match: EXACT zone: \"X\" }",
             {{"/AppX", "X", "X", "X"}, {"/AppX?q", "X", "X", "X"}, {"/AppX/", "D", "D", "D"}});
}

TEST(Router, FileOrderDecidesInHaproxyAndLengthElsewhere) {
  const std::string shortFirst =
      "route { path: \"/App\" match: PREFIX zone: \"X\" } route { path: \"/AppY\" match: PREFIX zone: \"Y\" }";
  expectSent(shortFirst, {{"/AppY/1", "Y", "X", "Y"}, {"/AppX", "X", "X", "X"}});
}

TEST(Router, NginxRedirectsToTheSlashThatARuleEndsIn) {
  const std::string rule = "route { path: \"/AppX/\" match: PREFIX zone: \"X\" }";
  EXPECT_EQ(decided("product: NGINX " + rule, "/AppX?a=1"), "301 http://h/AppX/?a=1");
  EXPECT_EQ(decided("product: HAPROXY " + rule, "/AppX"), "D");
}

TEST(Router, NginxAsksExpressionsUnlessAPrefixIsFinal) {
  const std::string image = "route { path: \"\\\\.png$\" match: REGEX zone: \"Y\" } ";
  EXPECT_EQ(decided("product: NGINX " + image + "route { path: \"/a\" match: PREFIX zone: \"X\" }", "/a/1.png"), "Y");
  EXPECT_EQ(decided("product: NGINX " + image + "route { path: \"/a\" match: PREFIX_FINAL zone: \"X\" }", "/a/1.png"),
            "X");
  EXPECT_EQ(decided("product: NGINX " + image, "/a/1.PNG"), "D");
  EXPECT_EQ(decided("product: NGINX route { path: \"\\\\.png$\" match: REGEX_IGNORE_CASE zone: \"Y\" }", "/a/1.PNG"),
            "Y");
  EXPECT_EQ(decided("product: HAPROXY " + image, "/a/1.png"), "Y");
}

TEST(Router, HostsAreTakenWithoutCaseAndPort) {
  expectSent("", {{"/", "D", "D", "D"}});
  for (const char* product : {"UNSPECIFIED", "HAPROXY", "NGINX"}) {
    const std::string rule =
        "product: " + std::string(product) +
        " route { host: \"www.a.example\" path: \"/\" zone: \"X\" } route { path: \"/y\" zone: \"Y\" }";
    EXPECT_EQ(decided(rule, "/", "WWW.A.example:8080"), "X") << product;
    EXPECT_EQ(decided(rule, "/", "www.b.example"), "D") << product;
    EXPECT_EQ(decided(rule, "/y", "www.b.example"), "Y") << product;
  }
}

TEST(Router, WithoutADefaultZoneTheRestIsAnswered404) {
  farm::Farm farm = tests::farmOf(tests::proxyText("route { path: \"/AppX\" zone: \"X\" }"));
  farm.proxy->defaultZone.clear();
  for (const farm::Product product : {farm::Product::Unspecified, farm::Product::Haproxy, farm::Product::Nginx}) {
    farm.proxy->product = product;
    const auto router = Router::create(farm);
    ASSERT_TRUE(router.ok());
    EXPECT_EQ(router->decide("h", "/other").status, 404);
    EXPECT_EQ(router->decide("h", "/AppX").zone, "X");
  }
}

TEST(Router, ALayerFourProxySeesNoPaths) {
  EXPECT_EQ(decided("layer: L4 route { path: \"/AppX\" zone: \"X\" }", "/AppX"), "D");
}

TEST(Router, WithoutAProxyNothingHasAZone) {
  const auto router = Router::create(farm::Farm{});
  ASSERT_TRUE(router.ok());
  EXPECT_EQ(router->decide("h", "/AppX").zone, "");
}

TEST(Router, SaysWhyAndWhatWasCompared) {
  const auto router =
      Router::create(tests::farmOf(tests::proxyText("product: NGINX route { path: \"/AppX\" zone: \"X\" }")));
  ASSERT_TRUE(router.ok());
  EXPECT_THAT(router->matching(), HasSubstr("nginx: location of the normalised path"));
  const RouteDecision decision = router->decide("h", "//AppX/./home");
  EXPECT_EQ(decision.rule, 0u);
  EXPECT_EQ(decision.path, "/AppX/home");
  EXPECT_EQ(decision.forwarded, "//AppX/./home") << "servers get what was received";
  EXPECT_THAT(decision.why, HasSubstr("longest prefix /AppX/"));
  EXPECT_EQ(router->decide("h", "/AppX/home").path, "") << "nothing was normalised";
}

}  // namespace
}  // namespace headroom::balancing
