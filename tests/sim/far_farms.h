// Farms with a network between their parts.
#pragma once

#include <string>

#include "tests/sim/farms.h"

namespace headroom::sim::testing {

farm::Link link(const std::string& name, const std::string& from, const std::string& to, int milliseconds);

/// Users at 100 requests a second beyond a link "WAN" of 100 ms from "Internet" to "LAN".
farm::Farm farAway();

}  // namespace headroom::sim::testing
