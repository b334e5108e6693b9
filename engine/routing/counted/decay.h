// How much of something old is left.
#pragma once

#include <cmath>

namespace headroom::routing {

/// e^-x for x >= 0 within 1e-15, by IEEE basic operations only: the same bits with every C library. 0 when x is not a
/// number.
inline double leftAfter(double x) {
  if (!(x < 745)) return 0;
  constexpr double kLn2High = 0x1.62e42fefa38p-1;
  constexpr double kLn2Low = 0x1.ef35793c7673p-45;
  const double halvings = std::floor(x * 0x1.71547652b82fep+0 + 0.5);
  const double r = (x - halvings * kLn2High) - halvings * kLn2Low;  // within half of ln 2 of zero
  double sum = 1;
  for (int k = 14; k > 0; --k) sum = 1 - r / k * sum;  // the exponential series
  return std::ldexp(sum, -static_cast<int>(halvings));
}

}  // namespace headroom::routing
