#include "engine/calibration/burst_fit.h"

#include <algorithm>
#include <cmath>

namespace headroom::calibration {
namespace {

constexpr int kBins = 20;  // as burstinessOf()

/// Sum of squared deviations from a constant and a slope takes off this much of the covariance of bins i and j.
double takenOff(int i, int j) {
  constexpr double kMiddle = (kBins - 1) / 2.0, kSpread = kBins * (kBins * kBins - 1) / 12.0;
  return 1.0 / kBins + (i - kMiddle) * (j - kMiddle) / kSpread;
}

struct Weighted {
  double scale = 0, excess = 0, weight = 0;
};

/// D - 1 that fits best with one time scale, and how badly it fits.
struct Candidate {
  double excess = 0, error = 0;
};

Candidate candidateOf(const std::vector<Weighted>& scales, double timeScale) {
  double products = 0, squares = 0;
  for (const Weighted& each : scales) {
    const double seen = seenOfBursts(each.scale, timeScale);
    products += each.weight * seen * each.excess;
    squares += each.weight * seen * seen;
  }
  Candidate found;
  found.excess = squares > 0 ? std::max(0.0, products / squares) : 0;
  for (const Weighted& each : scales)
    found.error += each.weight * std::pow(each.excess - found.excess * seenOfBursts(each.scale, timeScale), 2);
  return found;
}

}  // namespace

double seenOfBursts(double scaleSeconds, double timeScaleSeconds) {
  const double t = scaleSeconds, tau = timeScaleSeconds, lost = -std::expm1(-t / tau);
  double sum = 0;
  for (int i = 0; i < kBins; ++i) {
    for (int j = 0; j < kBins; ++j) {
      const double covariance =
          i == j ? t - tau * lost : tau / 2 * lost * lost * std::exp(-(std::abs(i - j) - 1) * t / tau);
      sum += ((i == j ? 1 : 0) - takenOff(i, j)) * covariance;
    }
  }
  return sum / ((kBins - 2) * t);
}

std::optional<BurstFit> fitBursts(const std::vector<Dispersion>& measured, double perPage) {
  constexpr double kShortest = 0.001, kLongest = 7200, kStep = 1.1, kLeastExcess = 0.05;
  std::vector<Weighted> scales;
  bool shown = false;
  for (const Dispersion& each : measured) {
    if (!each.index.low || !each.index.high || !(*each.index.high > *each.index.low)) continue;
    const double half = (*each.index.high - *each.index.low) / 2 / perPage;
    scales.push_back({each.scaleSeconds, each.index.mean / perPage - 1, 1 / (half * half)});
    shown = shown || *each.index.low > perPage;
  }
  constexpr std::size_t kFewest = 2;  // two figures are asked for
  if (!shown || scales.size() < kFewest) return std::nullopt;
  BurstFit best;
  double least = -1;
  for (double timeScale = kShortest; timeScale < kLongest; timeScale *= kStep) {
    const Candidate found = candidateOf(scales, timeScale);
    if (least >= 0 && found.error >= least) continue;
    least = found.error;
    best = {1 + found.excess, timeScale};
  }
  if (best.dispersion < 1 + kLeastExcess) return std::nullopt;
  return best;
}

}  // namespace headroom::calibration
