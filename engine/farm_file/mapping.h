// The farm as protobuf messages and back. The only place that knows both worlds.
#pragma once

#include "engine/farm/farm.h"
#include "engine/farm_file/places.h"
#include "headroom/v1/farm.pb.h"

namespace headroom::farm_file {

/// The farm's value of a message. Quantities that cannot be understood and missing fields are reported; names are not
/// checked here.
farm::Farm fromMessage(const headroom::v1::Farm& message, const Places& places, Problems& problems);

enum class Comments { Kept, Dropped };

/// A message that holds what differs from the defaults, and the farm's comments by message.
void toMessage(const farm::Farm& farm, headroom::v1::Farm& message, Places& places, Comments comments);

}  // namespace headroom::farm_file
