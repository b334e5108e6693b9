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

/// The same for a mean with its half-width.
MATCHER_P2(IsAbout, value, precision, "") {
  *result_listener << arg.mean << " ± " << arg.halfWidth;
  return std::fabs(arg.mean - value) <= 3 * arg.halfWidth + 1e-12 &&
         arg.halfWidth <= precision * std::fabs(value) + 1e-12;
}

}  // namespace headroom::sim::testing
