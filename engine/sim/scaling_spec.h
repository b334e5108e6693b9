// Autoscaled zones by index.
#pragma once

#include "engine/base/error.h"
#include "engine/farm/farm.h"
#include "engine/sim/model.h"

namespace headroom::sim {

/// Adds the farm's autoscaled zones to a model that has its servers and zones. A server with two masters is a problem.
void addScaling(const farm::Farm& farm, Model& model, Diagnostics& problems);

}  // namespace headroom::sim
