// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/policy_spec.h"
#include "engine/routing/total_traffic/total_traffic.h"

namespace headroom::routing::total_traffic {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"arr", "weighted_total_traffic", "fewest bytes for its weight", makeTotalTraffic, {}},
};

}  // namespace headroom::routing::total_traffic
