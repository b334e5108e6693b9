// The response times of a log, in bounded memory.
#pragma once

#include <cstdint>
#include <vector>

namespace headroom::trace {

/// Exact up to kMostValues different values (logs write milliseconds or microseconds, so most stay below); beyond that
/// values are rounded to 0.05 %. The order of what is added does not matter.
class DurationTally {
 public:
  static constexpr std::size_t kMostValues = std::size_t{1} << 18;

  struct Figures {  ///< Milliseconds; percentiles by nearest rank.
    std::uint64_t n = 0;
    double mean = 0, p50 = 0, p95 = 0, p99 = 0, max = 0;
  };

  /// REQUIRES: ns >= 0.
  void add(std::int64_t ns) {
    addTimes(rounding_ ? rounded(ns) : ns, 1);
    sumNs_ += static_cast<std::uint64_t>(ns);
    while (sumNs_ >= kNsPerDay) {
      sumNs_ -= kNsPerDay;
      ++sumDays_;
    }
    maxNs_ = ns > maxNs_ ? ns : maxNs_;
  }
  /// The tally of both together.
  void merge(const DurationTally& other);

  Figures figures() const;
  /// Whether no value had to be rounded.
  bool exact() const { return !rounding_; }
  std::size_t bytes() const { return slots_.size() * sizeof(Slot); }

 private:
  static constexpr std::uint64_t kNsPerDay = 86'400'000'000'000;
  struct Slot {
    std::int64_t ns = 0;
    std::uint64_t times = 0;  ///< 0: free.
  };

  static std::int64_t rounded(std::int64_t ns);

  void addTimes(std::int64_t ns, std::uint64_t times) {
    if (values_ * 2 >= slots_.size()) grow();
    Slot* slot = find(ns);
    if (slot->times == 0) {
      if (!rounding_ && values_ == kMostValues) return startRounding(ns, times);
      slot->ns = ns;
      ++values_;
    }
    slot->times += times;
  }
  Slot* find(std::int64_t ns) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = static_cast<std::size_t>((static_cast<std::uint64_t>(ns) * 0x9E3779B97F4A7C15) >> 32u) & mask;
    while (slots_[at].times != 0 && slots_[at].ns != ns) at = (at + 1) & mask;
    return &slots_[at];
  }
  void grow();
  /// From now on values are rounded, those that are here already too.
  void startRounding(std::int64_t ns, std::uint64_t times);

  std::vector<Slot> slots_;
  std::size_t values_ = 0;
  std::uint64_t sumNs_ = 0, sumDays_ = 0;  ///< The sum of all, whole days apart.
  std::int64_t maxNs_ = 0;
  bool rounding_ = false;
};

}  // namespace headroom::trace
