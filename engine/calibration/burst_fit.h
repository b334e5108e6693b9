// From indices of dispersion at several scales to the two figures of bursty arrivals.
#pragma once

#include <optional>
#include <vector>

#include "engine/calibration/traffic.h"

namespace headroom::calibration {

struct BurstFit {
  double dispersion = 1;        ///< Index of dispersion of a long time.
  double timeScaleSeconds = 0;  ///< Correlation time of the rate.
  /// 95 % intervals of both: what fits the scales hardly worse, whatever the other one is (profile likelihood).
  results::Estimate dispersionRange, timeScaleRange;
};

/// Arrivals whose rate is correlated over a time τ have the variance t + (D - 1)(t - τ(1 - e^(-t/τ))) times their rate
/// in a time t (Cox & Lewis, The Statistical Analysis of Series of Events, 1966, 7.2; a two-state Poisson process is
/// such a one). What burstinessOf() measures of it is computed exactly, straight lines taken off, and (D, τ) fitted to
/// the scales by least squares with their intervals as weights. `perPage` requests that come together are one page,
/// whose dispersion is asked for. Empty when the log does not show more than Poisson arrivals at any scale.
std::optional<BurstFit> fitBursts(const std::vector<Dispersion>& measured, double perPage);

/// Part of D - 1 that burstinessOf() sees at a scale.
double seenOfBursts(double scaleSeconds, double timeScaleSeconds);

}  // namespace headroom::calibration
