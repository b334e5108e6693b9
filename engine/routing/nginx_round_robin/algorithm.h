// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/nginx_round_robin/nginx_round_robin.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::nginx_round_robin {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"nginx", "round_robin", "smooth weighted round robin", makeNginxRoundRobin, {}},
    {"envoy", "round_robin", "smooth weighted round robin", makeNginxRoundRobin, {}},
    {"arr", "weighted_round_robin", "smooth weighted round robin", makeNginxRoundRobin, {}},
};

}  // namespace headroom::routing::nginx_round_robin
