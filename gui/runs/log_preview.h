// The first lines of a log, and what was understood of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/trace/trace.h"

namespace headroom::gui {

/// A line as it stands, and its fields where it is a request. Foreign bytes are as logged: whoever shows them escapes.
struct PreviewLine {
  enum class Kind { Request, Malformed, Other };  ///< Other: blank, a directive, a record of another kind.
  std::uint64_t number = 0;
  Kind kind = Kind::Other;
  std::string raw;  ///< At most LogPreview::kLongest bytes.
  std::int64_t stampNs = 0;
  std::optional<std::int64_t> durationNs, bytes;
  std::int64_t waitNs = -1, serviceNs = -1;
  int status = trace::Record::kNoStatus;
  std::string client, forwardedFor, method, target, agent, user, server, tier;
};

struct LogPreview {
  static constexpr std::size_t kLines = 100;
  static constexpr std::size_t kLongest = 600;

  std::vector<PreviewLine> lines;
  trace::Counts counts;  ///< Format and detection; the counts are those of the first lines.
  Diagnostics problems;  ///< Why nothing was understood; the lines are there all the same.
};

/// Reads the beginning of a log, in some milliseconds.
LogPreview previewLog(const std::string& path, const trace::ReadOptions& options);

}  // namespace headroom::gui
