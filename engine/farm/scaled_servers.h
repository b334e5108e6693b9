// Which servers an autoscaled zone starts and stops.
#pragma once

#include <string>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::farm {

/// The servers of the zone's balancer in the order in which they are started: those that are neither disabled nor
/// drained from the start. What an autoscaler's `max` of 0 stands for is their number. Whether the zone scales at all
/// does not matter here.
std::vector<std::string> scaledServersOf(const Farm& farm, const Zone& zone);

}  // namespace headroom::farm
