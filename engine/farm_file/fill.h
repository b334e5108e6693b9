// What was written, checked against the schema.
#pragma once

#include "engine/farm_file/places.h"
#include "engine/farm_file/written.h"

namespace headroom::farm_file {

/// Fills `message` from `written` by the schema's reflection and notes every place. Unknown fields, values of the wrong
/// type, unknown words and fields given twice are reported, each with the nearest known name; everything else is filled
/// in.
void fill(google::protobuf::Message& message, const WrittenValue& written, Places& places, Problems& problems);

/// "zone", "health check": the message type in words, for problems.
std::string typeInWords(const google::protobuf::Message& message);

}  // namespace headroom::farm_file
