// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/nginx_random/nginx_random.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::nginx_random {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"nginx", "random", "a random server by weight", makeNginxRandom, {.backups = false}},
    {"nginx", "random two least_conn", "less loaded of two random servers", makeNginxRandomTwo, {.backups = false}},
};

}  // namespace headroom::routing::nginx_random
