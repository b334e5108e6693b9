// What of a farm can be out of order.
#pragma once

#include <string>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::farm {

/// Names that an event may fail or repair: nodes, named links, failure domains, caches, read instances and zones. Where
/// two are equal the first one is meant.
std::vector<std::string> breakableNames(const Farm& farm);

/// The servers that fail with a zone: its members that stand in no other one.
std::vector<std::string> serversOfNoOtherZone(const Farm& farm, const Zone& zone);

}  // namespace headroom::farm
