// The canonical text of a message.
#pragma once

#include <string>

#include "engine/farm_file/places.h"

namespace headroom::farm_file {

/// Protobuf text format: fields in the order of the schema, two spaces a level, small blocks on one line, a blank line
/// around larger ones, comments from `places`. Independent of locale and platform; ends with a line feed.
std::string canonicalText(const google::protobuf::Message& message, const Places& places);

}  // namespace headroom::farm_file
