// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/envoy_random/envoy_random.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::envoy_random {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"envoy", "random", "any server, all alike", makeEnvoyRandom, {}},
};

}  // namespace headroom::routing::envoy_random
