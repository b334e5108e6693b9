// Networks with limits, pools, dispatchers, orders and phases as Markov chains. Private to this room.
#pragma once

#include "engine/analytic/network_model.h"
#include "engine/analytic/solution.h"
#include "engine/base/error.h"

namespace headroom::analytic {

/// The steady state of a small network: who is where, in order of arrival, and in which phase of which time. Exact for
/// exponential, Erlang and hyperexponential times: lines first come, first served among different classes, priorities
/// with and without interruption, processor sharing, dispatchers, limited rooms that lose, hold, overflow or are
/// retried, pools, failures, start-ups and patience. Other laws are replaced by phase-type laws with the same moments,
/// and laws with less variation than the stages have are extrapolated to it from two numbers of stages (both said in
/// `method`). Open classes are cut off where the states beyond weigh less than 1e-12. A chain that would be too large
/// forgets the order within lines, and says so. Problems: too many states all the same, features that no chain holds,
/// or no steady state. REQUIRES: a model that check() of flow.h finds nothing wrong with.
Result<Solution> solveNetworkChain(const NetworkModel& model);

}  // namespace headroom::analytic
