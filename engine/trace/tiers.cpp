#include "engine/trace/tiers.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/text_hash.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kSample = 4'096;
constexpr std::size_t kFewest = 20;  ///< Fewer requests at a common time prove nothing.
constexpr std::size_t kMostTried = 64;
constexpr std::int64_t kClockNs = 5'000'000;

std::uint64_t whatOf(const Record& record) {
  std::string what = toLower(pathOf(record.target));
  what += '\n';
  what += record.method;
  what += '\n';
  what += std::to_string(record.status);
  return textHash(what);
}

std::string_view withoutKey(std::string_view name) {
  constexpr std::string_view kKey = "frontend=";
  return name.starts_with(kKey) ? name.substr(kKey.size()) : name;
}

}  // namespace

std::size_t Tiers::numberOf(std::string_view name) {
  if (latest_ < tiers_.size() && tiers_[latest_].name == name) return latest_;
  const auto known = std::find_if(tiers_.begin(), tiers_.end(), [&](const Tier& tier) { return tier.name == name; });
  if (known == tiers_.end() && tiers_.size() < kMost) {
    tiers_.push_back({std::string(name), 0, false, {}});
    return latest_ = tiers_.size() - 1;
  }
  return latest_ = static_cast<std::size_t>(std::min(known, tiers_.end() - 1) - tiers_.begin());
}

std::size_t Tiers::note(const Record& record) {
  const std::size_t number = numberOf(record.tier);
  Tier& tier = tiers_[number];
  ++tier.requests;
  if (tier.sample.size() < kSample && record.durationNs) {
    tier.wholeSeconds = tier.wholeSeconds || record.wholeSecondStamp;
    tier.sample.push_back({record.arrivalNs, record.arrivalNs + *record.durationNs, whatOf(record)});
  }
  return number;
}

std::string Tiers::nameOf(std::size_t tier) const {
  return tiers_[tier].name.empty() ? "the servers' own logs" : tiers_[tier].name;
}

/// Finds the request of an outer tier that stands around one of an inner tier, each only once. Asked in order of time.
class Tiers::Surroundings {
 public:
  Surroundings(const std::vector<Seen>& outer, std::int64_t slackNs) : slackNs_(slackNs) {
    for (const Seen& seen : outer) {
      byWhat_[seen.what].push_back(seen);
      fromNs_ = std::min(fromNs_, seen.fromNs);
      toNs_ = std::max(toNs_, seen.fromNs);
    }
    for (auto& [what, all] : byWhat_)
      std::sort(all.begin(), all.end(), [](const Seen& a, const Seen& b) { return a.fromNs > b.fromNs; });
  }

  bool covers(const Seen& seen) const { return seen.fromNs >= fromNs_ && seen.fromNs <= toNs_; }

  bool take(const Seen& inner) {
    std::vector<Seen>& candidates = byWhat_[inner.what];  // the earliest last
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
  std::unordered_map<std::uint64_t, std::vector<Seen>> byWhat_;
  std::int64_t fromNs_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t toNs_ = std::numeric_limits<std::int64_t>::min();
};

bool Tiers::liesInside(const Tier& inner, const Tier& outer) {
  const bool coarse = inner.wholeSeconds || outer.wholeSeconds;
  Surroundings surroundings(outer.sample, coarse ? kNsPerSecond + kClockNs : kClockNs);
  std::vector<Seen> sample = inner.sample;
  std::sort(sample.begin(), sample.end(), [](const Seen& a, const Seen& b) { return a.fromNs < b.fromNs; });
  std::size_t compared = 0, found = 0;
  for (const Seen& seen : sample) {
    if (!surroundings.covers(seen)) continue;
    ++compared;
    found += surroundings.take(seen) ? 1 : 0;
  }
  return compared >= kFewest && found * 10 >= compared * 9;
}

Result<std::vector<bool>> Tiers::chosen(const std::vector<std::string>& names) const {
  std::vector<bool> taken(tiers_.size(), names.empty());
  Diagnostics problems;
  for (const std::string& name : names) {
    const auto known = std::find_if(tiers_.begin(), tiers_.end(), [&](const Tier& tier) {
      return !tier.name.empty() && tier.name == withoutKey(name);
    });
    if (known != tiers_.end()) {
      taken[static_cast<std::size_t>(known - tiers_.begin())] = true;
      continue;
    }
    std::vector<std::string> there;
    for (const Tier& tier : tiers_) {
      if (!tier.name.empty()) there.push_back(printable(tier.name));
    }
    problems.push_back(
        {Severity::Error,
         {},
         "the logs have no tier '" + printable(name) + "'",
         there.empty() ? "these logs name no front end: leave the tier out" : "they have " + joinWithAnd(there),
         {}});
  }
  if (!problems.empty()) return problems;
  if (!names.empty()) return taken;
  taken = inner();
  taken.flip();
  return taken;
}

std::vector<bool> Tiers::inner() const {
  std::vector<bool> found(tiers_.size(), false);
  for (std::size_t inner = 0; inner < tiers_.size(); ++inner) {
    for (std::size_t outer = 0; outer < tiers_.size() && !found[inner]; ++outer) {
      if (outer == inner || !liesInside(tiers_[inner], tiers_[outer])) continue;
      // Two front ends with the very same times lie in each other: the first one stays.
      found[inner] = inner > outer || !liesInside(tiers_[outer], tiers_[inner]);
    }
  }
  return found;
}

}  // namespace headroom::trace
