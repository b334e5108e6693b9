// Confidence intervals over independent replications.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace headroom::stats {

/// The t with P(T <= t) = p for Student's distribution. REQUIRES: degrees >= 1, 0 < p < 1.
double studentQuantile(double degrees, double p);

/// A mean with the half-width of its confidence interval; without one for fewer than two values.
struct MeanInterval {
  double mean = 0;
  std::optional<double> halfWidth;
};

/// Mean of independent, equally distributed values with Student's interval.
MeanInterval meanInterval(const std::vector<double>& values, double confidence = 0.95);

/// Sectioning: `whole` was computed from all replications together, `parts` from each alone. The interval lies around
/// `whole`; its spread is that of the parts about `whole` (Asmussen & Glynn, Stochastic Simulation, III.5a). Less
/// biased for quantiles than the mean of the parts.
MeanInterval sectioned(double whole, const std::vector<double>& parts, double confidence = 0.95);

}  // namespace headroom::stats
