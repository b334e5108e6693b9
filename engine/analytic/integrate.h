// One-dimensional quadrature and root finding for the formulas of this room.
#pragma once

#include <functional>
#include <vector>

namespace headroom::analytic {

/// Integral of `f` over [low, high], split at those of `breaks` that lie inside (points where f jumps or has a kink).
/// Adaptive Gauss–Kronrod (31 points, at most 64 pieces), relative error about 1e-12 for pieces that are smooth.
double integrate(const std::function<double(double)>& f, double low, double high, std::vector<double> breaks = {});

/// Integral of `f` over [0, infinity) of a function that has died out after some dozens of `scale`; split like above.
double integrateToInfinity(const std::function<double(double)>& f, std::vector<double> breaks, double scale);

/// The t >= 0 where the non-increasing `tail` falls to `target`: bracketed by doubling from `scale`, then bisected to
/// the last bit. 0 when tail(0) is already at or below it; infinite when it never gets there.
double whereTailFallsTo(const std::function<double(double)>& tail, double target, double scale);

/// The root of `f` in [low, high] where f changes sign; by bisection to the last bit.
double rootBetween(const std::function<double(double)>& f, double low, double high);

}  // namespace headroom::analytic
