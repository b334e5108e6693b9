// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/envoy_least_request/envoy_least_request.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::envoy_least_request {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"envoy", "least_request", "power of two choices, or a schedule by weight", makeEnvoyLeastRequest, {}},
};

}  // namespace headroom::routing::envoy_least_request
