#include "engine/analytic/integrate.h"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>

namespace headroom::analytic {
namespace {

constexpr unsigned kDepth = 6;
constexpr double kTolerance = 1e-11;

double piece(const std::function<double(double)>& f, double low, double high) {
  if (!(high > low)) return 0;
  return boost::math::quadrature::gauss_kronrod<double, 31>::integrate(f, low, high, kDepth, kTolerance);
}

}  // namespace

double integrate(const std::function<double(double)>& f, double low, double high, std::vector<double> breaks) {
  std::sort(breaks.begin(), breaks.end());
  double sum = 0;
  double from = low;
  for (const double to : breaks) {
    if (to <= from || to >= high) continue;
    sum += piece(f, from, to);
    from = to;
  }
  return sum + piece(f, from, high);
}

double integrateToInfinity(const std::function<double(double)>& f, std::vector<double> breaks, double scale) {
  // Geometric pieces: what happens near zero and far out gets its own rule.
  for (double edge = scale * 1e-9; edge < scale * 1e6; edge *= 4) breaks.push_back(edge);
  const double end = std::max(scale * 1e6, breaks.empty() ? 0.0 : 2 * *std::max_element(breaks.begin(), breaks.end()));
  std::sort(breaks.begin(), breaks.end());
  breaks.push_back(end);
  double sum = 0;
  double from = 0;
  for (const double to : breaks) {
    if (to <= from) continue;
    const double part = piece(f, from, to);
    sum += part;
    from = to;
    if (from > scale && std::abs(part) <= 1e-17 * std::abs(sum)) break;
  }
  return sum;
}

double rootBetween(const std::function<double(double)>& f, double low, double high) {
  const bool rising = f(high) > 0;
  for (int i = 0; i < 2000; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    ((f(middle) > 0) == rising ? high : low) = middle;
  }
  return low + (high - low) / 2;
}

double whereTailFallsTo(const std::function<double(double)>& tail, double target, double scale) {
  if (tail(0) <= target) return 0;
  double high = scale > 0 ? scale : 1;
  while (tail(high) > target) {
    high *= 2;
    if (high > scale * 1e15) return std::numeric_limits<double>::infinity();
  }
  double low = 0;
  for (int i = 0; i < 200 && high - low > 4e-16 * high; ++i) {
    const double middle = (low + high) / 2;
    (tail(middle) > target ? low : high) = middle;
  }
  return high;
}

}  // namespace headroom::analytic
