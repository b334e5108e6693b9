// Logs packed with zstd.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/trace/byte_source.h"

namespace headroom::trace {

/// Whether a file that begins so is one: a frame of data, or one to be skipped as pzstd writes them first.
bool isZstd(std::string_view head);

/// Unpacks what `packed` yields; frames may follow each other. At most 128 MiB of window, 200:1 after the first 64 MiB.
std::unique_ptr<ByteSource> unpackZstd(std::unique_ptr<ByteSource> packed, std::string path);

}  // namespace headroom::trace
