// One log from its first byte to its last, on one thread or several.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/trace/detector.h"
#include "engine/trace/reading_part.h"

namespace headroom::trace {

/// Opens, finds the format, reads.
class LogReading {
 public:
  static Result<std::unique_ptr<LogReading>> open(const std::string& path, std::size_t fileIndex,
                                                  const ReadOptions& options);

  /// All of it in file order until `each` returns false.
  Result<Counts> readInOrder(const std::function<bool(const Record&)>& each);

  /// With a thread for each part where the file is worth it. The first request is seen by the first part while no other
  /// is at work. Stops when `stop` is set, and sets it when lines turn out to need those before them.
  Result<Counts> readInParts(const std::vector<ReadingPart>& parts, std::atomic<bool>& stop);

 private:
  LogReading(std::string path, std::unique_ptr<ByteSource> source, std::vector<std::unique_ptr<LineFormat>> formats,
             std::size_t fileIndex, const ReadOptions& options);

  /// Reads until a family has a valid line, or the end.
  Outcome findFormat();
  template <class Each>
  Outcome readBlocks(Each each, const std::function<bool()>& goOn);
  /// False when whoever watches wants the reading to end.
  bool tellProgress();
  Result<Counts> finish();
  /// What is returned when it did.
  Diagnostics stopped() const;

  std::string path_;
  std::unique_ptr<ByteSource> source_;
  std::uint64_t size_;
  LineBlocks blocks_;
  Detector detector_;
  ReadProgress progress_;
  bool countUnreadable_;
  Diagnostics unreadable_;  ///< Why no line was understood.
  LineBlock block_;
  bool pending_ = false;  ///< block_ has not been counted.
  BlockTally* tally_ = nullptr;
  BlockCounts counts_;
  std::uint64_t unpacked_ = 0;
};

}  // namespace headroom::trace
