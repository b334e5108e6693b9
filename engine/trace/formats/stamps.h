// Time stamps as logs write them.
#pragma once

#include <string_view>

#include "engine/trace/local_time.h"
#include "engine/trace/trace.h"

namespace headroom::trace {

/// Month number of "Jan", "Feb", … at the front of a text of at least three characters, or 0.
int monthNumber(std::string_view name);

/// Reads a stamp at the front of a text and sets stampNs and wholeSecondStamp; the number of characters read, 0 for
/// none. Where the stamp names no zone `zone` decides.
/// "23/Nov/2026:00:43:45[.796][ +0100]":
std::size_t readClfStamp(std::string_view text, LocalTime& zone, Record& record);
/// "2026-11-23T00:43:45[.796][Z|+01:00|+0100]", with a space in place of the T or slashes in the date too:
std::size_t readIsoStamp(std::string_view text, LocalTime& zone, Record& record);
/// A whole text that is a number of seconds (up to eleven digits), milliseconds (to fourteen), microseconds (to
/// seventeen) or nanoseconds since 1970, seconds with a fraction where there is a point.
bool readEpochStamp(std::string_view text, Record& record);

/// A whole text in any of these spellings.
bool readAnyStamp(std::string_view text, LocalTime& zone, Record& record);

}  // namespace headroom::trace
