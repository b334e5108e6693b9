// Integer time: the only representation of instants and durations in the engine.
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>
#include <limits>

namespace headroom {

/// A span of time in whole nanoseconds; signed 64 bits reach 292 years. Negative spans are valid.
class Duration {
 public:
  constexpr Duration() = default;
  /// Exact. REQUIRES of the four: the result fits; nothing checks it.
  static constexpr Duration nanoseconds(std::int64_t n) { return Duration(n); }
  static constexpr Duration microseconds(std::int64_t n) { return Duration(n * 1'000); }
  static constexpr Duration milliseconds(std::int64_t n) { return Duration(n * 1'000'000); }
  static constexpr Duration wholeSeconds(std::int64_t n) { return Duration(n * 1'000'000'000); }
  /// Rounds to the nearest nanosecond and saturates at the ends of the range. REQUIRES: not NaN.
  static Duration seconds(double s) {
    const double n = s * 1e9;
    if (n >= 9.2e18) return max();
    if (n <= -9.2e18) return Duration(std::numeric_limits<std::int64_t>::min());
    return Duration(std::llround(n));
  }
  /// Longer than any run: 292 years.
  static constexpr Duration max() { return Duration(std::numeric_limits<std::int64_t>::max()); }

  constexpr std::int64_t ns() const { return ns_; }
  /// For figures and formulas; spans over 104 days lose their last nanoseconds.
  constexpr double toSeconds() const { return static_cast<double>(ns_) / 1e9; }
  constexpr double toMilliseconds() const { return static_cast<double>(ns_) / 1e6; }

  friend constexpr auto operator<=>(Duration, Duration) = default;
  friend constexpr Duration operator+(Duration a, Duration b) { return Duration(a.ns_ + b.ns_); }
  friend constexpr Duration operator-(Duration a, Duration b) { return Duration(a.ns_ - b.ns_); }
  friend constexpr Duration operator*(Duration a, std::int64_t k) { return Duration(a.ns_ * k); }
  friend constexpr Duration operator/(Duration a, std::int64_t k) { return Duration(a.ns_ / k); }
  constexpr Duration& operator+=(Duration b) {
    ns_ += b.ns_;
    return *this;
  }
  constexpr Duration& operator-=(Duration b) {
    ns_ -= b.ns_;
    return *this;
  }

 private:
  explicit constexpr Duration(std::int64_t ns) : ns_(ns) {}
  std::int64_t ns_ = 0;
};

/// A point on a run's own clock, which starts at zero. Wall-clock dates never appear here.
class Instant {
 public:
  constexpr Instant() = default;
  /// REQUIRES: not negative where deadlines are added to it.
  static constexpr Instant at(Duration sinceStart) { return Instant(sinceStart); }
  /// After every instant of a run: what has no deadline is due then.
  static constexpr Instant never() { return Instant(Duration::max()); }

  constexpr Duration sinceStart() const { return since_; }
  constexpr std::int64_t ns() const { return since_.ns(); }
  constexpr double toSeconds() const { return since_.toSeconds(); }

  friend constexpr auto operator<=>(Instant, Instant) = default;
  /// Saturates at never(), so that a far deadline cannot wrap into the past. REQUIRES: d is not negative.
  friend constexpr Instant operator+(Instant t, Duration d) {
    return d.ns() > std::numeric_limits<std::int64_t>::max() - t.ns() ? never() : Instant(t.since_ + d);
  }
  friend constexpr Duration operator-(Instant a, Instant b) { return a.since_ - b.since_; }

 private:
  explicit constexpr Instant(Duration since) : since_(since) {}
  Duration since_;
};

}  // namespace headroom
