// Counting the lines of a block by one format's reading of them.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "engine/trace/line_blocks.h"
#include "engine/trace/line_format.h"

namespace headroom::trace {

/// What stands in some consecutive lines.
struct BlockCounts {
  std::uint64_t lines = 0, blank = 0, directives = 0, otherRecords = 0, valid = 0, malformed = 0, badRequestLine = 0,
                backwardSteps = 0, ignoredDurations = 0, carriageReturns = 0;
  std::vector<std::uint64_t> malformedLines;                            ///< First forty, 1-based.
  std::int64_t smallestNs = 0, largestNs = 0, firstNs = 0, lastNs = 0;  ///< Stamps; valid > 0.
  bool unterminated = false;

  /// Adds the lines that follow these.
  void append(const BlockCounts& behind);
};

/// One format's reading of a file, or of the blocks of it that a thread is given.
class BlockTally {
 public:
  BlockTally(std::unique_ptr<LineFormat> format, std::size_t file, StampMeaning stamps, std::size_t maxLineBytes)
      : format_(std::move(format)), file_(file), stamps_(stamps), maxLine_(maxLineBytes) {}

  /// Reads the lines of a block, of which `linesBefore` lines stand in front, calling `each` for every request until it
  /// returns false.
  template <class Each>
  BlockCounts take(const LineBlock& block, std::uint64_t linesBefore, Each&& each) {
    BlockCounts counts;
    counts.unterminated = block.unterminated;
    if (block.tooLong) {
      ++counts.lines;
      counts.carriageReturns += block.carriageReturn ? 1 : 0;
      if (block.blank) {
        ++counts.blank;
      } else {
        countMalformed(counts);
      }
      return counts;
    }
    const char* at = block.lines.data();
    const char* const end = at + block.lines.size();
    bool first = block.index == 0;
    while (at < end) {
      const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
      const char* lineEnd = found == nullptr ? end : static_cast<const char*>(found);
      const std::string_view line(at, static_cast<std::size_t>(lineEnd - at));
      at = lineEnd + 1;
      ++counts.lines;
      counts.carriageReturns += found != nullptr && line.ends_with('\r') ? 1 : 0;
      const bool request = takeLine(line, first, counts);
      first = false;
      if (!request) continue;
      parsed_.record.line = linesBefore + counts.lines;
      if (!each(parsed_.record)) break;
    }
    return counts;
  }

  LineFormat& format() { return *format_; }
  const LineFormat& format() const { return *format_; }

  /// Offsets from UTC that stamps were logged with: "+0000".
  using Offsets = std::vector<std::array<char, 5>>;
  const Offsets& offsets() const { return offsets_; }
  void addOffsets(const Offsets& more) {
    for (const auto& offset : more) noteOffset(offset.data());
  }

  /// A tally for another thread that goes on from here; nullptr where the lines must be read one after the other.
  std::unique_ptr<BlockTally> fork() const {
    std::unique_ptr<LineFormat> format = format_->fork();
    return format ? std::make_unique<BlockTally>(std::move(format), file_, stamps_, maxLine_) : nullptr;
  }
  /// Takes over what a forked tally learnt about the file, once its thread is done.
  void join(const BlockTally& other) {
    format_->join(*other.format_);
    addOffsets(other.offsets_);
  }

 private:
  static void countMalformed(BlockCounts& counts);

  /// True when it is a request; it stands in parsed_.
  bool takeLine(std::string_view line, bool firstOfFile, BlockCounts& counts);

  void noteOffset(const char* text) {
    const auto same = [&](const auto& known) { return std::memcmp(known.data(), text, known.size()) == 0; };
    if (!offsets_.empty() && same(offsets_.back())) return;
    if (const auto found = std::find_if(offsets_.begin(), offsets_.end(), same); found != offsets_.end()) {
      std::swap(*found, offsets_.back());
      return;
    }
    std::memcpy(offsets_.emplace_back().data(), text, 5);
  }

  std::unique_ptr<LineFormat> format_;
  std::size_t file_;
  StampMeaning stamps_;
  std::size_t maxLine_;
  Parsed parsed_;
  Offsets offsets_;  ///< The latest one last.
};

}  // namespace headroom::trace
