// The one figure that only caches have.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/results/results.h"

namespace headroom::results {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Estimate estimate(double mean) {
  return {mean, mean * 0.99, mean * 1.01, 1000, {}};
}

RunResult withCache() {
  RunResult run;
  run.stations = {{"DB", "database", estimate(0.2), estimate(0.2), estimate(0.4), estimate(116)},
                  {"DB cache", "cache", estimate(0), estimate(0), estimate(0), estimate(760)},
                  {"DB/stock", "lock", estimate(0.4), estimate(0.4), estimate(0.3), estimate(40)}};
  run.stations[1].hitRatio = estimate(0.9);
  return run;
}

TEST(Caches, KeepTheirHitRatioInJsonAndOthersHaveNoSuchKey) {
  const std::string json = toJson(withCache());
  const auto back = fromJson(json);
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(*back, withCache());
  EXPECT_EQ(json.find("hit_ratio"), json.rfind("hit_ratio"));
  EXPECT_THAT(json, HasSubstr(R"("hit_ratio":{"mean":0.9,)"));
}

TEST(Caches, HaveARowInCsv) {
  EXPECT_THAT(toCsv(withCache()), HasSubstr("cache,DB cache,hit_ratio,share,,0.9,0.891,0.909,1000,\r\n"));
}

TEST(Caches, AreToldInASentenceOfTheirOwn) {
  const std::string text = toText(withCache());
  EXPECT_THAT(text, HasSubstr("DB cache: 90 % (89–91)"));
  EXPECT_THAT(text, HasSubstr("of the look-ups hit, at 760"));
  EXPECT_THAT(text, HasSubstr("lock DB/stock"));
  EXPECT_THAT(text, Not(HasSubstr("down")));
  RunResult lost = withCache();
  lost.serversDown = {"DB cache"};
  EXPECT_THAT(toText(lost), HasSubstr("DB cache: down; 90 %"));
}

}  // namespace
}  // namespace headroom::results
