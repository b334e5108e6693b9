// Checks of a farm value that need no running: names, references and ranges.
#pragma once

#include "engine/farm/farm.h"
#include "engine/farm_file/written.h"

namespace headroom::farm_file {

/// Reports every name that is missing, taken or unknown and every number out of range, with places where `origin` has
/// them. With `showPaths` problems without a line begin with the field's path, as in binary files.
void validateInto(const farm::Farm& farm, Problems& problems, bool showPaths);

}  // namespace headroom::farm_file
