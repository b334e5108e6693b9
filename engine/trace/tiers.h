// Logs that hold each request several times, once for every proxy on its way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/trace/tier_samples.h"
#include "engine/trace/trace.h"

namespace headroom::trace {

/// Collects the front ends that some logs name; requests without one (server logs) are a tier of their own.
class Tiers {
 public:
  /// Further front ends share the last number.
  static constexpr std::size_t kMost = TierSamples::kMostTiers;

  /// Number of the record's tier.
  std::size_t note(const Record& record);
  /// The same of what TierSightings made of the record.
  std::size_t note(std::string_view tier, const TierSamples::Sighting& sighting);

  std::size_t size() const { return tiers_.size(); }
  /// "www", or "the servers' own logs".
  std::string nameOf(std::size_t tier) const;
  /// What chosen() takes it by: "www", or nothing for the servers' own logs.
  const std::string& keyOf(std::size_t tier) const { return tiers_[tier].name; }
  std::uint64_t requestsOf(std::size_t tier) const { return tiers_[tier].requests; }

  /// For each tier whether it lies inside another one, so that its requests stand in the logs twice at least.
  std::vector<bool> inner() const;

  /// Which tiers are taken: the named ones ("www" or "frontend=www"; an empty name for the servers' own logs), or
  /// without names all that lie in no other.
  /// Problems: names that no request has.
  Result<std::vector<bool>> chosen(const std::vector<std::string>& names) const;

 private:
  struct Tier {
    std::string name;
    std::uint64_t requests = 0;
    std::size_t sampled = 0;
  };

  std::size_t numberOf(std::string_view name);

  std::vector<Tier> tiers_;
  TierSamples samples_;
  std::size_t latest_ = 0;
};

/// Makes, on a thread of its own, what Tiers::note() needs: of the first thousands of each tier what they are known
/// again by. When threads share blocks that they take in order, the first thousands of all are among them.
class TierSightings {
 public:
  /// With nothing to compare when the tier had enough.
  TierSamples::Sighting of(const Record& record);

 private:
  std::vector<std::pair<std::uint64_t, std::size_t>> seen_;  ///< Hash of a tier's name, and its sightings.
};

}  // namespace headroom::trace
