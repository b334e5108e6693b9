// Finding the format of a log from its lines.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/trace/block_tally.h"

namespace headroom::trace {

/// A file whose format is still open: every family reads along until one of them finds a valid line.
class Detector {
 public:
  Detector(std::vector<std::unique_ptr<LineFormat>> formats, std::string path, std::size_t file, StampMeaning stamps,
           std::size_t maxLineBytes);

  /// Looks at the lines of a block and at some from the middle and the end of the file. The tally to go on with, which
  /// has not taken the block, or nullptr when its lines do not fit any format; then all have taken it.
  BlockTally* decide(const LineBlock& block, const ByteSource& source);

  /// Set by decide() when two formats fit equally badly.
  const Diagnostics& problems() const { return problems_; }

  /// What was counted before the format was found, for the tally that decide() chose.
  const BlockCounts& before() const { return counts_[best_]; }
  /// What the sample spoke for. REQUIRES: decide() has chosen.
  const Detection& detection() const { return detection_; }
  /// A remark on what the sample taught; or empty.
  const std::string& remark() const { return remark_; }

  /// The end was reached without a request: `counts` and their reader are those of an idle server's header, or else
  /// problems say what the file looks like and the counts are those of a reader that understood nothing.
  Diagnostics giveUp(const ByteSource& source, BlockCounts& counts, BlockTally*& tally);

 private:
  /// Shows every family the lines of a sample.
  void look(std::string_view text);
  /// Samples from the middle and the end, where the source can be read there.
  void lookElsewhere(const ByteSource& source);
  /// Chooses the family with the most valid lines; two that fit equally badly are a problem.
  void judge();
  void refuse(const Detection& detection);
  /// Remembers the first lines, to say what the file looks like if nobody understands it.
  void keep(std::string_view text);
  /// Counts the block by every family's reading: none is chosen yet.
  void takeForAll(const LineBlock& block);
  /// Old Macintosh files are a single line, of which some formats would read the beginning.
  bool endsLinesWithReturns() const { return loneReturns_ > 0 && 3 * loneReturns_ > looked_; }
  Diagnostics describe(std::uint64_t bytes, const BlockCounts& counts) const;

  std::string path_;
  std::size_t maxLine_;
  std::vector<BlockTally> tallies_;
  std::vector<BlockCounts> counts_;
  std::vector<std::size_t> hits_;  ///< Valid lines of the sample by tally.
  std::size_t looked_ = 0, loneReturns_ = 0, best_ = 0;
  Detection detection_;
  std::string remark_;
  Diagnostics problems_;
  std::vector<std::string> firstLines_;
  std::uint64_t firstLine_ = 0;
  bool sawFields_ = false;
};

}  // namespace headroom::trace
