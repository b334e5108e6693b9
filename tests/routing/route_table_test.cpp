#include "engine/routing/route_table.h"

#include <gtest/gtest.h>

namespace headroom::routing {
namespace {

using Match = RouteRule::Match;

TEST(RouteTable, WholeSegmentPrefixNeverSwallowsALongerName) {
  const RouteTable table({{"", "/AppX", Match::WholeSegmentPrefix}});
  EXPECT_EQ(table.match("h", "/AppX"), 0u);
  EXPECT_EQ(table.match("h", "/AppX/"), 0u);
  EXPECT_EQ(table.match("h", "/AppX/a/b"), 0u);
  EXPECT_EQ(table.match("h", "/AppX?x=1"), 0u);
  EXPECT_EQ(table.match("h", "/AppX#top"), 0u);
  EXPECT_EQ(table.match("h", "/AppXtra"), std::nullopt);
  EXPECT_EQ(table.match("h", "/App"), std::nullopt);
  EXPECT_EQ(table.match("h", "/"), std::nullopt);
}

TEST(RouteTable, TrailingSlashOfAWholeSegmentRuleMakesNoDifference) {
  const RouteTable table({{"", "/AppX/", Match::WholeSegmentPrefix}});
  EXPECT_EQ(table.match("h", "/AppX"), 0u);
  EXPECT_EQ(table.match("h", "/AppX/y"), 0u);
  EXPECT_EQ(table.match("h", "/AppXtra"), std::nullopt);
}

TEST(RouteTable, PlainPrefixSwallowsLongerNamesAndExactDoesNot) {
  EXPECT_EQ(RouteTable({{"", "/AppX", Match::PlainPrefix}}).match("h", "/AppXtra"), 0u);
  const RouteTable exact({{"", "/AppX", Match::Exact}});
  EXPECT_EQ(exact.match("h", "/AppX?q"), 0u);
  EXPECT_EQ(exact.match("h", "/AppX/"), std::nullopt);
}

TEST(RouteTable, TheLongestPathWinsWhateverTheOrder) {
  const RouteTable table({{"", "/", Match::WholeSegmentPrefix},
                          {"", "/a", Match::WholeSegmentPrefix},
                          {"", "/a/b", Match::WholeSegmentPrefix}});
  EXPECT_EQ(table.match("h", "/a/b/c"), 2u);
  EXPECT_EQ(table.match("h", "/a/bc"), 1u);
  EXPECT_EQ(table.match("h", "/x"), 0u);
}

TEST(RouteTable, OfEqualPathsTheOneWithAHostWinsAndThenTheFirst) {
  const RouteTable table({{"", "/a", Match::WholeSegmentPrefix},
                          {"www.example.com", "/A", Match::WholeSegmentPrefix},
                          {"", "/a", Match::WholeSegmentPrefix}});
  EXPECT_EQ(table.match("WWW.example.com:8080", "/a"), 1u);
  EXPECT_EQ(table.match("www.example.com.", "/a"), 1u);
  EXPECT_EQ(table.match("other", "/a"), 0u);
}

TEST(RouteTable, ComparesPathsWithoutCase) {
  EXPECT_EQ(RouteTable({{"", "/AppX", Match::WholeSegmentPrefix}}).match("h", "/aPPx/Y"), 0u);
}

TEST(RouteTable, ReadsThePathOutOfAnAbsoluteTarget) {
  const RouteTable table({{"", "/a", Match::WholeSegmentPrefix}, {"", "/", Match::Exact}});
  EXPECT_EQ(table.match("h", "http://h:80/a/x?y"), 0u);
  EXPECT_EQ(table.match("h", "http://h"), 1u);
  EXPECT_EQ(table.match("h", ""), 1u);
}

TEST(RouteTable, WithoutRulesNothingMatches) {
  EXPECT_EQ(RouteTable({}).match("h", "/"), std::nullopt);
}

TEST(HostWithoutPort, KeepsTheBracketsOfAnIpv6Literal) {
  EXPECT_EQ(hostWithoutPort("[::1]:8080"), "[::1]");
  EXPECT_EQ(hostWithoutPort("[::1]"), "[::1]");
  EXPECT_EQ(hostWithoutPort("h:80"), "h");
  EXPECT_EQ(hostWithoutPort("["), "[");
}

}  // namespace
}  // namespace headroom::routing
