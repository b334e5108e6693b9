// From a farm to the tables a run works on.
#pragma once

#include "engine/base/error.h"
#include "engine/farm/farm.h"
#include "engine/sim/model.h"
#include "engine/sim/sim.h"

namespace headroom::sim {

/// Everything that can be decided before a run is decided here: names, addresses, ways, routes, pools. Whatever makes
/// the farm impossible to run is a problem; whatever makes the run less than the farm says is a warning of the model.
Result<Model> compile(const farm::Farm& farm, const RunOptions& options);

}  // namespace headroom::sim
