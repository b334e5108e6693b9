// Logs that hold each request several times, once for every proxy on its way.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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

}  // namespace headroom::trace
