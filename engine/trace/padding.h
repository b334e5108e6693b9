// What stands around the text of a line.
#pragma once

#include <string_view>

namespace headroom::trace {

/// Only white space and NULs.
bool isBlank(std::string_view line);

/// Without the CRs at the end, the NULs that http.sys leaves in front of and behind lines, and the byte order mark of
/// the first one.
std::string_view withoutPadding(std::string_view line, bool firstOfFile);

}  // namespace headroom::trace
