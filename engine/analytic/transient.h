// Stations whose arrival rate changes with the clock, from an empty start.
#pragma once

#include <functional>
#include <vector>

#include "engine/analytic/network_model.h"
#include "engine/analytic/solution.h"
#include "engine/base/error.h"

namespace headroom::analytic {

/// The arrival rate at an instant. REQUIRES: a Poisson process, constant, piecewise or sinusoidal.
double rateAt(const Arrivals& arrivals, double time);
/// Its integral from `from` to `to`, in closed form.
double arrivalsBetween(const Arrivals& arrivals, double from, double to);

/// M(t)/M/c or M(t)/M/c/K (`capacity` below 0: no limit) from empty, by the Kolmogorov forward equations:
/// uniformisation (Jensen 1953) while the rate is constant, otherwise Dormand & Prince's 5(4) pair with an error of
/// 1e-11 a step. The chain grows until its last state never weighs more than 1e-15. Problems: more than 200000 states.
Result<std::vector<double>> transientLaw(const Arrivals& arrivals, double meanService, int servers, int capacity,
                                         double time);
Instant instantOf(const std::vector<double>& law, int servers);

/// M(t)/G/infinity from empty: the number is Poisson with mean ∫_0^t λ(u) P(S > t − u) du (Eick, Massey & Whitt 1993);
/// in closed form for exponential service under a piecewise or sinusoidal rate, otherwise by adaptive quadrature.
double infiniteServerMean(const Arrivals& arrivals, const Distribution& service, double time);

}  // namespace headroom::analytic
