// The messages of a trace file (docs/formats/trace-file.md) turned into lines, so that they are read like any log.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/trace/message_lines.h"

namespace headroom::trace {

/// Each message becomes one line: '~' and a request, or '#' and another message. Bytes that would end a line are
/// escaped. Memory is bounded by the longest message, 2 MiB.
class TraceFileMessages final : public MessageLines {
 public:
  /// Whether a file begins like one.
  static bool fits(std::string_view head);

  explicit TraceFileMessages(std::string path) : path_(std::move(path)) {}

  /// A file of a newer version is a problem.
  Diagnostics take(std::string_view bytes, std::string& lines) override;
  /// A message that was begun is a line that nobody understands.
  void end(std::string& lines) override;

  /// The bytes of a line's message without their escapes, in `into` where there are any.
  static std::string_view bytesOf(std::string_view line, std::string& into);

 private:
  Diagnostics takeMessage(std::string_view message, std::string& lines);
  void giveUp(std::string& lines);
  void warn(std::string what);

  std::string path_;
  std::string rest_;            ///< The beginning of the next message.
  std::uint64_t messages_ = 0;  ///< Complete ones.
  std::uint64_t bytes_ = 0;     ///< Of them.
  std::uint64_t requests_ = 0;  ///< Since the last header.
  bool complete_ = false;       ///< An end was read, and nothing after it.
  bool broken_ = false;
};

}  // namespace headroom::trace
