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

/// After an edit from `before` to `after`: takes out what mentions locks that databases do not have (any more), and
/// planned events of what could break before and is gone. Events that named nothing before stay as they were.
void forgetLost(const Farm& before, Farm& after);

}  // namespace headroom::farm
