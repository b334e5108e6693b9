// Lines of a byte stream in one fixed buffer.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/trace/byte_source.h"

namespace headroom::trace {

/// One line without its line end (LF, with CRs before it). Lasts until the next call.
struct Line {
  std::string_view text;  ///< Empty when too long.
  std::uint64_t number = 0;
  bool tooLong = false;
};

/// Splits at LF; an unterminated last line counts. The buffer never grows: of a longer line only the fact is kept.
class LineReader {
 public:
  LineReader(ByteSource& source, std::size_t maxLineBytes);

  /// False at the end and after a problem; see problems().
  bool next(Line& line);

  /// Fills the buffer and calls `visit(line)` for each whole line in it without consuming any. The number of lines
  /// seen.
  template <class Visit>
  std::size_t preview(Visit visit) {
    while (!atEnd_ && !dropping_ && end_ - begin_ < preview_) {
      if (!fill()) break;
    }
    std::size_t seen = 0, from = begin_;
    while (from < end_) {
      const std::size_t to = lineEnd(from);
      if (to == kNone && !atEnd_) break;
      Line line{{}, lines_ + seen + 1, false};
      take(from, to == kNone ? end_ : to, line);
      visit(line);
      ++seen;
      from = to == kNone ? end_ : to + 1;
    }
    return seen;
  }

  const Diagnostics& problems() const { return problems_; }

  /// How often the buffer was filled; the occasion to tell progress.
  std::uint64_t fills() const { return fills_; }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  bool fill();
  std::size_t lineEnd(std::size_t from) const;
  void take(std::size_t from, std::size_t to, Line& line) const;

  ByteSource& source_;
  std::size_t maxLine_;
  std::size_t preview_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0,
              scanned_ = 0;  ///< Unread bytes are [begin_, end_); none before scanned_ is a line end.
  std::uint64_t lines_ = 0;
  std::uint64_t fills_ = 0;
  bool atEnd_ = false;
  bool dropping_ = false;  ///< Inside a line that is too long.
  Diagnostics problems_;
};

}  // namespace headroom::trace
