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

  void add(const Record& record);

  std::uint64_t pairs() const { return pairs_; }
  /// Whether the log counts its requests twice: a quarter at least of those that could be pairs were found to be.
  bool doubled() const { return pairs_ > 0 && pairs_ * 8 >= requests_; }
  std::vector<std::pair<std::string, std::uint64_t>> tiers() const { return tiers_.top(kToldTiers); }

 private:
  static constexpr std::size_t kSlots = 8'192, kToldTiers = 20;
  struct Latest {
    std::uint64_t target = 0, tier = 0;
    std::int64_t fromNs = 0, toNs = 0;
  };

  std::vector<Latest> latest_;
  NameCounts tiers_;
  std::uint64_t pairs_ = 0, requests_ = 0;
};

}  // namespace headroom::trace
