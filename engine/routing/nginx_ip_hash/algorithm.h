// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/nginx_ip_hash/nginx_ip_hash.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::nginx_ip_hash {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"nginx", "ip_hash", "hash of the client's network", makeNginxIpHash, {.byKey = true, .backups = false}},
};

}  // namespace headroom::routing::nginx_ip_hash
