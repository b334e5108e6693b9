// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/policy_spec.h"
#include "engine/routing/roundrobin/roundrobin.h"

namespace headroom::routing::roundrobin {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"haproxy", "roundrobin", "weighted turns, weights may change at run time", makeRoundRobinFrom, {}},
};

}  // namespace headroom::routing::roundrobin
