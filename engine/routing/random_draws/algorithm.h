// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/policy_spec.h"
#include "engine/routing/random_draws/random_draws.h"

namespace headroom::routing::random_draws {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"haproxy", "random", "least loaded of n random servers", makeRandomDraws, {}},
};

}  // namespace headroom::routing::random_draws
