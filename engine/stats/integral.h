// Exact time integral of a whole number: queue lengths, busy cores, requests in progress.
#pragma once

#include <cstdint>

#include "engine/base/time.h"
#include "engine/stats/exact_sum.h"

namespace headroom::stats {

/// A level that steps up and down, and the area under it in level × nanoseconds, kept exactly in 128 bits.
///
/// A step of d at the instant t adds d × (T − t) to the area up to T. Summed over all steps that is level × T − Σ d ×
/// t, so a change only adds d × t to one sum. Steps up and down have sums of their own, which only grow.
class LevelIntegral {
 public:
  /// REQUIRES: instants never go back.
  void change(std::int64_t by, Instant now) {
    if (by > 0) {
      risen_ += static_cast<std::uint64_t>(by);
      rises_ += static_cast<WideSum>(by) * now.ns();
    } else {
      fallen_ -= static_cast<std::uint64_t>(by);
      falls_ -= static_cast<WideSum>(by) * now.ns();
    }
  }
  /// change(+1, now) and change(-1, now) in two instructions each. REQUIRES: now is not before the run's start.
  [[gnu::always_inline]] void rise(Instant now) {
    ++risen_;
    rises_.add(static_cast<std::uint64_t>(now.ns()));
  }
  [[gnu::always_inline]] void fall(Instant now) {
    ++fallen_;
    falls_.add(static_cast<std::uint64_t>(now.ns()));
  }
  /// Begins the area anew at `now`; the level stays.
  void restart(Instant now) {
    rises_ = static_cast<WideSum>(level()) * now.ns();
    falls_ = 0;
  }
  std::int64_t level() const { return static_cast<std::int64_t>(risen_ - fallen_); }
  /// The area from the last restart() to `now`, in level × ns. REQUIRES: `now` is not before the last change.
  WideSum areaAt(Instant now) const { return static_cast<WideSum>(level()) * now.ns() - (rises_ - falls_); }

 private:
  std::uint64_t risen_ = 0;  ///< Steps up, and down.
  std::uint64_t fallen_ = 0;
  ExactSum rises_;  ///< Σ t over the steps since the area began.
  ExactSum falls_;
};

}  // namespace headroom::stats
