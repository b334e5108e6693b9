#include "engine/lint/call_graph.h"

#include <gmock/gmock.h>

#include "tests/network/farms.h"

namespace headroom::lint {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Applications a, b, c, … and calls as pairs: "ab" is a → b.
CallGraph graphOf(const farm::Farm& farm) {
  return CallGraph(farm, [](const farm::Reference&) { return true; });
}
farm::Farm calling(const std::string& applications, const std::vector<std::string>& calls) {
  farm::Farm farm;
  for (const char name : applications) farm.applications.push_back(tests::application(std::string(1, name), "Z"));
  for (const std::string& pair : calls) {
    farm.references.push_back(tests::call(std::string(1, pair[0]), std::string(1, pair[1])));
  }
  return farm;
}

TEST(CallGraph, WithoutCirclesHasNone) {
  EXPECT_THAT(graphOf(calling("abcd", {"ab", "ac", "bd", "cd"})).cycles(), IsEmpty());
}

TEST(CallGraph, FindsASelfCall) {
  EXPECT_THAT(graphOf(calling("ab", {"bb"})).cycles(), ElementsAre(ElementsAre(1u)));
}

TEST(CallGraph, FindsACircleFromItsFirstApplication) {
  EXPECT_THAT(graphOf(calling("abc", {"ca", "ab", "bc"})).cycles(), ElementsAre(ElementsAre(0u, 1u, 2u)));
}

TEST(CallGraph, TellsTheShortestOfSeveralCircles) {
  EXPECT_THAT(graphOf(calling("abc", {"ab", "bc", "ca", "ba"})).cycles(), testing::Contains(ElementsAre(0u, 1u)));
}

TEST(CallGraph, WhatLiesBetweenCirclesIsInNone) {
  EXPECT_THAT(graphOf(calling("abcde", {"ab", "ba", "bc", "cd", "de", "ed"})).cycles(),
              ElementsAre(ElementsAre(0u, 1u), ElementsAre(3u, 4u)));
}

TEST(CallGraph, PutsCallersFirstAndCirclesLast) {
  EXPECT_THAT(graphOf(calling("abc", {"cb", "ba"})).callersFirst(), ElementsAre(2u, 1u, 0u));
  EXPECT_THAT(graphOf(calling("abc", {"ab", "ba", "ca"})).callersFirst(), ElementsAre(2u, 0u, 1u));
}

TEST(CallGraph, LongChainsDoNotExhaustTheStack) {
  farm::Farm farm;
  for (int i = 0; i < 100000; ++i) farm.applications.push_back(tests::application("A" + std::to_string(i), "Z"));
  for (int i = 0; i + 1 < 100000; ++i) {
    farm.references.push_back(tests::call("A" + std::to_string(i), "A" + std::to_string(i + 1)));
  }
  EXPECT_EQ(graphOf(farm).callersFirst().size(), 100000u);
  EXPECT_THAT(graphOf(farm).cycles(), IsEmpty());
}

}  // namespace
}  // namespace headroom::lint
