// Calls that come back to where they started.
#pragma once

#include "engine/base/error.h"
#include "engine/farm/farm.h"

namespace headroom::sim {

/// Problems of the calls between applications: a circle of synchronous calls (rule CL02), or calls that multiply
/// without end (each request causes, over its calls, at least one more request of the same application on average).
Diagnostics cycleProblems(const farm::Farm& farm);

}  // namespace headroom::sim
