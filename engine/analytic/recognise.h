// The parts of the solver, by the structure they fit. Private to this room.
#pragma once

#include "engine/analytic/network_model.h"
#include "engine/analytic/solution.h"
#include "engine/base/error.h"

namespace headroom::analytic {

/// Every open class goes from the source, perhaps through one dispatcher, to one station and out.
bool isSideBySide(const NetworkModel& model);
/// Stations side by side, one class: each with the stream that its dispatcher gives it.
Result<Solution> solveSideBySide(const NetworkModel& model);
/// Stations side by side, several classes with Poisson arrivals: priorities, or first come, first served.
Result<Solution> solveClassesSideBySide(const NetworkModel& model);

/// Poisson arrivals, stations of the four BCMP kinds, fixed probabilities.
bool hasProductForm(const NetworkModel& model);
Result<Solution> solveProductNetwork(const NetworkModel& model);

/// Open: every station as if its arrivals were Poisson. Closed: Schweitzer. Both say that they approximate.
Result<Solution> approximateNetwork(const NetworkModel& model);

/// Response of a pass through an open network of exponential first-come-first-served stations where no request can
/// overtake another (Reich 1957; Burke 1969): each station once, several servers only at the first and last. Nothing
/// where that does not hold.
struct PassResponse {
  std::function<double(double)> tail;  ///< P(response > t)
  double sd = 0;
};
std::optional<PassResponse> passResponse(const NetworkModel& model, const JobClass& users);

}  // namespace headroom::analytic
