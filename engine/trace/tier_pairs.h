// Requests that two tiers of proxies logged, for summaries.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/trace/name_counts.h"
#include "engine/trace/tier_samples.h"
#include "engine/trace/trace.h"

namespace headroom::trace {

/// Counts requests by tier, and finds out whether one tier lies inside another, in one log or in several. Requests of
/// no named tier (servers' own logs) are one tier for that.
class TierPairs {
 public:
  using Sighting = TierSamples::Sighting;

  /// Counts the tier of a request. The sightings of all must then be given to pair() in their order; those with nothing
  /// to compare may be left out. Of each tier only the first thousands have something: in whatever way threads share
  /// blocks that they take in order, the first thousands of all are among them.
  Sighting count(const Record& record);
  void pair(const Sighting& now) { samples_.add(now); }

  void add(const Record& record) { pair(count(record)); }
  /// Adds what the other one counted by tier; not its sightings.
  void merge(const TierPairs& other) { tiers_.merge(other.tiers_); }

  /// Whether the logs count their requests twice.
  bool doubled() const { return samples_.anyInside(); }
  const NameCounts& counts() const { return tiers_; }
  std::vector<std::pair<std::string, std::uint64_t>> tiers() const { return tiers_.top(kToldTiers); }

 private:
  static constexpr std::size_t kToldTiers = 20;

  /// Whether the tier has had enough sightings; counts one more.
  bool hadEnough(std::uint64_t tier);

  NameCounts tiers_;
  TierSamples samples_;
  std::vector<std::pair<std::uint64_t, std::size_t>> seen_;  ///< Sightings that were handed out, by tier.
};

}  // namespace headroom::trace
