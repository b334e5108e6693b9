// What this folder adds to the table of algorithms.
#pragma once

#include "tests/routing/added_algorithm/in_turn/in_turn.h"

namespace headroom::routing::in_turn {

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"example", "in turn", "every server in turn, whatever its weight", makeInTurn, {}},
};

}  // namespace headroom::routing::in_turn
