// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/leastconn/leastconn.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::leastconn {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"haproxy", "leastconn", "fewest open requests for its weight", makeLeastConnectionsFrom, {}},
};

}  // namespace headroom::routing::leastconn
