// What protobuf messages do not carry: where each came from, and the comments around it.
#pragma once

#include <map>
#include <string>
#include <unordered_map>

#include "engine/farm_file/written.h"

namespace google::protobuf {
class Message;
}

namespace headroom::farm_file {

/// Comments are keyed by field name: "cores" stands before the field, "cores#" behind it on the same line; "" before
/// the message,
/// "{" behind its opening brace, "}" before its closing brace, "}#" behind that.
struct Place {
  Spot spot;
  std::map<std::string, Spot> fields;  ///< Repeated fields as `name[index]`.
  farm::Comments comments;
};

/// Only looked up, never iterated. Messages must stay where they are.
using Places = std::unordered_map<const google::protobuf::Message*, Place>;

}  // namespace headroom::farm_file
