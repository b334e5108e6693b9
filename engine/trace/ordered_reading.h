// One log read on several threads and told in its order.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/trace/reading_part.h"

namespace headroom::trace {

/// How many threads a log is read with: what the options allow, but one where it can be read only once (a pipe).
unsigned threadsFor(const std::string& path, const ReadOptions& options);

/// With a thread for each part where the file is worth it; see LogReading::readInParts(). Problems: those of read().
Result<Counts> readInParts(const std::string& path, std::size_t fileIndex, const ReadOptions& options,
                           const std::vector<ReadingPart>& parts, std::atomic<bool>& stop);

/// Calls `each` with one value for every valid request, in the order of the file and never twice at once, until it
/// returns false. `makerOfThread` is called once for every thread that may read: what it returns makes a value of a
/// record and belongs to that thread alone, so that it may have a memory of its own. A maker's values must not depend
/// on what the other makers have seen. Everything else is as with read(), whatever the number of threads.
template <class Value, class MakerOfThread, class Each>
class OrderedReading {
 public:
  OrderedReading(MakerOfThread makerOfThread, Each each)
      : makerOfThread_(std::move(makerOfThread)), each_(std::move(each)) {}

  Result<Counts> read(const std::string& path, std::size_t fileIndex, const ReadOptions& options) {
    const unsigned threads = threadsFor(path, options);
    if (threads > 1) {
      Result<Counts> counts = readShared(path, fileIndex, options, threads);
      if (!needsOrder_) return counts;
    }
    return readAlone(path, fileIndex, options);
  }

 private:
  using Maker = decltype(std::declval<MakerOfThread&>()());

  Result<Counts> readShared(const std::string& path, std::size_t fileIndex, const ReadOptions& options,
                            unsigned threads) {
    std::vector<Worker> workers;
    workers.reserve(threads);
    std::vector<ReadingPart> parts;
    for (unsigned i = 0; i < threads; ++i) {
      Worker& worker = workers.emplace_back(Worker{makerOfThread_(), {}});
      parts.push_back({[&worker](const Record& record) { worker.values.push_back(worker.make(record)); },
                       [this, &worker] { return inOrder(worker); }});
    }
    Result<Counts> counts = readInParts(path, fileIndex, options, parts, stop_);
    needsOrder_ = stop_ && !enough_;
    return counts;
  }

  /// The lines that were told before it turned out that the rest must be read in order are passed over.
  Result<Counts> readAlone(const std::string& path, std::size_t fileIndex, const ReadOptions& options) {
    Maker make = makerOfThread_();
    std::uint64_t known = told_;
    return trace::read(path, fileIndex, options, [&](const Record& record) {
      Value value = make(record);
      if (known == 0) return each_(value);
      --known;
      return true;
    });
  }

  struct Worker {
    Maker make;
    std::vector<Value> values;
  };

  std::function<void()> inOrder(Worker& worker) {
    if (worker.values.empty()) return {};
    std::vector<Value> values = spare();
    std::swap(values, worker.values);
    return [this, values = std::move(values)]() mutable {
      for (auto value = values.begin(); value != values.end() && !enough_; ++value) {
        ++told_;
        if (!each_(*value)) stop_ = enough_ = true;
      }
      values.clear();
      const std::lock_guard<std::mutex> lock(sparing_);
      spares_.push_back(std::move(values));
    };
  }

  /// An empty one that has room already: new memory for each block would cost more than reading it.
  std::vector<Value> spare() {
    const std::lock_guard<std::mutex> lock(sparing_);
    if (spares_.empty()) return {};
    std::vector<Value> values = std::move(spares_.back());
    spares_.pop_back();
    return values;
  }

  MakerOfThread makerOfThread_;
  Each each_;
  std::atomic<bool> stop_ = false;
  bool enough_ = false, needsOrder_ = false;
  std::uint64_t told_ = 0;
  std::mutex sparing_;  ///< Guards the spares.
  std::vector<std::vector<Value>> spares_;
};

/// See OrderedReading.
template <class Value, class MakerOfThread, class Each>
Result<Counts> readOrdered(const std::string& path, std::size_t fileIndex, const ReadOptions& options,
                           MakerOfThread makerOfThread, Each each) {
  return OrderedReading<Value, MakerOfThread, Each>(std::move(makerOfThread), std::move(each))
      .read(path, fileIndex, options);
}

}  // namespace headroom::trace
