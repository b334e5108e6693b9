// JSON as careless writers write it.
#pragma once

#include <string>

namespace headroom::trace {

/// Makes NaN and Infinity null, bytes that are no UTF-8 question marks, and numbers too large for a parser large ones
/// that are not; false when there was nothing of the kind.
bool repairJson(std::string& text);

}  // namespace headroom::trace
