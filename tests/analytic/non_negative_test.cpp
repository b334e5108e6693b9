// Least squares with bounds: known answers, the conditions of an optimum, honest intervals, collinear columns.
#include "engine/analytic/non_negative.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/kernel/random_streams.h"

namespace headroom::analytic {
namespace {

using kernel::RandomStream;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Nearly normal, mean 0 and variance 1: Irwin and Hall's sum of twelve.
double noise(RandomStream& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random.unit();
  return sum;
}

LinearData dataOf(std::size_t columns, std::vector<double> regressors, std::vector<double> targets) {
  return {columns, std::move(regressors), std::move(targets)};
}

TEST(NonNegativeLeastSquares, SolvesAnExactSystem) {
  const auto fit = nonNegativeLeastSquares(dataOf(2, {1, 0, 0, 1, 1, 1, 2, 1}, {3, 5, 8, 11}));
  ASSERT_TRUE(fit.ok());
  EXPECT_NEAR(fit->coefficients[0], 3, 1e-12);
  EXPECT_NEAR(fit->coefficients[1], 5, 1e-12);
  EXPECT_NEAR(fit->explained, 1, 1e-12);
  EXPECT_EQ(fit->degreesOfFreedom, 2);
}

TEST(NonNegativeLeastSquares, KeepsACoefficientAtZeroThatWantsToBeNegative) {
  // Unbounded: 2 and -1. Bounded: the second is 0 and the first is x·y / x·x = (2 + 1 + 1) / 3.
  const auto fit = nonNegativeLeastSquares(dataOf(2, {1, 0, 1, 1, 1, 1, 0, 1}, {2, 1, 1, -1}));
  ASSERT_TRUE(fit.ok());
  EXPECT_NEAR(fit->coefficients[0], 4.0 / 3, 1e-12);
  EXPECT_EQ(fit->coefficients[1], 0);
}

TEST(NonNegativeLeastSquares, MeetsTheConditionsOfAnOptimumOnAnyData) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    RandomStream random(seed, 1);
    const std::size_t rows = 12, columns = 1 + seed % 6;
    LinearData data{columns, {}, {}};
    for (std::size_t i = 0; i < rows * columns; ++i) data.regressors.push_back(noise(random));
    for (std::size_t i = 0; i < rows; ++i) data.targets.push_back(noise(random));
    const auto fit = nonNegativeLeastSquares(data);
    ASSERT_TRUE(fit.ok());
    for (std::size_t j = 0; j < columns; ++j) {
      double gradient = 0;
      for (std::size_t i = 0; i < rows; ++i) gradient += data.regressors[i * columns + j] * fit->residuals[i];
      EXPECT_GE(fit->coefficients[j], 0) << seed;
      EXPECT_LE(gradient, 1e-8) << seed;
      if (fit->coefficients[j] > 0) {
        EXPECT_NEAR(gradient, 0, 1e-8) << seed;
      }
    }
  }
}

TEST(NonNegativeLeastSquares, IntervalsHoldTheTruthAsOftenAsTheySay) {
  constexpr int kRepeats = 400;
  int inside = 0;
  for (int repeat = 0; repeat < kRepeats; ++repeat) {
    RandomStream random(static_cast<std::uint64_t>(repeat), 7);
    LinearData data{2, {}, {}};
    for (int i = 0; i < 60; ++i) {
      const double x = 1 + 9 * random.unit();
      data.regressors.insert(data.regressors.end(), {x, 1});
      data.targets.push_back(3 * x + 2 + 0.3 * x * noise(random));  // noise that grows with the load
    }
    const auto fit = nonNegativeLeastSquares(data);
    ASSERT_TRUE(fit.ok());
    inside += std::abs(fit->coefficients[0] - 3) <= 2.0 * fit->standardErrors[0] ? 1 : 0;
  }
  EXPECT_GE(inside, kRepeats * 92 / 100);
  EXPECT_LE(inside, kRepeats * 99 / 100);
}

TEST(NonNegativeLeastSquares, NamesColumnsThatGoTogether) {
  RandomStream random(3, 1);
  LinearData data{3, {}, {}};
  for (int i = 0; i < 50; ++i) {
    const double x = random.unit(), other = random.unit();
    data.regressors.insert(data.regressors.end(), {x, other, 2 * x + 1e-4 * noise(random)});
    data.targets.push_back(x + other);
  }
  const auto fit = nonNegativeLeastSquares(data);
  ASSERT_TRUE(fit.ok());
  ASSERT_EQ(fit->collinear.size(), 1u);
  EXPECT_THAT(fit->collinear[0].columns, ElementsAre(0, 2));
  EXPECT_GT(fit->condition, 1000);
  EXPECT_GT(fit->inflation[0], 1000);
  EXPECT_LT(fit->inflation[1], 10);
}

TEST(NonNegativeLeastSquares, KnowsThatCopiesOfAColumnAreUndetermined) {
  const auto fit = nonNegativeLeastSquares(dataOf(2, {1, 2, 2, 4, 3, 6, 4, 8, 1, 2}, {1, 2, 3, 4, 1.5}));
  ASSERT_TRUE(fit.ok());
  EXPECT_TRUE(std::isinf(fit->standardErrors[0]));
  EXPECT_TRUE(std::isinf(fit->standardErrors[1]));
  EXPECT_NEAR(fit->coefficients[0] + 2 * fit->coefficients[1], 1.0161, 1e-3);
}

TEST(NonNegativeLeastSquares, RefusesWhatCannotBeFitted) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto problemOf = [](const LinearData& data) { return nonNegativeLeastSquares(data).problems().front().what; };
  EXPECT_THAT(problemOf(dataOf(1, {1, 2, nan}, {1, 2, 3})), HasSubstr("not finite"));
  EXPECT_THAT(problemOf(dataOf(1, {1, 2}, {1, 2})), HasSubstr("too few"));
  EXPECT_THAT(problemOf(dataOf(1, {0, 0, 0}, {1, 2, 3})), HasSubstr("column 1 is zero"));
  EXPECT_THAT(problemOf(dataOf(0, {}, {})), HasSubstr("do not fill"));
}

}  // namespace
}  // namespace headroom::analytic
