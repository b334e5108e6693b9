// A byte stream cut into blocks of whole lines.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/trace/byte_source.h"

namespace headroom::trace {

/// Some whole lines, or one line that is too long. The buffer is reused from block to block.
struct LineBlock {
  std::uint64_t index = 0;      ///< 0, 1, … in the order of the file.
  std::string_view lines;       ///< Each with its LF; at the end of the file the last one may have none.
  bool tooLong = false;         ///< Stands for one line that is too long; `lines` is empty.
  bool blank = false;           ///< Nothing but white space and NULs is in that line.
  bool carriageReturn = false;  ///< That line ends with CR LF.
  bool unterminated = false;    ///< The last line of the file is in it and has no LF.
  std::vector<char> buffer;
};

/// Cuts at LF. Memory is bounded: of a longer line only the fact is kept. Not for several threads at once.
class LineBlocks {
 public:
  LineBlocks(ByteSource& source, std::size_t maxLineBytes);

  /// False at the end and after a problem; see problems().
  bool next(LineBlock& block);

  /// Of the source: damaged compression, a read error. Empty at a proper end.
  const Diagnostics& problems() const { return problems_; }
  std::size_t maxLineBytes() const { return maxLine_; }
  /// Of the block that comes next.
  std::uint64_t nextIndex() const { return index_; }

 private:
  bool fill(LineBlock& block, std::size_t& filled);
  /// What stands behind the last line end of a block begins the next one.
  void keepRest(const LineBlock& block, std::size_t from, std::size_t to);
  /// Reads on to the end of a line over the limit, of which nothing is kept.
  bool skipLongLine(LineBlock& block, std::size_t filled);

  ByteSource& source_;
  std::size_t maxLine_;
  std::vector<char> rest_;  ///< What was read behind the last block.
  std::uint64_t index_ = 0;
  bool atEnd_ = false;
  Diagnostics problems_;
};

}  // namespace headroom::trace
