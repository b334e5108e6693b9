#include <cmath>
#include <numeric>

#include "engine/analytic/integrate.h"
#include "engine/analytic/mg1.h"

namespace headroom::analytic {
namespace {

/// P(more than k arrivals during a service), k = 0 … most: ∫ λ e^{−λt} (λt)^k / k! P(S > t) dt, for each of them the
/// instant of the (k+1)st arrival.
std::vector<double> arrivalsBeyond(double rate, const Distribution& service, int most) {
  std::vector<double> beyond;
  const auto breaks = service.breaks();
  for (int k = 0; k <= most; ++k) {
    const double logFactorial = std::lgamma(k + 1.0);
    const auto density = [&](double t) {
      if (t <= 0) return k == 0 ? rate * service.tail(0) : 0.0;
      return rate * std::exp(k * std::log(rate * t) - rate * t - logFactorial) * service.tail(t);
    };
    beyond.push_back(integrateToInfinity(density, breaks, std::max(service.mean(), (k + 1) / rate)));
  }
  return beyond;
}

}  // namespace

FiniteMg1Answer mg1Finite(double arrivalRate, const Distribution& service, int capacity) {
  const auto states = static_cast<std::size_t>(capacity);
  const std::vector<double> beyond = arrivalsBeyond(arrivalRate, service, capacity);
  const double none = service.transform(arrivalRate);
  // Left behind by departures. What flows up through a cut flows down through it: nothing is ever subtracted.
  std::vector<double> left{1};
  for (std::size_t j = 0; j + 1 < states; ++j) {
    double up = left[0] * beyond[j];
    for (std::size_t i = 1; i <= j; ++i) up += left[i] * beyond[j + 1 - i];
    left.push_back(up / none);
  }
  const double sum = std::accumulate(left.begin(), left.end(), 0.0);
  for (double& share : left) share /= sum;
  const double load = arrivalRate * service.mean();
  const double scale = left[0] + load;
  FiniteMg1Answer answer;
  for (const double share : left) answer.numberPmf.push_back(share / scale);
  answer.lossProb = 1 - 1 / scale;
  answer.numberPmf.push_back(answer.lossProb);
  for (std::size_t n = 0; n < answer.numberPmf.size(); ++n) {
    answer.meanNumber += static_cast<double>(n) * answer.numberPmf[n];
  }
  answer.throughput = arrivalRate / scale;
  answer.waitProb = 1 - left[0];
  return answer;
}

}  // namespace headroom::analytic
