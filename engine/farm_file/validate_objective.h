// What is checked of service-level objectives.
#pragma once

#include "engine/farm_file/checker.h"

namespace headroom::farm_file {

/// `applications`: those of the farm. `objectives`: the names of objectives taken so far.
void checkObjective(Checker& check, const farm::Slo& slo, const std::string& path, const Names& applications,
                    Scope& objectives);

}  // namespace headroom::farm_file
