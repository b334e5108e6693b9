// One station with one stream of requests: the choice of the method.
#pragma once

#include <optional>

#include "engine/analytic/network_model.h"
#include "engine/analytic/solution.h"
#include "engine/base/error.h"

namespace headroom::analytic {

struct StationAnswer {
  Method method;
  Measures station;
  Measures system;  ///< Figures that only the whole has: response with retries.
};

/// What comes to the station.
struct Stream {
  Arrivals arrivals;
  Distribution service = Distribution::exponential(1);
  std::optional<Patience> patience;
  /// Where a dispatcher deals `arrivals`, a Poisson stream, in a repeating order: the turns of this station. Empty: it
  /// gets all.
  std::vector<bool> cycle;
  double rate() const;
};

/// Exact where a method of this room is; otherwise an approximation that says so. Problems: instability, features that
/// no method covers together.
Result<StationAnswer> solveStation(const Station& station, const Stream& stream);

/// M/G/c, G/G/c and the like by two moments: Kimura's interpolation between exponential and constant service for
/// Poisson arrivals (Tijms 1994, §4.3), otherwise Allen & Cunneen's factor (c_a² + c_s²)/2 on M/M/c.
StationAnswer approximateStation(const Station& station, double rate, double arrivalScv, const Distribution& service);

/// Squared coefficient of variation of the times between arrivals; 1 for Poisson.
double arrivalScv(const Arrivals& arrivals);

}  // namespace headroom::analytic
