#include "engine/stats/interval.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace headroom::stats {
namespace {

double halfWidth(double squaredDeviations, std::size_t n, double confidence) {
  const double count = static_cast<double>(n);
  const double spread = std::sqrt(squaredDeviations / (count - 1) / count);
  return studentQuantile(count - 1, 0.5 + confidence / 2) * spread;
}

double squaredDeviations(const std::vector<double>& values, double from) {
  double sum = 0;
  for (const double value : values) sum += (value - from) * (value - from);
  return sum;
}

}  // namespace

double studentQuantile(double degrees, double p) {
  return boost::math::quantile(boost::math::students_t_distribution<double>(degrees), p);
}

MeanInterval meanInterval(const std::vector<double>& values, double confidence) {
  MeanInterval result;
  if (values.empty()) return result;
  double sum = 0;
  for (const double value : values) sum += value;
  result.mean = sum / static_cast<double>(values.size());
  if (values.size() >= 2)
    result.halfWidth = halfWidth(squaredDeviations(values, result.mean), values.size(), confidence);
  return result;
}

MeanInterval sectioned(double whole, const std::vector<double>& parts, double confidence) {
  MeanInterval result{whole, std::nullopt};
  if (parts.size() >= 2) result.halfWidth = halfWidth(squaredDeviations(parts, whole), parts.size(), confidence);
  return result;
}

}  // namespace headroom::stats
