// Golden cases of balancing: the pool that a header describes, and its steps.
#pragma once

#include "tests/routing/golden_file.h"
#include "tests/routing/golden_replay.h"

namespace headroom::routing {

/// Sequence cases and frequency cases.
ReplayResult replayPool(const GoldenFile& golden);

/// Cases of path and host routing.
ReplayResult replayRoutes(const GoldenFile& golden);

}  // namespace headroom::routing
