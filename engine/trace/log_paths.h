// What the user named as logs, as files.
#pragma once

#include <string>
#include <vector>

#include "engine/base/error.h"

namespace headroom::trace {

/// Puts files in the place of folders (everything below them, hidden names apart) and of patterns with * ? [ ] that
/// name no file themselves; in order of the names. "-" and pipes stay. Problems: an empty folder, one that cannot be
/// read, a pattern that nothing fits.
Result<std::vector<std::string>> expandLogs(const std::vector<std::string>& names);

}  // namespace headroom::trace
