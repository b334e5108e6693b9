// Every configuration that a product would refuse, each told with its place in the file and a remedy.
#include "engine/balancing/pool_spec.h"
#include "engine/balancing/router.h"
#include "tests/balancing/farms.h"

namespace headroom::balancing {
namespace {

using testing::HasSubstr;

struct Bad {
  const char* name;
  std::string text;
  std::string marked;  ///< What the complaint points at.
  std::string said;
};

/// Line and column of the first occurrence.
std::string placeOf(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  const std::string before = text.substr(0, at);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t column = at - (before.rfind('\n') == std::string::npos ? 0 : before.rfind('\n') + 1) + 1;
  return "a.farm:" + std::to_string(line) + ":" + std::to_string(column) + ": error: ";
}

Bad zone(const char* name, const std::string& balancer, const std::string& marked, const std::string& said) {
  return {name, tests::zoneText(balancer), marked, said};
}

class BadBalancer : public testing::TestWithParam<Bad> {};

TEST_P(BadBalancer, IsToldWithPlaceAndRemedy) {
  const farm::Farm farm = tests::farmOf(GetParam().text);
  const Diagnostics problems = problemsOf(farm);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_THAT(format(problems[0]), testing::StartsWith(placeOf(GetParam().text, GetParam().marked)));
  EXPECT_THAT(problems[0].what, HasSubstr(GetParam().said));
  EXPECT_FALSE(problems[0].remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Pools, BadBalancer,
    testing::Values(
        zone("UnknownAlgorithm", "product: HAPROXY algorithm: \"leastcon\"", "\"leastcon\"",
             "HAProxy has no algorithm 'leastcon'"),
        zone("OtherProductsAlgorithm", "product: NGINX algorithm: \"leastconn\"", "\"leastconn\"",
             "nginx has no algorithm 'leastconn'"),
        zone("UnknownHashFunction", "product: HAPROXY algorithm: \"uri\" options { hash_function: \"md5\" }", "\"md5\"",
             "unknown hash function 'md5'"),
        zone("UnknownHashType", "product: HAPROXY algorithm: \"uri\" options { hash_type: \"ketama\" }", "\"ketama\"",
             "ketama"),
        zone("BalanceFactor",
             "product: HAPROXY algorithm: \"uri\" options { hash_type: \"consistent\" balance_factor: 90 }", "90",
             "balance"),
        zone("UnknownKey", "product: NGINX algorithm: \"hash\" options { key: \"cookie\" }", "\"cookie\"", "cookie"),
        zone("HashWithoutKey", "product: NGINX algorithm: \"hash\"", "\"hash\"", "hash needs a key"),
        zone("HeaderHashWithoutHeader", "product: HAPROXY algorithm: \"hdr\"", "\"hdr\"", "hdr needs a header name"),
        zone("RequestLimitOfHaproxy", "product: HAPROXY max_requests: 10", "10",
             "HAProxy has no limit of requests over all servers"),
        zone("RetryLimitOfNginx", "product: NGINX max_retries: 10", "10",
             "nginx has no limit of requests over all servers"),
        zone("TableSize", "product: ENVOY algorithm: \"maglev\" options { key: \"uri\" table_size: 10 }", "10", "10"),
        zone("ObserveWithoutChecks", "product: HAPROXY health_check { kind: NONE } passive_check { kind: OBSERVE }",
             "OBSERVE", "observe needs active checks"),
        zone("OptionOfAnotherAlgorithm", "product: HAPROXY algorithm: \"leastconn\" options { draws: 33 }", "33",
             "HAProxy's leastconn has no option draws"),
        zone("NginxAlwaysGoesOn", "product: NGINX redispatch: 77", "77", "always goes on"),
        zone("FailuresOfAnotherProduct", "product: HAPROXY passive_check { kind: FAILURES }", "FAILURES", "max_fails"),
        zone("NginxDoesNotQueue", "product: NGINX queue_timeout: \"5s\"", "\"5s\"", "does not queue")),
    [](const auto& bad) { return bad.param.name; });

Bad members(const char* name, const std::string& list, const std::string& marked, const std::string& said) {
  return {name, tests::zoneText("product: HAPROXY", list), marked, said};
}

INSTANTIATE_TEST_SUITE_P(
    Members, BadBalancer,
    testing::Values(members("SameId", "member { server: \"A\" id: 5 } member { server: \"B\" id:5 }", "5 }\n}",
                            "server 'B' has id 5, which another server has"),
                    members("FailuresOfAMember", "member { server: \"A\" max_fails: 3 } member { server: \"B\" }",
                            "3 }", "max_fails")),
    [](const auto& bad) { return bad.param.name; });

Bad proxy(const char* name, const std::string& text, const std::string& marked, const std::string& said) {
  return {name, tests::proxyText(text), marked, said};
}

INSTANTIATE_TEST_SUITE_P(
    Proxies, BadBalancer,
    testing::Values(proxy("ExpressionForNginx", "product: NGINX route { path: \"(/x\" match: REGEX zone: \"X\" }",
                          "\"(/x\"", "wrong at character 4"),
                    proxy("ExpressionForHaproxy", "product: HAPROXY route { path: \"[/x\" match: REGEX zone: \"X\" }",
                          "\"[/x\"", "regular expression"),
                    proxy("BlankForHaproxy", "product: HAPROXY route { path: \"/a b\" zone: \"X\" }", "\"/a b\"",
                          "blank"),
                    proxy("ExpressionWithoutAProductForIt", "route { path: \"/x\" match: REGEX zone: \"X\" }", "REGEX",
                          "Headroom does not know")),
    [](const auto& bad) { return bad.param.name; });

TEST(BadSettings, AreAllToldAtOnce) {
  const farm::Farm farm = tests::farmOf(
      tests::zoneText("product: HAPROXY algorithm: \"uri\" options { hash_function: \"md5\" hash_type: \"x\" }",
                      "member { server: \"A\" id: 3 } member { server: \"B\" id: 3 }"));
  EXPECT_EQ(problemsOf(farm).size(), 3u);
}

/// What a farm file refuses already can still be in a farm that a program made.
TEST(BadSettings, OfAFarmWithoutAFileAreTold) {
  farm::Farm farm = tests::zoneWith("");
  farm::Zone& zone = farm.zones[0];
  zone.members[1].weight = 300;
  EXPECT_THAT(poolSpecOf(farm, zone).problems()[0].what, HasSubstr("server 'B' has weight 300"));
  zone.members[1].weight = 1;
  zone.balancer->product = farm::Product::Haproxy;
  zone.balancer->algorithm = "uri";
  zone.balancer->options.depth = 0;
  EXPECT_THAT(poolSpecOf(farm, zone).problems()[0].what, HasSubstr("depth"));
  zone.balancer->options = {};
  zone.balancer->algorithm = "random";
  zone.balancer->options.draws = 0;
  EXPECT_THAT(poolSpecOf(farm, zone).problems()[0].what, HasSubstr("draw"));
  zone.balancer->options = {};
  zone.members.clear();
  EXPECT_THAT(poolSpecOf(farm, zone).problems()[0].what, HasSubstr("no servers"));
  zone.members = {{"A", 1}};
  zone.balancer->retries = -1;
  EXPECT_THAT(poolSpecOf(farm, zone).problems()[0].what, HasSubstr("retries"));
}

}  // namespace
}  // namespace headroom::balancing
