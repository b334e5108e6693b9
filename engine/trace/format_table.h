// The formats that are read. A format is one file formats/NAME_format.cpp that defines `FormatFamily NAME_format()`;
// the build finds it and writes the table.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/trace/line_format.h"
#include "engine/trace/local_time.h"

namespace headroom::trace {

struct FormatFamily {
  std::vector<std::string_view> names;  ///< What `--format` calls it; several where one reader tells variants apart.
  std::unique_ptr<LineFormat> (*make)(const FormatOptions& options, LocalTime zone);
};

/// In the order of their files' names.
std::vector<FormatFamily> formatTable();

/// The readers that the options leave in question: all, the one of a named format, or that of a format string.
/// Problems: an unknown name or zone, a format string that cannot be understood.
Result<std::vector<std::unique_ptr<LineFormat>>> lineFormats(const FormatOptions& options);

}  // namespace headroom::trace
