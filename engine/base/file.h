// Reading and writing whole files so that nothing is ever half-written.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace headroom {

/// The whole content of a regular file. A missing file, a directory or one over `limitBytes` is a problem that names
/// it.
Result<std::string> readFile(const std::string& path, std::int64_t limitBytes = std::int64_t{256} << 20);

/// Replaces `path` by `content` atomically: temporary file beside it, flush to disk, rename, flush the folder.
/// On any failure the old file is untouched and no temporary file remains.
Outcome writeFileAtomically(const std::string& path, std::string_view content);

}  // namespace headroom
