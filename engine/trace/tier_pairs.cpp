#include "engine/trace/tier_pairs.h"

#include <algorithm>

#include "engine/trace/quick_hash.h"

namespace headroom::trace {

bool TierPairs::hadEnough(std::uint64_t tier) {
  auto known = std::find_if(seen_.begin(), seen_.end(), [&](const auto& each) { return each.first == tier; });
  if (known == seen_.end()) {
    // more tiers than are compared, so that threads that meet them in another order hand out the same
    constexpr std::size_t kMost = 16 * TierSamples::kMostTiers;
    if (seen_.size() == kMost) return true;
    seen_.emplace_back(tier, 0);
    known = seen_.end() - 1;
  }
  return ++known->second > TierSamples::kSample;
}

TierPairs::Sighting TierPairs::count(const Record& record) {
  if (!record.tier.empty()) tiers_.add(record.tier);
  if (!record.durationNs) return {};
  const std::uint64_t tier = record.tier.empty() ? 0 : quickHash(record.tier) | 1U;
  return hadEnough(tier) ? Sighting{} : TierSamples::sightingOf(tier, record);
}

}  // namespace headroom::trace
