// The blocks of one log shared out to several threads, with the result of one.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "engine/trace/block_tally.h"
#include "engine/trace/log_reading.h"

namespace headroom::trace {

/// Threads take the next block in turn, so that one unpacks while the others parse. A reader that skims ahead tells
/// each how its block is to be read; counts are added in the order of the file.
class SharedBlocks {
 public:
  /// `tally` read what `counts` holds and goes on with the next block; both are brought up to the end of the file.
  SharedBlocks(LineBlocks& blocks, const ByteSource& source, BlockTally& tally, BlockCounts& counts);

  /// Reads to the end with a thread a part, the first one on the caller's, which tells `progress` how many bytes of the
  /// file were taken. Empty problems: `progress` said no. Where the lines must be read in order nothing is done when
  /// that is known at once, else `stop` is set.
  Outcome read(const std::vector<ReadingPart>& parts, std::atomic<bool>& stop,
               const std::function<bool(std::uint64_t)>& progress);

  /// Whether several threads were at work at all.
  bool forked() const { return forked_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  struct Waiting {
    BlockCounts counts;
    std::function<void()> close;
  };
  struct Reader {
    BlockTally* tally;
    LineBlock block;
    std::uint64_t version = 0;  ///< Of what was skimmed ahead.
    std::uint64_t consumed = 0;
  };

  /// The next block, under the lock; false at the end or after a stop.
  bool takeNext(Reader& reader, std::atomic<bool>& stop);
  void work(Reader& reader, const ReadingPart& part, std::atomic<bool>& stop,
            const std::function<bool(std::uint64_t)>& progress);
  /// Adds counts, and calls what was returned by close, in the order of the blocks.
  void putInOrder(std::uint64_t index, Waiting done, const std::atomic<bool>& stop);

  LineBlocks& blocks_;
  const ByteSource& source_;
  BlockTally& tally_;
  BlockCounts& counts_;
  bool forked_ = false;
  bool refused_ = false;  ///< `progress` said no.

  std::mutex taking_;  ///< Guards the blocks, the source and what was skimmed.
  std::unique_ptr<LineFormat> ahead_;
  std::uint64_t version_ = 0, bytes_ = 0;

  std::mutex ordering_;  ///< Guards what follows and the counts.
  std::condition_variable moved_;
  std::map<std::uint64_t, Waiting> waiting_;
  std::uint64_t nextIndex_ = 0;
};

}  // namespace headroom::trace
