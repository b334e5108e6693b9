// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/peak_ewma/peak_ewma.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::peak_ewma {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"headroom", "peak_ewma", "cheaper of two random servers by response time", makePeakEwma, {}},
};

}  // namespace headroom::routing::peak_ewma
