#include "engine/analytic/number_law.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace headroom::analytic {

std::function<double(int)> probabilityFrom(std::vector<double> law) {
  return [law = std::move(law)](int n) {
    return n >= 0 && n < static_cast<int>(law.size()) ? law[static_cast<std::size_t>(n)] : 0;
  };
}

std::function<double(int)> atLeastFrom(std::vector<double> law) {
  return [law = std::move(law)](int k) {
    double sum = 0;
    for (int n = std::max(0, k); n < static_cast<int>(law.size()); ++n) sum += law[static_cast<std::size_t>(n)];
    return sum;
  };
}

double meanOf(const std::vector<double>& law) {
  double mean = 0;
  for (std::size_t n = 0; n < law.size(); ++n) mean += static_cast<double>(n) * law[n];
  return mean;
}

double sdOf(const std::vector<double>& law) {
  const double mean = meanOf(law);
  double variance = 0;
  for (std::size_t n = 0; n < law.size(); ++n) variance += std::pow(static_cast<double>(n) - mean, 2) * law[n];
  return std::sqrt(variance);
}

void putNumberLaw(Measures& measures, const std::vector<double>& law) {
  measures[Metric::NumberSd] = sdOf(law);
  measures[Metric::EmptyProb] = law.empty() ? 1 : law.front();
  measures.numberPmf = probabilityFrom(law);
}

}  // namespace headroom::analytic
