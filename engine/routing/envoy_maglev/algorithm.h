// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/envoy_maglev/envoy_maglev.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::envoy_maglev {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"envoy", "maglev", "Maglev table of a key", makeEnvoyMaglev, {.byKey = true}},
};

}  // namespace headroom::routing::envoy_maglev
