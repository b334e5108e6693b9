// Small networks with limits, as one Markov chain: pools held across stations, finite rooms with loss, blocking,
// overflow or retry, state-dependent dispatching. All times exponential.
#pragma once

#include "engine/analytic/network_model.h"
#include "engine/analytic/solution.h"
#include "engine/base/error.h"

namespace headroom::analytic {

/// Counts of requests by place: class × where (thinking, at a station, waiting for a pool, in orbit, blocked) × pools
/// held. Exact when all times are exponential and nobody's class must be remembered in a queue; where several kinds
/// share a first-come-first-served queue the next one is drawn in proportion to their numbers and the method says that
/// it approximates. Open classes without a natural limit are cut at a total that holds all but 1e-12 of the
/// probability.
///
/// Problems: a law that is not exponential, a discipline or dispatcher whose state does not fit, too many states,
/// instability.
Result<Solution> solveNetworkChain(const NetworkModel& model);

}  // namespace headroom::analytic
