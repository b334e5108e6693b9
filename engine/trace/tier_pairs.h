// Requests that two tiers of proxies logged.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/trace/name_counts.h"
#include "engine/trace/trace.h"

namespace headroom::trace {

/// Counts requests by tier, and pairs of requests of two tiers that are one: the same target, and the time of one
/// inside the time of the other. Looks back 8192 different targets; half of the pairs of a busy log may be missed.
class TierPairs {
 public:
  TierPairs() : latest_(kSlots) {}

  /// What of a request matters here.
  struct Sighting {
    std::uint64_t target = 0, tier = 0;  ///< Hashes; target 0: it can be no pair.
    std::int64_t fromNs = 0, toNs = 0;
  };
  /// Counts the tier of a request that has one. The sightings of all must then be given to pair() in their order.
  Sighting count(const Record& record);
  void pair(const Sighting& now);

  void add(const Record& record) {
    if (!record.tier.empty()) pair(count(record));
  }
  /// Adds what the other one counted by tier; not its pairs.
  void merge(const TierPairs& other);

  std::uint64_t pairs() const { return pairs_; }
  /// Whether the log counts its requests twice: a quarter at least of those that could be pairs were found to be.
  bool doubled() const { return pairs_ > 0 && pairs_ * 8 >= requests_; }
  const NameCounts& counts() const { return tiers_; }
  std::vector<std::pair<std::string, std::uint64_t>> tiers() const { return tiers_.top(kToldTiers); }

 private:
  static constexpr std::size_t kSlots = 8'192, kToldTiers = 20;

  std::vector<Sighting> latest_;
  NameCounts tiers_;
  std::uint64_t pairs_ = 0, requests_ = 0;
};

}  // namespace headroom::trace
