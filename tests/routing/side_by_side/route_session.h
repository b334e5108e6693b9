// One case of path and host routing.
#pragma once

#include "tests/routing/side_by_side/configuration.h"
#include "tests/routing/side_by_side/recorder.h"

namespace headroom::side_by_side {

routing::GoldenFile recordRoutes(nlohmann::json header, const Script& script);

}  // namespace headroom::side_by_side
