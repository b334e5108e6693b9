// Logs packed with zstd.
#pragma once

#include <memory>
#include <string>

#include "engine/trace/byte_source.h"

namespace headroom::trace {

/// Unpacks what `packed` yields; frames may follow each other. At most 128 MiB of window, 200:1 after the first 64 MiB.
std::unique_ptr<ByteSource> unpackZstd(std::unique_ptr<ByteSource> packed, std::string path);

}  // namespace headroom::trace
