#include "engine/stats/batch_means.h"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/kernel/random_streams.h"
#include "engine/stats/interval.h"

namespace headroom::stats {
namespace {

/// A first-order series with standard normal steps, roughly: sums of twelve uniform numbers.
std::vector<double> series(double memory, std::size_t length, std::uint64_t seed) {
  kernel::RandomStreams streams(seed, 0);
  auto random = streams.open("series");
  const auto step = [&] {
    double sum = -6;
    for (int i = 0; i < 12; ++i) sum += random.uniform();
    return sum;
  };
  double value = step() / std::sqrt(1 - memory * memory);
  std::vector<double> values;
  for (std::size_t i = 0; i < length; ++i) {
    values.push_back(value);
    value = memory * value + step();
  }
  return values;
}

double meanOf(const std::vector<double>& values) {
  return meanInterval(values).mean;
}

TEST(Lag1Correlation, OfAnAlternatingSeriesIsNearlyMinusOne) {
  EXPECT_NEAR(lag1Correlation({1, -1, 1, -1, 1, -1, 1, -1, 1, -1}), -0.9, 1e-12);
  EXPECT_EQ(lag1Correlation({3, 3, 3, 3}), 0);
  EXPECT_EQ(lag1Correlation({1, 2}), 0);
}

TEST(BatchInterval, OfUncorrelatedBatchesIsStudents) {
  const std::vector<double> values{1, -1, 1, -1, 1, -1, 1, -1, 1, -1};
  const BatchInterval found = batchInterval(0, values);
  ASSERT_TRUE(found.halfWidth);
  EXPECT_NEAR(*found.halfWidth, *meanInterval(values).halfWidth, 1e-12);
}

TEST(BatchInterval, IsWiderThanStudentsWhereNeighboursAgree) {
  const std::vector<double> values = series(0.3, 30, 5);
  const BatchInterval found = batchInterval(meanOf(values), values);
  ASSERT_GT(found.correlation, 0.1);
  ASSERT_TRUE(found.halfWidth);
  EXPECT_GT(*found.halfWidth, 1.1 * *meanInterval(values).halfWidth);
}

TEST(BatchInterval, IsRefusedForBatchesThatAreTooShort) {
  const std::vector<double> values = series(0.95, 200, 1);
  const BatchInterval found = batchInterval(meanOf(values), values);
  EXPECT_GT(found.correlation, kMostCorrelation);
  EXPECT_FALSE(found.halfWidth);
  EXPECT_FALSE(batchInterval(1, {1, 2, 1, 2, 1}).halfWidth);
}

TEST(BatchInterval, CoversAsOftenAsItSaysInSpiteOfSomeCorrelation) {
  int covered = 0;
  const int runs = 2000;
  for (int run = 0; run < runs; ++run) {
    const std::vector<double> values = series(0.15, 30, 1000 + static_cast<std::uint64_t>(run));
    const BatchInterval found = batchInterval(meanOf(values), values);
    covered += found.halfWidth && std::fabs(found.mean) <= *found.halfWidth ? 1 : 0;
  }
  EXPECT_NEAR(covered / static_cast<double>(runs), 0.95, 0.02);
}

}  // namespace
}  // namespace headroom::stats
