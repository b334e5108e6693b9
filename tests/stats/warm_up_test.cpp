#include "engine/stats/warm_up.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace headroom::stats {
namespace {

double noise(std::mt19937_64& words) {
  return static_cast<double>(words() >> 11) * 0x1p-53 - 0.5;
}

TEST(Mser5, CutsTheTransientAndLittleMore) {
  std::mt19937_64 words(1);
  std::vector<double> series;
  for (int i = 0; i < 2000; ++i) series.push_back(10 - 10 * std::exp(-i / 60.0) + noise(words));
  const WarmUp result = mser5(series);
  EXPECT_TRUE(result.settled);
  EXPECT_GT(result.cut, 100U);
  EXPECT_LT(result.cut, 500U);
}

TEST(Mser5, CutsNothingFromASeriesWithoutTransient) {
  std::mt19937_64 words(2);
  std::vector<double> series;
  for (int i = 0; i < 2000; ++i) series.push_back(noise(words));
  EXPECT_TRUE(mser5(series).settled);
  EXPECT_LT(mser5(series).cut, 600U);
}

TEST(Mser5, AConstantSeriesNeedsNoCut) {
  const WarmUp result = mser5(std::vector<double>(1000, 3.0));
  EXPECT_TRUE(result.settled);
  EXPECT_EQ(result.cut, 0U);
}

TEST(Mser5, ASeriesThatKeepsRisingIsNotSettled) {
  std::vector<double> series;
  for (int i = 0; i < 1000; ++i) series.push_back(i);
  EXPECT_FALSE(mser5(series).settled);
}

TEST(Mser5, AShortSeriesIsNotSettled) {
  EXPECT_FALSE(mser5({1, 2, 3}).settled);
}

}  // namespace
}  // namespace headroom::stats
