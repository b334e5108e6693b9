#include "engine/analytic/gim.h"

#include <cmath>

#include "engine/analytic/integrate.h"

namespace headroom::analytic {
namespace {

/// Root of A*(cμ(1 − σ)) = σ in (0, 1). 1 is a root too: the search runs over 1 − σ and stays away from it.
double decayOf(const Distribution& interarrival, double drain) {
  const auto gap = [&](double rest) { return interarrival.transform(drain * rest) - (1 - rest); };
  // gap is negative next to rest = 0 (stability), not negative at rest = 1
  double low = 0.5;
  while (gap(low) >= 0 && low > 1e-12) low /= 2;
  return 1 - rootBetween(gap, low, 1);
}

double waitProbability(const Distribution& interarrival, double mu, int servers, double sigma) {
  long double sum = 1 / (1 - static_cast<long double>(sigma));
  long double product = 1;   // C_j
  long double binomial = 1;  // c over j
  for (int j = 1; j <= servers; ++j) {
    const long double transform = interarrival.transform(j * mu);
    product *= transform / (1 - transform);
    binomial *= static_cast<long double>(servers - j + 1) / j;
    sum += binomial / (product * (1 - transform)) * (servers * (1 - transform) - j) / (servers * (1 - sigma) - j);
  }
  return static_cast<double>(1 / sum / (1 - static_cast<long double>(sigma)));
}

}  // namespace

RenewalArrivalAnswer gim(const Distribution& interarrival, double meanService, int servers) {
  RenewalArrivalAnswer answer;
  answer.serviceRate = 1 / meanService;
  const double drain = servers * answer.serviceRate;
  answer.sigma = decayOf(interarrival, drain);
  answer.utilisation = meanService / interarrival.mean() / servers;
  answer.waitProb =
      servers == 1 ? answer.sigma : waitProbability(interarrival, answer.serviceRate, servers, answer.sigma);
  answer.waitDecay = drain * (1 - answer.sigma);
  answer.meanWait = answer.waitProb / answer.waitDecay;
  answer.meanResponse = answer.meanWait + meanService;
  return answer;
}

double RenewalArrivalAnswer::waitTail(double t) const {
  return t < 0 ? 1 : waitProb * std::exp(-waitDecay * t);
}

double RenewalArrivalAnswer::responseTail(double t) const {
  const double gap = waitDecay - serviceRate;
  const double served = std::exp(-serviceRate * t);
  // wait has an atom at 0; for one server gap·(1/μ) = −σ and the sum collapses to exp(−waitDecay·t)
  if (std::abs(gap) < 1e-9 * serviceRate) return served * (1 + waitProb * serviceRate * t);
  return served + waitProb * serviceRate / gap * (served - std::exp(-waitDecay * t));
}

}  // namespace headroom::analytic
