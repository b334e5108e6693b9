// The arithmetic of the Kubernetes horizontal pod autoscaler, case by case in the words of its documentation.
#include "engine/sim/autoscaler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace headroom::sim {
namespace {

using ::testing::ElementsAre;
using Kind = farm::ScalingPolicy::Kind;
using Select = farm::ScalingRules::Select;

Instant at(double seconds) {
  return Instant::at(Duration::seconds(seconds));
}

Duration seconds(std::int64_t n) {
  return Duration::wholeSeconds(n);
}

farm::ScalingPolicy policy(Kind kind, int value, std::int64_t period) {
  return {kind, value, seconds(period)};
}

/// Servers of four cores that were looked at 15 s ago; `used` in per mille.
ServersSeen seen(int measured, int usedPerMille, int missing = 0) {
  const stats::WideSum each = static_cast<stats::WideSum>(4) * 15'000'000'000;
  ServersSeen seen;
  seen.measured = measured;
  seen.available = each * measured;
  seen.busy = seen.available * usedPerMille / 1000;
  seen.missing = missing;
  seen.unknown = each * missing;
  return seen;
}

/// As many servers as are wanted once the autoscaler of a zone that may change at once has seen this.
farm::Autoscaling withoutBrakes(int now, double target) {
  farm::Autoscaling rules;
  rules.min = now;
  rules.targetUtilisation = target;
  rules.down.stabilisation = Duration();
  rules.up.policies = {policy(Kind::Servers, 1000, 15)};
  return rules;
}

struct Case {
  std::string name;
  int measured = 0;
  int usedPerMille = 0;
  int missing = 0;
  double target = 0.8;
  int wanted = 0;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

class Recommendation : public ::testing::TestWithParam<Case> {};

TEST_P(Recommendation, IsTheCeilingOfServersTimesRatio) {
  const Case& c = GetParam();
  // The zone has so many servers, found by a first decision, and no minimum in the way.
  farm::Autoscaling rules = withoutBrakes(1, c.target);
  Autoscaler autoscaler(rules, 1000, at(0));
  const int now = c.measured + c.missing;
  ASSERT_EQ(autoscaler.decide(seen(1, static_cast<int>(1000 * c.target * now + 0.5)), at(15)), now);
  EXPECT_EQ(autoscaler.decide(seen(c.measured, c.usedPerMille, c.missing), at(400)), c.wanted);
}

INSTANTIATE_TEST_SUITE_P(
    Kubernetes, Recommendation,
    ::testing::Values(
        // "If the current metric value is 200m, and the desired value is 100m, the number of replicas will be doubled";
        // "If the current value is instead 50m, you'll halve the number of replicas".
        Case{"Doubled", 3, 800, 0, 0.4, 6}, Case{"Halved", 6, 200, 0, 0.4, 3},
        // "The control plane skips any scaling action if the ratio is sufficiently close to 1.0 (0.1 by default)."
        Case{"SkippedAbove", 10, 870, 0, 0.8, 10}, Case{"SkippedBelow", 10, 730, 0, 0.8, 10},
        Case{"JustBelow", 10, 710, 0, 0.8, 9},
        // The ratio of 88 % to 80 % is 1.1 in binary digits, which is more than 0.1 away from 1.
        Case{"TheEdgeScales", 10, 880, 0, 0.8, 11},
        // Utilisation is in whole per cent, rounded down: 72.9 % of a target of 66 % is taken for 72 %.
        Case{"WholePerCent", 10, 729, 0, 0.66, 10}, Case{"RoundedUp", 3, 900, 0, 0.8, 4},
        // "… assuming those pods were consuming … 0% in case of a scale up": (3 × 100 + 0) / 4 = 75 %, within.
        Case{"MissingDampenScalingUp", 3, 1000, 1, 0.7, 4},
        // 3 × 100 / 4 = 75 % of 50 %: 4 × 1.5.
        Case{"MissingCountAsServers", 3, 1000, 1, 0.5, 6},
        // 2 × 90 / 4 = 45 %: this would turn the direction round.
        Case{"NeverTurnedRoundUp", 2, 900, 2, 0.6, 4},
        // "100% of the desired value in case of a scale down" the documentation says; of the request the program takes
        // (replica_calculator.go): (6 × 20 + 2 × 100) / 8 = 40 % of 80 %.
        Case{"MissingDampenScalingDown", 6, 200, 2, 0.8, 4},
        // (4 × 40 + 4 × 100) / 8 = 70 % of 50 %.
        Case{"NeverTurnedRoundDown", 4, 400, 4, 0.5, 8}),
    [](const auto& example) { return example.param.name; });

TEST(Autoscaler, WithoutAnyMetricsDecidesNothing) {
  Autoscaler autoscaler(withoutBrakes(2, 0.8), 10, at(0));
  EXPECT_EQ(autoscaler.decide(seen(0, 0, 2), at(15)), 2);
}

TEST(Autoscaler, StaysBetweenMinAndMax) {
  farm::Autoscaling rules = withoutBrakes(2, 0.5);
  rules.max = 5;
  Autoscaler autoscaler(rules, 8, at(0));
  EXPECT_EQ(autoscaler.decide(seen(2, 5000), at(15)), 5);
  EXPECT_EQ(autoscaler.decide(seen(5, 0), at(30)), 2);
  rules.max = 0;
  EXPECT_EQ(Autoscaler(rules, 8, at(0)).decide(seen(2, 5000), at(15)), 8) << "all servers of the zone";
}

/// What comes of one decision each `every` while the same is seen per server.
template <class Load>
std::vector<int> course(const farm::Autoscaling& rules, int servers, double every, int decisions, Load&& coresUsed) {
  Autoscaler autoscaler(rules, servers, at(0));
  std::vector<int> numbers;
  for (int i = 1; i <= decisions; ++i) {
    const double each = coresUsed(every * i) / (4.0 * autoscaler.wanted());
    numbers.push_back(autoscaler.decide(seen(autoscaler.wanted(), static_cast<int>(each * 1000 + 0.5)), at(every * i)));
  }
  return numbers;
}

// "For scaling up there is no stabilization window … 4 pods or a 100% of the currently running replicas may at most be
// added every 15 seconds till the HPA reaches its steady state."
TEST(Autoscaler, OfNobodysRulesAddsFourOrDoublesEvery15s) {
  farm::Autoscaling rules;
  EXPECT_THAT(course(rules, 100, 15, 6, [](double) { return 80.0; }), ElementsAre(5, 10, 20, 25, 25, 25));
  EXPECT_THAT(course(rules, 100, 5, 7, [](double) { return 80.0; }), ElementsAre(5, 5, 5, 10, 10, 10, 20))
      << "within 15 s, whenever it looks";
}

// "For scaling down the stabilization window is 300 seconds."
TEST(Autoscaler, OfNobodysRulesWaitsFor300sToScaleDown) {
  farm::Autoscaling rules;
  rules.min = 2;
  rules.every = seconds(60);
  // Ten servers' worth of load until 120 s, two servers' from then on.
  const auto load = [](double t) { return t <= 120 ? 32.0 : 6.4; };
  EXPECT_THAT(course(rules, 100, 60, 9, load), ElementsAre(6, 10, 10, 10, 10, 10, 2, 2, 2));
}

// The documentation's example: "policies: - type: Pods value: 4 periodSeconds: 60 - type: Percent value: 10
// periodSeconds: 60". "Assume there are 80 replicas and the target has to be scaled down to 10 replicas … 8 replicas
// will be reduced. In the next iteration when the number of replicas is 72, 10% of the pods is 7.2 but the number is
// rounded up to 8. … when the number of replicas falls below 40 the second policy will be applied and 4 replicas will
// be reduced at a time."
TEST(Autoscaler, ScalesDownByTheLargerOfTwoPolicies) {
  farm::Autoscaling rules = withoutBrakes(10, 0.8);
  rules.down.policies = {policy(Kind::Servers, 4, 60), policy(Kind::Percent, 10, 60)};
  const auto load = [](double t) { return t <= 60 ? 4 * 0.8 * 80 : 4 * 0.8 * 9.5; };
  EXPECT_THAT(course(rules, 100, 60, 12, load), ElementsAre(80, 72, 64, 57, 51, 45, 40, 36, 32, 28, 24, 20));
  // "… selectPolicy … Min … the policy which affects the smallest number of pods."
  rules.down.select = Select::Min;
  EXPECT_THAT(course(rules, 100, 60, 4, load), ElementsAre(80, 76, 72, 68));
  // "Setting the value to Disabled completely disables scaling in that direction."
  rules.down.select = Select::Disabled;
  EXPECT_THAT(course(rules, 100, 60, 3, load), ElementsAre(80, 80, 80));
}

// A policy's period is a sliding one: what happened in it counts, in both directions.
TEST(Autoscaler, PoliciesLookBackOverTheirPeriod) {
  farm::Autoscaling rules = withoutBrakes(1, 0.8);
  rules.up.policies = {policy(Kind::Servers, 4, 60)};
  const auto load = [](double) { return 64.0; };
  EXPECT_THAT(course(rules, 100, 15, 9, load), ElementsAre(5, 5, 5, 5, 9, 9, 9, 9, 13));
  // Four of five are stopped at 30 s; the period began with one, and four may be added to that.
  rules.up.policies = {policy(Kind::Servers, 4, 120)};
  const auto dip = [](double t) { return t == 30 ? 0.1 : 64.0; };
  EXPECT_THAT(course(rules, 100, 15, 4, dip), ElementsAre(5, 1, 5, 5));
}

// "… stabilizationWindowSeconds … the lowest recommendation of the window" when scaling up.
TEST(Autoscaler, StabilisationOfScalingUpTakesTheLowest) {
  farm::Autoscaling rules = withoutBrakes(1, 0.8);
  rules.up.stabilisation = seconds(60);
  rules.down.stabilisation = seconds(300);
  // 1 server's worth, then 10, with a dip to 4 at 90 s.
  const auto load = [](double t) { return t < 30 ? 3.2 : t == 90 ? 12.8 : 32.0; };
  EXPECT_THAT(course(rules, 100, 15, 10, load), ElementsAre(1, 1, 1, 1, 10, 10, 10, 10, 10, 10))
      << "a dip does not stop what is there already";
  const auto early = [](double t) { return t < 30 ? 3.2 : t == 60 ? 12.8 : 32.0; };
  EXPECT_THAT(course(rules, 100, 15, 9, early), ElementsAre(1, 1, 1, 1, 4, 4, 4, 10, 10));
}

TEST(Autoscaler, TakesTargetsAsTheyAreWritten) {
  // 0.55 × 100 is 55.000000000000007 in binary digits, and 55 % used would be below it by a hair.
  farm::Autoscaling rules = withoutBrakes(1, 0.55);
  rules.tolerance = 0;
  Autoscaler autoscaler(rules, 100, at(0));
  autoscaler.decide(seen(1, 5500), at(15));
  EXPECT_EQ(autoscaler.wanted(), 10);
  EXPECT_EQ(autoscaler.decide(seen(10, 550), at(30)), 10);
  EXPECT_EQ(autoscaler.decide(seen(10, 560), at(45)), 11);
}

}  // namespace
}  // namespace headroom::sim
