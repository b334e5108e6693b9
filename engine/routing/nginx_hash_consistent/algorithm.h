// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/nginx_hash_consistent/nginx_hash_consistent.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::nginx_hash_consistent {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"nginx",
     "hash consistent",
     "ketama ring of a key",
     makeNginxHashConsistent,
     {.byKey = true, .keepsKeys = true, .backups = false}},
};

}  // namespace headroom::routing::nginx_hash_consistent
