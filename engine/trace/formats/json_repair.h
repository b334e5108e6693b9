// JSON as careless writers write it.
#pragma once

#include <string>

namespace headroom::trace {

/// Makes NaN and Infinity null and bytes that are no UTF-8 question marks; false when there was nothing of the kind.
bool repairJson(std::string& text);

}  // namespace headroom::trace
