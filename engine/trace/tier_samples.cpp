#include "engine/trace/tier_samples.h"

#include <algorithm>
#include <limits>
#include <string>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/text_hash.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kFewest = 20;  ///< Fewer requests at a common time prove nothing.
constexpr std::size_t kMostTried = 64;
constexpr std::int64_t kClockNs = 5'000'000;

std::uint64_t whatOf(const Record& record) {
  std::string what = toLower(pathOf(record.target));
  what += '\n';
  what += record.method;
  what += '\n';
  what += std::to_string(record.status);
  return textHash(what) | 1U;
}

}  // namespace

TierSamples::Sighting TierSamples::sightingOf(std::uint64_t tier, const Record& record) {
  if (!record.durationNs) return {tier, 0, 0, 0, false};
  return {tier, whatOf(record), record.arrivalNs, record.arrivalNs + *record.durationNs, record.wholeSecondStamp};
}

void TierSamples::add(const Sighting& sighting) {
  if (sighting.what == 0) return;
  auto known = std::find_if(tiers_.begin(), tiers_.end(), [&](const Tier& tier) { return tier.tier == sighting.tier; });
  if (known == tiers_.end()) {
    if (tiers_.size() == kMostTiers) return;
    tiers_.push_back({sighting.tier, false, {}});
    known = tiers_.end() - 1;
  }
  if (known->sample.size() == kSample) return;
  known->wholeSeconds = known->wholeSeconds || sighting.wholeSecond;
  known->sample.push_back(sighting);
}

const TierSamples::Tier* TierSamples::find(std::uint64_t tier) const {
  const auto known = std::find_if(tiers_.begin(), tiers_.end(), [&](const Tier& each) { return each.tier == tier; });
  return known == tiers_.end() ? nullptr : &*known;
}

bool TierSamples::liesInside(std::uint64_t inner, std::uint64_t outer) const {
  const Tier *first = find(inner), *second = find(outer);
  return first != nullptr && second != nullptr && first != second && liesInside(*first, *second);
}

bool TierSamples::anyInside() const {
  for (const Tier& inner : tiers_) {
    for (const Tier& outer : tiers_) {
      if (&inner != &outer && liesInside(inner, outer)) return true;
    }
  }
  return false;
}

bool TierSamples::liesInside(const Tier& inner, const Tier& outer) {
  return covered(inner, outer) && (&inner > &outer || !covered(outer, inner));
}

/// Finds the request of an outer tier that stands around one of an inner tier, each only once. Asked in order of time.
class TierSamples::Surroundings {
 public:
  Surroundings(const std::vector<Sighting>& outer, std::int64_t slackNs) : slackNs_(slackNs) {
    for (const Sighting& seen : outer) {
      byWhat_[seen.what].push_back(seen);
      fromNs_ = std::min(fromNs_, seen.fromNs);
      toNs_ = std::max(toNs_, seen.fromNs);
    }
    for (auto& [what, all] : byWhat_)
      std::sort(all.begin(), all.end(), [](const Sighting& a, const Sighting& b) { return a.fromNs > b.fromNs; });
  }

  bool covers(const Sighting& seen) const { return seen.fromNs >= fromNs_ && seen.fromNs <= toNs_; }

  bool take(const Sighting& inner) {
    std::vector<Sighting>& candidates = byWhat_[inner.what];  // the earliest last
    while (!candidates.empty() && candidates.back().toNs + slackNs_ < inner.fromNs) candidates.pop_back();
    const std::size_t end = candidates.size() - std::min(candidates.size(), kMostTried);
    for (std::size_t i = candidates.size(); i > end && candidates[i - 1].fromNs <= inner.fromNs + slackNs_; --i) {
      if (candidates[i - 1].toNs + slackNs_ < inner.toNs) continue;
      candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(i - 1));
      return true;
    }
    return false;
  }

 private:
  std::int64_t slackNs_;
  std::unordered_map<std::uint64_t, std::vector<Sighting>> byWhat_;
  std::int64_t fromNs_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t toNs_ = std::numeric_limits<std::int64_t>::min();
};

bool TierSamples::covered(const Tier& inner, const Tier& outer) {
  const bool coarse = inner.wholeSeconds || outer.wholeSeconds;
  Surroundings surroundings(outer.sample, coarse ? kNsPerSecond + kClockNs : kClockNs);
  std::vector<Sighting> sample = inner.sample;
  std::sort(sample.begin(), sample.end(), [](const Sighting& a, const Sighting& b) { return a.fromNs < b.fromNs; });
  std::size_t compared = 0, found = 0;
  for (const Sighting& seen : sample) {
    if (!surroundings.covers(seen)) continue;
    ++compared;
    found += surroundings.take(seen) ? 1 : 0;
  }
  return compared >= kFewest && found * 10 >= compared * 9;
}

}  // namespace headroom::trace
