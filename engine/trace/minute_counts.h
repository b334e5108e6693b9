// Requests per calendar minute, however far apart the minutes are.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

namespace headroom::trace {

/// Holds only days that have requests, 6 kB each and at most kMostDays of them; a log that jumps over decades costs
/// nothing.
class MinuteCounts {
 public:
  static constexpr std::size_t kMostDays = 8'192;  // 48 MB, 22 years of days with traffic

  struct Peak {
    std::uint64_t requests = 0;
    std::vector<std::int64_t> minutesNs;  ///< Starts of the fullest minutes, earliest first; at most three.
  };

  MinuteCounts() = default;
  MinuteCounts(MinuteCounts&&) = default;
  MinuteCounts& operator=(MinuteCounts&&) = default;

  /// Nanoseconds since 1970. Cheap while stamps stay within one minute.
  void add(std::int64_t stampNs) {
    if (stampNs < minuteNs_ || stampNs - minuteNs_ >= kNsPerMinute) turnTo(stampNs);
    if (minute_ == nullptr) {
      ++leftOut_;
    } else {
      ++*minute_;
    }
  }
  /// Adds what the other one counted. REQUIRES: neither has left anything out; what does not fit now is left out.
  void merge(const MinuteCounts& other);
  /// Nothing but zeros when nothing was added.
  Peak peak() const;

  /// Requests on days beyond the first kMostDays, which are not in peak().
  std::uint64_t leftOut() const { return leftOut_; }
  std::size_t bytes() const { return days_.size() * sizeof(Day); }

 private:
  static constexpr std::int64_t kNsPerMinute = 60'000'000'000;
  using Day = std::array<std::uint32_t, 1'440>;

  /// Looks up the minute of a stamp, for add().
  void turnTo(std::int64_t stampNs);
  /// nullptr: beyond kMostDays. `day` counts from 1970.
  Day* dayOf(std::int64_t day);

  std::map<std::int64_t, Day> days_;
  std::int64_t minuteNs_ = INT64_MAX;  ///< Start of the minute that was counted last.
  std::uint32_t* minute_ = nullptr;    ///< Its count; nullptr: of a day that is left out.
  std::uint64_t leftOut_ = 0;
};

}  // namespace headroom::trace
