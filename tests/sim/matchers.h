// Expectations whose margin comes from the run, not from taste.
#pragma once

#include <gmock/gmock.h>

#include <cmath>

#include "engine/results/results.h"

namespace headroom::sim::testing {

/// The estimate's interval holds the value. Three half-widths instead of one, so that a right program fails one time in
/// a thousand and not one in twenty; and the half-width must be at most `precision` of the value, or nothing is shown.
MATCHER_P2(Shows, value, precision, "") {
  if (!arg.low || !arg.high) {
    *result_listener << "has no interval: " << arg.why;
    return false;
  }
  const double half = (*arg.high - *arg.low) / 2;
  *result_listener << arg.mean << " ± " << half;
  return std::fabs(arg.mean - value) <= 3 * half + 1e-12 && half <= precision * std::fabs(value) + 1e-12;
}

/// Estimates of independent runs: no more than two of six intervals miss the value, and the mean of all, whose error is
/// smaller by the root of their number, is as near as that allows.
MATCHER_P2(ShowTogether, value, precision, "") {
  double mean = 0, half = 0;
  int missed = 0;
  const auto count = static_cast<double>(arg.size());
  for (const results::Estimate& each : arg) {
    if (!each.low || !each.high) {
      *result_listener << "one has no interval: " << each.why;
      return false;
    }
    mean += each.mean / count;
    half += (*each.high - *each.low) / 2 / count;
    missed += *each.low <= value && value <= *each.high ? 0 : 1;
  }
  *result_listener << "mean " << mean << " ± " << half / std::sqrt(count) << ", " << missed << " of " << count
                   << " missed";
  return 3 * missed <= count && std::fabs(mean - value) <= 1.5 * half / std::sqrt(count) &&
         half <= precision * std::fabs(value);
}

/// The same for a mean with its half-width.
MATCHER_P2(IsAbout, value, precision, "") {
  *result_listener << arg.mean << " ± " << arg.halfWidth;
  return std::fabs(arg.mean - value) <= 3 * arg.halfWidth + 1e-12 &&
         arg.halfWidth <= precision * std::fabs(value) + 1e-12;
}

}  // namespace headroom::sim::testing
