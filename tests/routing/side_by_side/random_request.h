// Random requests that the options of a pool can tell apart.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/routing/side_by_side/dice.h"

namespace headroom::side_by_side {

/// The `attrs` of a step; may be empty.
nlohmann::json randomAttributes(const nlohmann::json& header, Dice& dice);

}  // namespace headroom::side_by_side
