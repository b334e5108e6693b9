// Exact time integral of a whole number: queue lengths, busy cores, requests in progress.
#pragma once

#include <cstdint>

#include "engine/base/time.h"
#include "engine/stats/histogram.h"

namespace headroom::stats {

/// A level that steps up and down, and the area under it in level × nanoseconds, kept exactly in 128 bits.
class LevelIntegral {
 public:
  /// REQUIRES: instants never go back.
  void change(std::int64_t by, Instant now) {
    settle(now);
    level_ += by;
  }
  /// Begins the area anew at `now`; the level stays.
  void restart(Instant now) {
    area_ = 0;
    last_ = now.ns();
  }
  std::int64_t level() const { return level_; }
  WideSum areaAt(Instant now) const { return area_ + static_cast<WideSum>(level_) * (now.ns() - last_); }

 private:
  void settle(Instant now) {
    area_ += static_cast<WideSum>(level_) * (now.ns() - last_);
    last_ = now.ns();
  }

  std::int64_t level_ = 0;
  std::int64_t last_ = 0;
  WideSum area_ = 0;
};

}  // namespace headroom::stats
