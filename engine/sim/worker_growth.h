// Worker threads whose number changes, as the thread pool of the .NET runtime has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/base/time.h"
#include "engine/kernel/event_set.h"

namespace headroom::sim {

/// The idle workers of a pool. The one that became idle last works first, as the runtime's pool has it, so that those
/// that are not needed stay idle long enough to be retired. Workers that have never worked are not in it.
class IdleWorkers {
 public:
  void push(Instant now) { since_.push_back(now); }
  void pop() {
    if (since_.size() > oldest_) since_.pop_back();
    if (since_.size() == oldest_) clear();
  }
  bool empty() const { return since_.size() == oldest_; }
  Instant oldest() const { return since_[oldest_]; }
  void retireOldest() {
    if (++oldest_ == since_.size()) clear();
    if (oldest_ < 64 || oldest_ * 2 < since_.size()) return;
    since_.erase(since_.begin(), since_.begin() + static_cast<std::ptrdiff_t>(oldest_));
    oldest_ = 0;
  }
  void clear() {
    since_.clear();
    oldest_ = 0;
  }

 private:
  std::vector<Instant> since_;
  std::size_t oldest_ = 0;
};

/// What a pool remembers that injects workers while requests wait and retires those that idle.
struct WorkerGrowth {
  std::int64_t initial = 0;
  std::int64_t most = 0;
  Duration interval;     ///< Requests wait for so long until one more worker is there.
  Duration retireAfter;  ///< Zero: never.
  Duration untilNext;    ///< What is left of the interval; it goes on when requests wait again.
  Instant waitingSince;
  kernel::EventSet::Ticket injection;
  kernel::EventSet::Ticket retirement;
  IdleWorkers idle;
};

}  // namespace headroom::sim
