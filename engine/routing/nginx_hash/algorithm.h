// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/nginx_hash/nginx_hash.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::nginx_hash {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"nginx", "hash", "hash of a key", makeNginxHash, {.byKey = true, .backups = false}},
};

}  // namespace headroom::routing::nginx_hash
