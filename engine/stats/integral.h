// Exact time integral of a whole number: queue lengths, busy cores, requests in progress.
#pragma once

#include <cstdint>

#include "engine/base/time.h"
#include "engine/stats/histogram.h"

namespace headroom::stats {

/// An exact sum of what is added and taken away in 64-bit words, kept in two of them: GCC holds a WideSum in a pair of
/// registers, and in long functions spills it at every step.
class ExactSum {
 public:
  /// REQUIRES: the sum stays below 2^127.
  [[gnu::always_inline]] void add(std::uint64_t by) {
    high_ += static_cast<std::uint64_t>(__builtin_add_overflow(low_, by, &low_));
  }
  [[gnu::always_inline]] void take(std::uint64_t by) {
    high_ -= static_cast<std::uint64_t>(__builtin_sub_overflow(low_, by, &low_));
  }
  ExactSum& operator=(WideSum sum) {
    low_ = static_cast<std::uint64_t>(sum);
    high_ = static_cast<std::uint64_t>(static_cast<Unsigned>(sum) >> 64);
    return *this;
  }
  ExactSum& operator+=(WideSum by) { return *this = *this + by; }
  ExactSum& operator-=(WideSum by) { return *this = *this - by; }
  // NOLINTNEXTLINE(google-explicit-constructor): it is one
  operator WideSum() const { return static_cast<WideSum>((static_cast<Unsigned>(high_) << 64) | low_); }

 private:
  __extension__ typedef unsigned __int128 Unsigned;
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
};

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
