// Binary protobuf, with what is wrong told by field path.
#pragma once

#include <string_view>

#include "engine/farm_file/written.h"
#include "headroom/v1/farm.pb.h"

namespace headroom::farm_file {

/// Parses `content`; false when it cannot be read on. Unknown fields and unknown enumeration values are reported by
/// their path.
bool readBinary(std::string_view content, headroom::v1::Farm& message, Problems& problems);

}  // namespace headroom::farm_file
