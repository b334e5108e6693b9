// Confidence intervals from one long run, cut into batches.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace headroom::stats {

/// Of a series around its mean; 0 for fewer than three values or a series without spread.
double lag1Correlation(const std::vector<double>& values);

/// A figure of a whole run with the interval that its batches give.
struct BatchInterval {
  double mean = 0;
  std::optional<double> halfWidth;  ///< None for fewer than ten batches, or for batches that depend too much.
  double correlation = 0;           ///< At lag 1, corrected for the bias of a short series.
};

/// Batches this much correlated are too short to tell anything about each other.
constexpr double kMostCorrelation = 0.5;

/// `whole` is the figure of the run, `batches` the same figure of equal parts of it, one after the other. Student's
/// interval around `whole` from the spread of the batches about it, widened by the correlation that is left between
/// neighbours: for a first-order series the variance of the mean is (1 + r) / (1 − r) times that of independent values,
/// and there are (1 − r) / (1 + r) times as many degrees of freedom (as in Skart: Tafazzoli, Wilson, Lada & Steiger,
/// INFORMS J. on Computing 23, 2011).
BatchInterval batchInterval(double whole, const std::vector<double>& batches, double confidence = 0.95);

}  // namespace headroom::stats
