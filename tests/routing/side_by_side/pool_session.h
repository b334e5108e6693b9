// One case of balancing, followed step by step.
#pragma once

#include "tests/routing/side_by_side/recorder.h"

namespace headroom::side_by_side {

routing::GoldenFile recordPool(nlohmann::json header, const Script& script);

}  // namespace headroom::side_by_side
