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

/// D - 1 that fits best with one time scale, how badly it fits, and by how much worse D - 1 ± 1 does.
struct Candidate {
  double timeScale = 0, excess = 0, error = 0, curvature = 0;
};

Candidate candidateOf(const std::vector<Weighted>& scales, double timeScale) {
  double products = 0, squares = 0;
  for (const Weighted& each : scales) {
    const double seen = seenOfBursts(each.scale, timeScale);
    products += each.weight * seen * each.excess;
    squares += each.weight * seen * seen;
  }
  Candidate found;
  found.timeScale = timeScale;
  found.curvature = squares;
  found.excess = squares > 0 ? std::max(0.0, products / squares) : 0;
  for (const Weighted& each : scales)
    found.error += each.weight * std::pow(each.excess - found.excess * seenOfBursts(each.scale, timeScale), 2);
  return found;
}

results::Estimate between(double mean, double low, double high) {
  results::Estimate range;
  range.mean = mean;
  range.low = low;
  range.high = high;
  return range;
}

/// The weights are those of half-widths of 95 %: of independent scales a fit that is worse by 1 is the end of the
/// interval of either figure. But they count the same arrivals; logs of known bursts want this much.
constexpr double kWorse = 1.6;

BurstFit fitOf(const std::vector<Candidate>& candidates, const Candidate& best) {
  double lowExcess = best.excess, highExcess = best.excess, lowScale = best.timeScale, highScale = best.timeScale;
  for (const Candidate& each : candidates) {
    const double left = best.error + kWorse - each.error;
    if (!(left >= 0) || !(each.curvature > 0)) continue;
    const double half = std::sqrt(left / each.curvature);
    lowExcess = std::min(lowExcess, std::max(0.0, each.excess - half));
    highExcess = std::max(highExcess, each.excess + half);
    lowScale = std::min(lowScale, each.timeScale);
    highScale = std::max(highScale, each.timeScale);
  }
  BurstFit fit;
  fit.dispersion = 1 + best.excess;
  fit.timeScaleSeconds = best.timeScale;
  fit.dispersionRange = between(fit.dispersion, 1 + lowExcess, 1 + highExcess);
  fit.timeScaleRange = between(best.timeScale, lowScale, highScale);
  if (highScale < candidates.back().timeScale) return fit;
  for (results::Estimate* range : {&fit.dispersionRange, &fit.timeScaleRange}) {  // slower ones fit as well
    range->low.reset();
    range->high.reset();
    range->why = "the log is too short for its bursts";
  }
  return fit;
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
  constexpr double kShortest = 0.001, kLongest = 7200, kStep = 1.05, kLeastExcess = 0.05;
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
  std::vector<Candidate> candidates;
  for (double timeScale = kShortest; timeScale < kLongest; timeScale *= kStep)
    candidates.push_back(candidateOf(scales, timeScale));
  const Candidate& best = *std::min_element(candidates.begin(), candidates.end(),
                                            [](const Candidate& a, const Candidate& b) { return a.error < b.error; });
  if (best.excess < kLeastExcess) return std::nullopt;
  return fitOf(candidates, best);
}

}  // namespace headroom::calibration
