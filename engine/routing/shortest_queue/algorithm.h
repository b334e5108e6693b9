// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/policy_spec.h"
#include "engine/routing/shortest_queue/shortest_queue.h"

namespace headroom::routing::shortest_queue {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"headroom", "shortest_queue", "fewest open requests, ties at random", makeShortestQueue},
    {"headroom", "power_of_d", "fewest open requests of d random servers", makePowerOfD},
};

}  // namespace headroom::routing::shortest_queue
