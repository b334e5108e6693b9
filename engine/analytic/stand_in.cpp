#include "engine/analytic/stand_in.h"

#include <algorithm>
#include <cmath>

namespace headroom::analytic {
namespace {

constexpr double kMostScv = 1000;

Distribution twoPhases(const Distribution& law) {
  const double mean = law.mean();
  const double scv = std::min(law.scv(), kMostScv);
  const double balanced = std::isfinite(scv) ? scv : kMostScv;
  const double third = law.moment(3);
  if (!std::isfinite(law.scv()) || scv < law.scv() || !std::isfinite(third)) {
    return Distribution::balancedHyperexponential(mean, balanced);
  }
  // Means of the phases are the roots of m² − s·m + p, by the moments E[X^k] / k! of a mixture of exponentials.
  const double second = law.moment(2) / 2;
  const double spread = second - mean * mean;
  const double s = (third / 6 - mean * second) / spread;
  const double p = s * mean - second;
  const double root = std::sqrt(std::max(0.0, s * s - 4 * p));
  const double slow = (s + root) / 2;
  const double quick = p / slow;
  if (!(quick > 0) || !(slow > mean) || !(quick < mean)) return Distribution::balancedHyperexponential(mean, scv);
  const double share = (slow - mean) / (slow - quick);
  return Distribution::hyperexponential({share, 1 - share}, {quick, slow});
}

PhaseType mixedErlang(double mean, double scv, int mostStages) {
  const double least = 1.0 / mostStages;
  const double c2 = std::clamp(scv, least, 1.0);
  const int stages = std::clamp(static_cast<int>(std::ceil(1 / c2 - 1e-9)), 1, mostStages);
  const double k = stages;
  const double skips = std::max(0.0, (k * c2 - std::sqrt(std::max(0.0, k * (1 + c2) - k * k * c2))) / (1 + c2));
  PhaseType phases = *phaseType(Distribution::erlang(stages, k));
  phases.rates *= (k - skips) / mean;
  if (stages > 1) {
    phases.initial(0) = 1 - skips;
    phases.initial(1) = skips;
  }
  return phases;
}

}  // namespace

PhaseType standIn(const Distribution& law, int mostStages) {
  if (auto exact = phaseType(law)) return *std::move(exact);
  const double scv = law.scv();
  if (!std::isfinite(scv) || scv > 1) return *phaseType(twoPhases(law));
  return mixedErlang(law.mean(), scv, mostStages);
}

}  // namespace headroom::analytic
