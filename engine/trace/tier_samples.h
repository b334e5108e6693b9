// How requests that were logged at several tiers are known again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/trace/trace.h"

namespace headroom::trace {

/// The first thousands of requests of each tier, given in the order of the logs.
///
/// One tier lies inside another when nine in ten of its requests have one of the other tier around them in time: the
/// same method, path and status, each counted once. Clocks may differ by 5 ms, by a second where stamps are whole
/// seconds; twenty requests at least must be comparable.
class TierSamples {
 public:
  static constexpr std::size_t kMostTiers = 16, kSample = 4'096;

  /// What of a request matters here.
  struct Sighting {
    std::uint64_t tier = 0;  ///< Whatever tells tiers apart.
    std::uint64_t what = 0;  ///< 0: nothing to compare.
    std::int64_t fromNs = 0, toNs = 0;
    bool wholeSecond = false;
  };
  static Sighting sightingOf(std::uint64_t tier, const Record& record);

  /// Keeps it if its tier has too few; tiers beyond the most are passed over.
  void add(const Sighting& sighting);

  /// Whether the first of two tiers lies inside the second, and no circle of equals is made: of two with the very same
  /// times the one that came first lies in none.
  bool liesInside(std::uint64_t inner, std::uint64_t outer) const;
  /// Whether the requests of some tier stand inside those of another.
  bool anyInside() const;

 private:
  struct Tier {
    std::uint64_t tier = 0;
    bool wholeSeconds = false;
    std::vector<Sighting> sample;
  };
  class Surroundings;

  const Tier* find(std::uint64_t tier) const;
  /// Whether the inner tier's sampled requests stand inside those of the outer one.
  static bool covered(const Tier& inner, const Tier& outer);
  static bool liesInside(const Tier& inner, const Tier& outer);

  std::vector<Tier> tiers_;
};

}  // namespace headroom::trace
