#include "engine/sim/autoscaler.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headroom::sim {
namespace {

using Select = farm::ScalingRules::Select;
using Kind = farm::ScalingPolicy::Kind;

// What the autoscaler does when nobody says otherwise (autoscaling/v2, HPAScalingRules).
const Duration kPeriod = Duration::wholeSeconds(15);
const Duration kDownWindow = Duration::wholeSeconds(300);

std::vector<farm::ScalingPolicy> policiesOf(const farm::ScalingRules& rules, bool up) {
  if (!rules.policies.empty()) return rules.policies;
  if (up) return {{Kind::Percent, 100, kPeriod}, {Kind::Servers, 4, kPeriod}};
  return {{Kind::Percent, 100, kPeriod}};
}

/// Per cent as the original has them, whole. REQUIRES: available > 0.
double percentOf(stats::WideSum busy, stats::WideSum available) {
  return static_cast<double>(busy * 100 / available);
}

/// A share as per cent, without the dust of its binary digits: 0.55 is 55 %.
double percentOf(double share) {
  return std::round(share * 1e6) / 1e4;
}

template <class Events>
int sumSince(const Events& events, Duration period, Instant now) {
  int sum = 0;
  for (const auto& event : events) {
    if (now - event.at < period) sum += event.servers;
  }
  return sum;
}

}  // namespace

Autoscaler::Autoscaler(const farm::Autoscaling& rules, int servers, Instant now)
    : min_(std::clamp(rules.min, 1, std::max(1, servers))),
      max_(std::clamp(rules.max == 0 ? servers : rules.max, min_, std::max(min_, servers))),
      targetPercent_(percentOf(rules.targetUtilisation)),
      tolerance_(rules.tolerance),
      upWindow_(rules.up.stabilisation.value_or(Duration())),
      downWindow_(rules.down.stabilisation.value_or(kDownWindow)),
      upSelect_(rules.up.select.value_or(Select::Max)),
      downSelect_(rules.down.select.value_or(Select::Max)),
      upPolicies_(policiesOf(rules.up, true)),
      downPolicies_(policiesOf(rules.down, false)),
      wanted_(min_) {
  for (const auto* policies : {&upPolicies_, &downPolicies_}) {
    for (const farm::ScalingPolicy& policy : *policies) longestPeriod_ = std::max(longestPeriod_, policy.period);
  }
  recommendations_.push_back({now, wanted_});
}

int Autoscaler::decide(const ServersSeen& seen, Instant now) {
  if (seen.measured == 0 || seen.available <= 0) return wanted_;
  forgetBefore(now);
  const int next = limited(stabilised(recommended(seen), now), now);
  if (next > wanted_) started_.push_back({now, next - wanted_});
  if (next < wanted_) stopped_.push_back({now, wanted_ - next});
  wanted_ = next;
  return wanted_;
}

/// ceil(servers × utilisation / target). What has no metrics is taken for idle when that would mean more servers, and
/// for busy when it would mean fewer; if that turns the direction round, or brings the ratio within the tolerance,
/// nothing changes.
int Autoscaler::recommended(const ServersSeen& seen) const {
  const auto near = [this](double ratio) { return std::fabs(1.0 - ratio) <= tolerance_; };
  const double ratio = percentOf(seen.busy, seen.available) / targetPercent_;
  if (seen.missing == 0) {
    if (near(ratio)) return wanted_;
    return static_cast<int>(std::min(std::ceil(ratio * seen.measured), 1e9));
  }
  const stats::WideSum assumed = ratio < 1.0 ? seen.unknown : 0;
  const double cautious = percentOf(seen.busy + assumed, seen.available + seen.unknown) / targetPercent_;
  const bool turned = (ratio < 1.0 && cautious > 1.0) || (ratio > 1.0 && cautious < 1.0);
  if (near(cautious) || turned) return wanted_;
  const int servers = static_cast<int>(std::min(std::ceil(cautious * (seen.measured + seen.missing)), 1e9));
  const bool turnsNow = (cautious < 1.0 && servers > wanted_) || (cautious > 1.0 && servers < wanted_);
  return turnsNow ? wanted_ : servers;
}

/// No further up than the lowest recommendation of one window, no further down than the highest one of the other.
int Autoscaler::stabilised(int recommended, Instant now) {
  int lowest = recommended;
  int highest = recommended;
  for (const Recommendation& earlier : recommendations_) {
    if (now - earlier.at < upWindow_) lowest = std::min(lowest, earlier.servers);
    if (now - earlier.at < downWindow_) highest = std::max(highest, earlier.servers);
  }
  recommendations_.push_back({now, recommended});
  return std::min(std::max(wanted_, lowest), highest);
}

int Autoscaler::limited(int stable, Instant now) const {
  if (stable > wanted_) return std::min(stable, std::min(max_, std::max(wanted_, upLimit(now))));
  if (stable < wanted_) return std::max(stable, std::max(min_, std::min(wanted_, downLimit(now))));
  return stable;
}

int Autoscaler::atStartOf(Duration period, Instant now) const {
  return wanted_ - sumSince(started_, period, now) + sumSince(stopped_, period, now);
}

int Autoscaler::upLimit(Instant now) const {
  if (upSelect_ == Select::Disabled) return wanted_;
  double limit = upSelect_ == Select::Min ? std::numeric_limits<double>::max() : 0;
  for (const farm::ScalingPolicy& policy : upPolicies_) {
    const double before = atStartOf(policy.period, now);
    const double proposed =
        policy.kind == Kind::Servers ? before + policy.value : std::ceil(before * (1 + policy.value / 100.0));
    limit = upSelect_ == Select::Min ? std::min(limit, proposed) : std::max(limit, proposed);
  }
  return static_cast<int>(std::min(limit, 1e9));
}

int Autoscaler::downLimit(Instant now) const {
  if (downSelect_ == Select::Disabled) return wanted_;
  double limit = downSelect_ == Select::Min ? 0 : std::numeric_limits<double>::max();
  for (const farm::ScalingPolicy& policy : downPolicies_) {
    const double before = atStartOf(policy.period, now);
    const double proposed =
        policy.kind == Kind::Servers ? before - policy.value : std::trunc(before * (1 - policy.value / 100.0));
    limit = downSelect_ == Select::Min ? std::max(limit, proposed) : std::min(limit, proposed);
  }
  return static_cast<int>(std::clamp(limit, -1e9, 1e9));
}

void Autoscaler::forgetBefore(Instant now) {
  const auto forget = [now](auto& events, Duration after) {
    std::erase_if(events, [&](const auto& event) { return now - event.at >= after; });
  };
  forget(recommendations_, std::max(upWindow_, downWindow_));
  forget(started_, longestPeriod_);
  forget(stopped_, longestPeriod_);
}

}  // namespace headroom::sim
