// Text of logs for a window: whatever stands in them is shown, nothing of it is obeyed.
#pragma once

#include <QString>
#include <cstdint>
#include <string>

#include "engine/base/error.h"
#include "gui/runs/figure_text.h"

namespace headroom::gui {

/// Control characters, reversed writing and broken UTF-8 as \xHH.
QString safeText(const std::string& text);
/// The same for tool tips, which would take HTML for HTML.
QString safeTip(const std::string& text);
/// A front end's name, or what logs that name none are called.
QString tierName(const std::string& name);
/// "2026-11-23 00:43:25", with milliseconds where there are some.
QString utcText(std::int64_t ns);
/// A file's name without its folder.
QString fileName(const std::string& path);
/// "12 s", "3 min 20 s".
QString durationText(double seconds);

}  // namespace headroom::gui
