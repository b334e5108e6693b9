// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/policy_spec.h"
#include "engine/routing/static_rr/static_rr.h"

namespace headroom::routing::static_rr {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"haproxy", "static-rr", "weighted turns from a fixed map", makeStaticRoundRobin, {}},
};

}  // namespace headroom::routing::static_rr
