// The response times of a log, in bounded memory.
#pragma once

#include <cstdint>
#include <unordered_map>

namespace headroom::trace {

/// Exact up to kMostValues different values (logs write milliseconds or microseconds, so most stay below); beyond that
/// values are rounded to 0.05 %.
class DurationTally {
 public:
  static constexpr std::size_t kMostValues = std::size_t{1} << 18;

  struct Figures {  ///< Milliseconds; percentiles by nearest rank.
    std::uint64_t n = 0;
    double mean = 0, p50 = 0, p95 = 0, p99 = 0, max = 0;
  };

  void add(std::int64_t ns);
  Figures figures() const;
  bool exact() const { return !rounding_; }

 private:
  std::unordered_map<std::int64_t, std::uint64_t> counts_;
  std::uint64_t n_ = 0;
  double sumMs_ = 0;
  std::int64_t maxNs_ = 0;
  bool rounding_ = false;
};

}  // namespace headroom::trace
