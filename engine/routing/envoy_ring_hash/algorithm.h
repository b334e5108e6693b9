// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/envoy_ring_hash/envoy_ring_hash.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::envoy_ring_hash {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"envoy", "ring_hash", "ring of a key, next point clockwise", makeEnvoyRingHash, {.byKey = true}},
};

}  // namespace headroom::routing::envoy_ring_hash
