// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/least_response_time/least_response_time.h"
#include "engine/routing/policy_spec.h"

namespace headroom::routing::least_response_time {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"arr", "least_response_time", "smallest mean response time by load", makeLeastResponseTime, {}},
};

}  // namespace headroom::routing::least_response_time
