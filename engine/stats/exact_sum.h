// Sums without rounding and without an end.
#pragma once

#include <cstdint>

namespace headroom::stats {

/// A sum that cannot wrap: 2^127 ns is more than all requests of all runs together.
__extension__ typedef __int128 WideSum;

/// An exact sum of 64-bit words, kept in two of them: GCC holds a WideSum in a pair of registers, and in long functions
/// spills it at every step. The upper word is hardly ever touched: a run's memory takes no more than one write a cycle.
class ExactSum {
 public:
  /// REQUIRES: the sum stays below 2^127.
  [[gnu::always_inline]] void add(std::uint64_t by) {
    if (__builtin_add_overflow(low_, by, &low_)) [[unlikely]]
      ++high_;
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

}  // namespace headroom::stats
