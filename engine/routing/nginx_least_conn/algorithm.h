// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/nginx_least_conn/nginx_least_conn.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::nginx_least_conn {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"nginx", "least_conn", "fewest open requests for its weight", makeNginxLeastConn, {}},
    {"arr", "least_current_request", "fewest open requests for its weight", makeNginxLeastConn, {}},
};

}  // namespace headroom::routing::nginx_least_conn
