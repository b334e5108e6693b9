#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/routing/route/haproxy_rules.h"
#include "engine/routing/route/nginx_locations.h"
#include "engine/routing/route/target.h"

namespace headroom::routing {
namespace {

using testing::HasSubstr;

std::string goesTo(const std::vector<HaproxyRule>& rules, std::string_view target, std::string_view host = "h") {
  const auto table = HaproxyRules::create(rules, "default");
  EXPECT_TRUE(table.ok());
  return table->decide(host, target).destination;
}

TEST(HaproxyRules, APlainPrefixSwallowsLongerNames) {
  EXPECT_EQ(goesTo({{"path_beg /AppX", "x"}}, "/AppXtra"), "x");
  EXPECT_EQ(goesTo({{"path_beg /AppX/", "x"}}, "/AppXtra"), "default");
}

TEST(HaproxyRules, TheFirstRuleInFileOrderWins) {
  EXPECT_EQ(goesTo({{"path_beg /", "all"}, {"path /a", "a"}}, "/a"), "all");
}

TEST(HaproxyRules, NothingIsDecodedUnlessAConverterDoesIt) {
  EXPECT_EQ(goesTo({{"path_beg /AppX", "x"}}, "/%41ppX"), "default");
  EXPECT_EQ(goesTo({{"path,url_dec -m beg /AppX", "x"}}, "/%41ppX"), "x");
}

TEST(HaproxyRules, HeadersAreMatchedElementByElement) {
  const auto table = HaproxyRules::create({{"hdr(X-Zone) -i dmz", "dmz"}}, "");
  const Header headers[] = {{"x-zone", "lan, DMZ"}};
  EXPECT_EQ(table->decide("h", "/", headers).destination, "dmz");
  EXPECT_EQ(table->decide("h", "/").status, 503) << "no rule and no default";
}

TEST(HaproxyRules, FoundLengthAndExpressionsWork) {
  EXPECT_EQ(goesTo({{"query -m found", "q"}}, "/?"), "q");
  EXPECT_EQ(goesTo({{"path_len 1 3", "short"}}, "/ab"), "short");
  EXPECT_EQ(goesTo({{"path_reg -i ^/app[0-9]+$", "re"}}, "/APP12"), "re");
  EXPECT_EQ(goesTo({{"base_beg h/a", "b"}}, "/abc"), "b");
}

TEST(HaproxyRules, EveryProblemOfEveryRuleIsTold) {
  const auto table = HaproxyRules::create({{"", "a"},
                                           {"cookie(x) y", "b"},
                                           {"path,md5 x", "c"},
                                           {"path_reg (", "d"},
                                           {"path -m near x", "e"},
                                           {"path", "f"},
                                           {"path_len x", "g"},
                                           {"hdr() x", "h"}},
                                          "default");
  ASSERT_FALSE(table.ok());
  EXPECT_EQ(table.problems().size(), 8u);
  EXPECT_THAT(table.problems()[3].what, HasSubstr("regular expression '(' is wrong"));
}

TEST(HaproxyRules, AnExpressionThatBacktracksWithoutEndIsNoMatchAndEnds) {
  EXPECT_EQ(goesTo({{"path_reg ^/(a+)+$", "x"}}, "/" + std::string(5000, 'a') + "!"), "default");
}

TEST(HaproxyRules, ControlCharactersAreRefused) {
  const auto table = HaproxyRules::create({}, "default");
  EXPECT_EQ(table->decide("h", std::string_view("/a\0b", 4)).status, 400);
  EXPECT_EQ(table->decide("h", "").status, 400);
  EXPECT_EQ(table->decide("h", "http://other/").status, 400);
  EXPECT_EQ(table->decide("h:80", "http://H/").status, 0);
}

TEST(NormalisePath, MergesSlashesAndResolvesDots) {
  EXPECT_EQ(normalisePath("//a/./b/../c"), "/a/c");
  EXPECT_EQ(normalisePath("/a/.."), "/");
  EXPECT_EQ(normalisePath("/a/."), "/a/");
  EXPECT_EQ(normalisePath("/a/..."), "/a/...");
  EXPECT_EQ(normalisePath("/a%2Fb%2e"), "/a/b.");
  EXPECT_EQ(normalisePath(""), "/");
}

TEST(NormalisePath, RefusesBadEscapesNulAndTheWayAboveTheRoot) {
  for (const char* bad : {"/..", "/a/../..", "/%", "/%4", "/%zz", "/%00"})
    EXPECT_EQ(normalisePath(bad), std::nullopt) << bad;
}

RouteDecision nginx(const std::vector<NginxLocation>& locations, std::string_view target) {
  const auto table = NginxLocations::create(locations);
  EXPECT_TRUE(table.ok());
  return table->decide("Example.com:8080", target);
}

TEST(NginxLocations, ExactBeatsFinalPrefixBeatsExpressionBeatsPrefix) {
  const std::vector<NginxLocation> all = {
      {"/a", "prefix", ""}, {"~ ^/a", "regex", ""}, {"^~ /a/final", "final", ""}, {"= /a", "exact", ""}};
  EXPECT_EQ(nginx(all, "/a").destination, "exact");
  EXPECT_EQ(nginx(all, "/a/final/x").destination, "final");
  EXPECT_EQ(nginx(all, "/a/x").destination, "regex");
  EXPECT_EQ(nginx({all[0]}, "/a/x").destination, "prefix");
}

TEST(NginxLocations, ASlashLocationRedirectsItsOwnTextWithoutTheSlash) {
  const auto d = nginx({{"/app/", "app", ""}}, "/app?x=1");
  EXPECT_EQ(d.status, 301);
  EXPECT_EQ(d.location, "http://example.com/app/?x=1");
  EXPECT_EQ(nginx({{"/app/", "app", ""}}, "/appx").status, 404);
}

TEST(NginxLocations, AUriPartReplacesTheLocationTextAndIsEscapedAgain) {
  EXPECT_EQ(nginx({{"/a/", "x", "/b/"}}, "/a/c%20d?q").forwarded, "/b/c%20d?q");
  EXPECT_EQ(nginx({{"/a/", "x", ""}}, "/a/./c%20d").forwarded, "/a/./c%20d");
}

TEST(NginxLocations, BadConfigurationIsTold) {
  const auto table = NginxLocations::create(
      {{"~ (", "a", ""}, {"! /x", "b", ""}, {"/y", "c", ""}, {"/y", "d", ""}, {"~ x", "e", "/z"}});
  ASSERT_FALSE(table.ok());
  EXPECT_EQ(table.problems().size(), 4u);
}

TEST(NginxServerNames, ExactThenLongestSuffixThenPrefixThenExpressionThenDefault) {
  const auto table = NginxServerNames::create({{"*.b.c", "long", false},
                                               {"*.c", "short", false},
                                               {"a.*", "prefix", false},
                                               {"~^x[0-9]$", "regex", false},
                                               {"a.b.c", "exact", false},
                                               {std::nullopt, "default", true}});
  const auto to = [&](std::string_view host) { return table->decide(host, "/").destination; };
  EXPECT_EQ(to("A.b.c:80"), "exact");
  EXPECT_EQ(to("z.b.c"), "long");
  EXPECT_EQ(to("z.c"), "short");
  EXPECT_EQ(to("a.z"), "prefix");
  EXPECT_EQ(to("x7"), "regex");
  EXPECT_EQ(to("nobody"), "default");
}

TEST(NginxServerNames, WithoutServersOrWithABadExpressionThereIsNoTable) {
  EXPECT_FALSE(NginxServerNames::create({}).ok());
  EXPECT_FALSE(NginxServerNames::create({{"~(", "x", false}}).ok());
}

}  // namespace
}  // namespace headroom::routing
