// Text that is not lines of UTF-8 turned into lines of UTF-8.
#pragma once

#include <memory>
#include <string>

#include "engine/trace/byte_source.h"

namespace headroom::trace {

/// Passes `inner` on; where its first bytes say that it is
/// - UTF-16 (a byte order mark), it becomes UTF-8, with U+FFFD for broken pairs;
/// - a JSON document that holds a list of requests (HAR's log.entries, Azure's records, a list of objects), each of
/// them
///   becomes one line, with strings cut at 32 KiB. An entry that is too long nevertheless is a malformed line;
/// - a trace file of our own, each message becomes one line;
/// - a GoReplay recording, each request with its response becomes one line.
/// `path` is for messages.
std::unique_ptr<ByteSource> asLines(std::unique_ptr<ByteSource> inner, std::string path);

}  // namespace headroom::trace
