// Text of logs for a window: whatever stands in them is shown, nothing of it is obeyed.
#pragma once

#include <QString>
#include <cstdint>
#include <string>

#include "engine/base/error.h"

namespace headroom::gui {

/// Control characters, reversed writing and broken UTF-8 as \xHH.
QString safeText(const std::string& text);
/// The same for tool tips, which would take HTML for HTML.
QString safeTip(const std::string& text);
/// "12 345", by the user's locale.
QString countText(std::uint64_t count);
/// "26.4 %".
QString percentText(double share);
/// "2026-11-23 00:43:25", with milliseconds where there are some.
QString utcText(std::int64_t ns);
/// A file's name without its folder.
QString fileName(const std::string& path);
/// "12 s", "3 min 20 s".
QString durationText(double seconds);

}  // namespace headroom::gui
