// The part of a log that is replayed.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "engine/base/error.h"

namespace headroom::workload {

/// From `fromNs` up to and not including `toNs`, nanoseconds since 1970 UTC.
struct Window {
  std::int64_t fromNs = std::numeric_limits<std::int64_t>::min();
  std::int64_t toNs = std::numeric_limits<std::int64_t>::max();
  bool contains(std::int64_t ns) const { return ns >= fromNs && ns < toNs; }
};

/// A limit as the user gave it: an instant, or a time of day that waits for the log's first day.
struct WindowLimit {
  std::optional<std::int64_t> instantNs;
  std::optional<std::int64_t> timeOfDayNs;
};

struct WindowText {
  WindowLimit from, to;
};

/// Reads "2026-11-23T08:00", "08:00" and the like; empty texts set no limit.
Result<WindowText> parseWindow(const std::string& fromUtc, const std::string& toUtc);

/// What is known of the window before the log's first day is.
Window knownWindow(const WindowText& text);

/// Times of day belong to the UTC day of `firstNs`; an end that is not after the begin is on the next day. A window
/// that is empty is a problem.
Result<Window> resolveWindow(const WindowText& text, std::int64_t firstNs);

}  // namespace headroom::workload
