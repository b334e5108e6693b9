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

  void add(std::int64_t stampNs);
  Peak peak() const;

  /// Requests on days beyond the first kMostDays, which are not in peak().
  std::uint64_t leftOut() const { return leftOut_; }

 private:
  using Day = std::array<std::uint32_t, 1'440>;

  std::map<std::int64_t, Day> days_;
  std::int64_t lastDay_ = -1;
  Day* last_ = nullptr;
  std::uint64_t leftOut_ = 0;
};

}  // namespace headroom::trace
