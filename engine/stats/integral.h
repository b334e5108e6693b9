// Exact time integral of a whole number: queue lengths, busy cores, requests in progress.
#pragma once

#include <cstdint>

#include "engine/base/time.h"
#include "engine/stats/exact_sum.h"

namespace headroom::stats {

/// A level that steps up and down, and the area under it in level × nanoseconds, kept exactly in 128 bits.
///
/// A step of d at the instant t adds d × (T − t) to the area up to T. Summed over all steps that is level × T − Σ d ×
/// t, so a change only adds d × t to one sum.
class LevelIntegral {
 public:
  /// REQUIRES: instants never go back.
  void change(std::int64_t by, Instant now) {
    level_ += by;
    moments_ += static_cast<WideSum>(by) * now.ns();
  }
  /// change(+1, now) and change(-1, now) in three instructions each. REQUIRES: now is not before the run's start.
  [[gnu::always_inline]] void rise(Instant now) {
    ++level_;
    moments_.add(static_cast<std::uint64_t>(now.ns()));
  }
  [[gnu::always_inline]] void fall(Instant now) {
    --level_;
    moments_.take(static_cast<std::uint64_t>(now.ns()));
  }
  /// Begins the area anew at `now`; the level stays.
  void restart(Instant now) { moments_ = static_cast<WideSum>(level_) * now.ns(); }
  std::int64_t level() const { return level_; }
  /// The area from the last restart() to `now`, in level × ns. REQUIRES: `now` is not before the last change.
  WideSum areaAt(Instant now) const { return static_cast<WideSum>(level_) * now.ns() - moments_; }

 private:
  std::int64_t level_ = 0;
  ExactSum moments_;  ///< Σ d × t over the steps since the area began.
};

}  // namespace headroom::stats
