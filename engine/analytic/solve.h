// The door of this room for whole networks.
#pragma once

#include "engine/analytic/network_model.h"
#include "engine/analytic/product_form.h"
#include "engine/analytic/solution.h"
#include "engine/base/error.h"

namespace headroom::analytic {

/// Chooses a method from the structure of the model and answers it: stations side by side (one by one, with their
/// dispatcher), product-form networks, small Markov chains, and at last approximations. `Solution::method` says which
/// one it was and whether it is exact. Problems: what `check` (flow.h) finds, instability, or that no method fits.
Result<Solution> solve(const NetworkModel& model);

/// Bounds for the only class of a closed network; they need no product form.
Result<ThroughputBounds> closedBounds(const NetworkModel& model);

/// k-of-n availability of `servers` machines with exponential failures and repairs: scope "system".
Solution solveMachines(int servers, double meanToFailure, double meanToRepair, int repairers);

}  // namespace headroom::analytic
