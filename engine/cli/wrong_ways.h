// What a farm's addresses, routes and networks have wrong, told before a run fails on it.
#pragma once

#include <string>

#include "engine/cli/context.h"

namespace headroom::cli {

/// Prints what `headroom check` finds of errors in addresses, routes and networks, each with its place, as warnings:
/// requests and calls fail on them without saying why.
void warnOfWrongWays(Context& context, const farm::Farm& farm, const std::string& file);

}  // namespace headroom::cli
