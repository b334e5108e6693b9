// What happens to the parts of a farm while it runs.
#pragma once

#include "engine/base/error.h"
#include "engine/farm/farm.h"
#include "engine/sim/model.h"
#include "engine/sim/sim.h"
#include "engine/sim/ways.h"

namespace headroom::sim {

/// Adds failures by chance, planned events and what is out from the start to a model that has everything else. What
/// cannot be is added to `problems`.
void addOperations(const farm::Farm& farm, const RunOptions& options, const WayTable& ways, Model& model,
                   Diagnostics& problems);

}  // namespace headroom::sim
