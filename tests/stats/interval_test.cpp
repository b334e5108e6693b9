#include "engine/stats/interval.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace headroom::stats {
namespace {

TEST(StudentQuantile, GivesTheTabulatedPoints) {
  EXPECT_NEAR(studentQuantile(1, 0.975), 12.7062, 1e-4);
  EXPECT_NEAR(studentQuantile(9, 0.975), 2.26216, 1e-5);
  EXPECT_NEAR(studentQuantile(29, 0.975), 2.04523, 1e-5);
}

TEST(MeanInterval, IsTheTextbookOne) {
  const MeanInterval result = meanInterval({1, 2, 3, 4, 5});
  EXPECT_DOUBLE_EQ(result.mean, 3.0);
  ASSERT_TRUE(result.halfWidth);
  EXPECT_NEAR(*result.halfWidth, 2.776445 * std::sqrt(2.5 / 5), 1e-5);
}

TEST(MeanInterval, OneValueHasNoInterval) {
  EXPECT_FALSE(meanInterval({4.0}).halfWidth);
  EXPECT_DOUBLE_EQ(meanInterval({4.0}).mean, 4.0);
  EXPECT_FALSE(meanInterval({}).halfWidth);
}

TEST(MeanInterval, EqualValuesHaveAnIntervalOfNoWidth) {
  EXPECT_DOUBLE_EQ(*meanInterval({2, 2, 2}).halfWidth, 0.0);
}

TEST(MeanInterval, HoldsTheTruthNinetyFiveTimesInAHundred) {
  std::mt19937_64 words(5);
  int held = 0;
  constexpr int kTrials = 2000;
  for (int trial = 0; trial < kTrials; ++trial) {
    std::vector<double> values;
    for (int i = 0; i < 10; ++i) {
      double sum = -6;  // twelve uniforms: nearly normal
      for (int k = 0; k < 12; ++k) sum += static_cast<double>(words() >> 11) * 0x1p-53;
      values.push_back(sum);
    }
    const MeanInterval result = meanInterval(values);
    held += std::fabs(result.mean) <= *result.halfWidth ? 1 : 0;
  }
  EXPECT_NEAR(held, 0.95 * kTrials, 4 * std::sqrt(0.05 * 0.95 * kTrials));
}

TEST(Sectioned, LiesAroundTheWholeAndSpreadsLikeTheParts) {
  const MeanInterval result = sectioned(10.0, {9, 11, 9, 11});
  EXPECT_DOUBLE_EQ(result.mean, 10.0);
  EXPECT_NEAR(*result.halfWidth, 3.182446 * std::sqrt(4.0 / 3 / 4), 1e-5);
  EXPECT_FALSE(sectioned(1.0, {1.0}).halfWidth);
}

}  // namespace
}  // namespace headroom::stats
