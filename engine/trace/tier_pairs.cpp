#include "engine/trace/tier_pairs.h"

#include "engine/trace/quick_hash.h"

namespace headroom::trace {

TierPairs::Sighting TierPairs::count(const Record& record) {
  ++requests_;
  tiers_.add(record.tier);
  if (!record.durationNs || record.target.empty()) return {};
  return {quickHash(record.target) | 1u, quickHash(record.tier), record.stampNs, record.stampNs + *record.durationNs};
}

void TierPairs::merge(const TierPairs& other) {
  requests_ += other.requests_;
  tiers_.merge(other.tiers_);
}

void TierPairs::pair(const Sighting& now) {
  constexpr std::int64_t kRounding = 2'000'000;  // stamps and durations are whole milliseconds
  if (now.target == 0) return;
  Sighting& before = latest_[(now.target >> 20u) % kSlots];
  const auto inside = [&](const Sighting& inner, const Sighting& outer) {
    return inner.fromNs + kRounding >= outer.fromNs && inner.toNs <= outer.toNs + kRounding;
  };
  if (before.target == now.target && before.tier != now.tier && (inside(before, now) || inside(now, before))) {
    ++pairs_;
    before = {};  // neither of them is part of another pair
  } else {
    before = now;
  }
}

}  // namespace headroom::trace
