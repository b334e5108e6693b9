// What is wrong with a zone's balancer, told where the farm's file says it. Inside of the balancing room.
#pragma once

#include <string>

#include "engine/balancing/algorithms.h"
#include "engine/base/error.h"
#include "engine/farm/farm.h"
#include "engine/routing/pool.h"

namespace headroom::balancing {

/// That the zone's product has no algorithm of this name, with the nearest one that it has.
Diagnostic unknownAlgorithm(const farm::Farm& farm, const farm::Zone& zone, const std::string& name);

/// Settings of the farm file that this product would not even know, where the pool would pass over them in silence.
Diagnostics idleSettings(const farm::Farm& farm, const farm::Zone& zone, const Algorithm& algorithm);

/// `problems` of routing::Pool::create(spec), each with its zone and its place in the file.
Diagnostics placedProblems(const farm::Farm& farm, const farm::Zone& zone, const routing::PoolSpec& spec,
                           const Diagnostics& problems);

}  // namespace headroom::balancing
