// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/first/first.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::first {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"haproxy", "first", "fill the servers one after the other", makeFirstWithRoom, {.spreads = false}},
};

}  // namespace headroom::routing::first
