#include "engine/trace/tiers.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/trace/quick_hash.h"

namespace headroom::trace {
namespace {

std::string_view withoutKey(std::string_view name) {
  constexpr std::string_view kKey = "frontend=";
  return name.starts_with(kKey) ? name.substr(kKey.size()) : name;
}

}  // namespace

std::size_t Tiers::numberOf(std::string_view name) {
  if (latest_ < tiers_.size() && tiers_[latest_].name == name) return latest_;
  const auto known = std::find_if(tiers_.begin(), tiers_.end(), [&](const Tier& tier) { return tier.name == name; });
  if (known == tiers_.end() && tiers_.size() < kMost) {
    tiers_.push_back({std::string(name), 0, 0});
    return latest_ = tiers_.size() - 1;
  }
  return latest_ = static_cast<std::size_t>(std::min(known, tiers_.end() - 1) - tiers_.begin());
}

std::size_t Tiers::note(const Record& record) {
  const std::size_t number = numberOf(record.tier);
  ++tiers_[number].requests;
  if (tiers_[number].sampled < TierSamples::kSample && record.durationNs) {
    ++tiers_[number].sampled;
    samples_.add(TierSamples::sightingOf(number, record));
  }
  return number;
}

std::size_t Tiers::note(std::string_view tier, const TierSamples::Sighting& sighting) {
  const std::size_t number = numberOf(tier);
  ++tiers_[number].requests;
  if (tiers_[number].sampled < TierSamples::kSample && sighting.what != 0) {
    ++tiers_[number].sampled;
    samples_.add({number, sighting.what, sighting.fromNs, sighting.toNs, sighting.wholeSecond});
  }
  return number;
}

TierSamples::Sighting TierSightings::of(const Record& record) {
  constexpr std::size_t kMostNames = 16 * TierSamples::kMostTiers;  // beyond them each is handed out
  if (!record.durationNs) return {};
  const std::uint64_t name = record.tier.empty() ? 0 : quickHash(record.tier) | 1U;
  auto known = std::find_if(seen_.begin(), seen_.end(), [&](const auto& each) { return each.first == name; });
  if (known == seen_.end() && seen_.size() < kMostNames) known = seen_.insert(seen_.end(), {name, 0});
  if (known != seen_.end() && ++known->second > TierSamples::kSample) return {};
  return TierSamples::sightingOf(0, record);
}

std::string Tiers::nameOf(std::size_t tier) const {
  return tiers_[tier].name.empty() ? "the servers' own logs" : tiers_[tier].name;
}

Result<std::vector<bool>> Tiers::chosen(const std::vector<std::string>& names) const {
  std::vector<bool> taken(tiers_.size(), names.empty());
  Diagnostics problems;
  for (const std::string& name : names) {
    const auto known =
        std::find_if(tiers_.begin(), tiers_.end(), [&](const Tier& tier) { return tier.name == withoutKey(name); });
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
      found[inner] = samples_.liesInside(inner, outer);
    }
  }
  return found;
}

}  // namespace headroom::trace
