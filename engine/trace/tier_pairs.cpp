#include "engine/trace/tier_pairs.h"

#include "engine/trace/text_hash.h"

namespace headroom::trace {

void TierPairs::add(const Record& record) {
  if (record.tier.empty()) return;
  ++requests_;
  tiers_.add(record.tier);
  if (!record.durationNs || record.target.empty()) return;
  constexpr std::int64_t kRounding = 2'000'000;  // stamps and durations are whole milliseconds
  const Latest now{textHash(record.target) | 1u, textHash(record.tier), record.stampNs,
                   record.stampNs + *record.durationNs};
  Latest& before = latest_[(now.target >> 20u) % kSlots];
  const auto inside = [&](const Latest& inner, const Latest& outer) {
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
