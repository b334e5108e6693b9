// Exact time integral of a whole number: queue lengths, busy cores, requests in progress.
#pragma once

#include <cstdint>

#include "engine/base/time.h"
#include "engine/stats/histogram.h"

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
    setMoments(moments() + static_cast<WideSum>(by) * now.ns());
  }
  /// change(+1, now) and change(-1, now) in three instructions each. REQUIRES: now is not before the run's start.
  [[gnu::always_inline]] void rise(Instant now) {
    ++level_;
    high_ += static_cast<std::uint64_t>(__builtin_add_overflow(low_, static_cast<std::uint64_t>(now.ns()), &low_));
  }
  [[gnu::always_inline]] void fall(Instant now) {
    --level_;
    high_ -= static_cast<std::uint64_t>(__builtin_sub_overflow(low_, static_cast<std::uint64_t>(now.ns()), &low_));
  }
  /// Begins the area anew at `now`; the level stays.
  void restart(Instant now) { setMoments(static_cast<WideSum>(level_) * now.ns()); }
  std::int64_t level() const { return level_; }
  WideSum areaAt(Instant now) const { return static_cast<WideSum>(level_) * now.ns() - moments(); }

 private:
  __extension__ typedef unsigned __int128 Unsigned;
  WideSum moments() const { return static_cast<WideSum>((static_cast<Unsigned>(high_) << 64) | low_); }
  void setMoments(WideSum moments) {
    low_ = static_cast<std::uint64_t>(moments);
    high_ = static_cast<std::uint64_t>(static_cast<Unsigned>(moments) >> 64);
  }

  std::int64_t level_ = 0;
  // Σ d × t over the steps since the area began. By words: GCC keeps wide sums in pairs of registers, and spills them.
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
};

}  // namespace headroom::stats
