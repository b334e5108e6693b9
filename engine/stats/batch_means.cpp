#include "engine/stats/batch_means.h"

#include <algorithm>
#include <cmath>

#include "engine/stats/interval.h"

namespace headroom::stats {
namespace {

constexpr std::size_t kFewestBatches = 10;

}  // namespace

double lag1Correlation(const std::vector<double>& values) {
  if (values.size() < 3) return 0;
  double mean = 0;
  for (const double value : values) mean += value;
  mean /= static_cast<double>(values.size());
  double squares = 0;
  double products = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    squares += (values[i] - mean) * (values[i] - mean);
    if (i > 0) products += (values[i] - mean) * (values[i - 1] - mean);
  }
  return squares > 0 ? products / squares : 0;
}

BatchInterval batchInterval(double whole, const std::vector<double>& batches, double confidence) {
  BatchInterval result{whole, std::nullopt, 0};
  if (batches.size() < kFewestBatches) return result;
  const double count = static_cast<double>(batches.size());
  result.correlation = lag1Correlation(batches) + 1 / count;
  if (result.correlation > kMostCorrelation) return result;
  double squares = 0;
  for (const double value : batches) squares += (value - whole) * (value - whole);
  const double r = std::max(0.0, result.correlation);
  const double inflation = (1 + r) / (1 - r);
  const double degrees = std::max(2.0, count / inflation - 1);
  result.halfWidth =
      studentQuantile(degrees, 0.5 + confidence / 2) * std::sqrt(squares / (count - 1) / count * inflation);
  return result;
}

}  // namespace headroom::stats
