// Autoscaled zones by index.
#pragma once

#include <optional>

#include "engine/base/error.h"
#include "engine/farm/farm.h"
#include "engine/sim/model.h"

namespace headroom::sim {

/// Adds the farm's autoscaled zones to a model that has its servers and zones. A server with two masters is a problem;
/// a warm-up that is given and too short for a steady load is a warning.
void addScaling(const farm::Farm& farm, const std::optional<Duration>& warmUp, Model& model, Diagnostics& problems);

}  // namespace headroom::sim
