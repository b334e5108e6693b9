#include "engine/trace/tier_survey.h"

#include <algorithm>

namespace headroom::trace {

std::uint64_t TierFigures::requests() const {
  std::uint64_t sum = 0;
  for (const Tier& tier : tiers) sum += tier.figures.all.total();
  return sum;
}

bool TierFigures::doubled() const {
  return std::any_of(tiers.begin(), tiers.end(), [](const Tier& tier) { return tier.inner; });
}

std::vector<bool> TierFigures::taken(const std::vector<std::string>& names) const {
  const auto isNamed = [&](const Tier& tier) {
    return std::find(names.begin(), names.end(), tier.name) != names.end();
  };
  const bool any = std::any_of(tiers.begin(), tiers.end(), isNamed);
  std::vector<bool> taken;
  for (const Tier& tier : tiers) taken.push_back(any ? isNamed(tier) : !tier.inner);
  return taken;
}

SurveyFigures TierFigures::of(const std::vector<std::string>& names) const {
  const std::vector<bool> mine = taken(names);
  SurveyFigures sum;
  for (std::size_t i = 0; i < tiers.size(); ++i) {
    if (!mine[i]) continue;
    if (sum.all.total() == 0) {
      sum = tiers[i].figures;
    } else {
      sum.add(tiers[i].figures);
    }
  }
  return sum;
}

void TierSurvey::add(const Record& record) {
  const std::size_t tier = tiers_.note(record);
  if (tier >= surveys_.size()) surveys_.resize(tier + 1);
  surveys_[tier].add(record);
}

TierFigures TierSurvey::figures() const {
  TierFigures found;
  const std::vector<bool> inner = tiers_.inner();
  for (std::size_t i = 0; i < surveys_.size(); ++i)
    found.tiers.push_back({tiers_.keyOf(i), inner[i], surveys_[i].figures()});
  return found;
}

}  // namespace headroom::trace
