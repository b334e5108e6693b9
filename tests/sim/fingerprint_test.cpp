// Which part of a run a change has changed; and variants that stay in step.
#include <gtest/gtest.h>

#include <cmath>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

/// Two servers for one application, no database: all work is at the servers.
farm::Farm twins(farm::Algorithm algorithm) {
  farm::Farm farm = singleStation(120, exponential(10), 1);
  farm.servers.push_back(server("FE2", 1));
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  farm.zones[0].isDefault = true;
  farm.zones[0].algorithm = algorithm;
  return farm;
}

TEST(Fingerprint, AnotherSeedIsOtherDraws) {
  const auto a = simulate(intranetZone(), options(5, 2, 1)).fingerprintParts;
  const auto b = simulate(intranetZone(), options(5, 2, 2)).fingerprintParts;
  EXPECT_NE(a.draws, b.draws);
  EXPECT_NE(a.paths, b.paths);
  EXPECT_NE(a.times, b.times);
  EXPECT_NE(a.results, b.results);
  EXPECT_EQ(a, simulate(intranetZone(), options(5, 2, 1)).fingerprintParts);
}

TEST(Fingerprint, AnotherBalancerIsOtherPathsButTheSameDraws) {
  const auto a = simulate(twins(farm::Algorithm::RoundRobin), options(5, 2)).fingerprintParts;
  const auto b = simulate(twins(farm::Algorithm::LeastConnections), options(5, 2)).fingerprintParts;
  EXPECT_EQ(a.draws, b.draws);
  EXPECT_NE(a.paths, b.paths);
  EXPECT_NE(a.times, b.times);
}

TEST(Fingerprint, MoreCoresAreOtherTimesOnTheSamePaths) {
  // Nobody is under way at the ends of the window: a burst of a log would do the same.
  farm::Farm one = singleStation(10, fixed(20), 1);
  farm::Farm two = singleStation(10, fixed(20), 2);
  const auto a = simulate(one, options(7, 1, 3)).fingerprintParts;
  const auto b = simulate(two, options(7, 1, 3)).fingerprintParts;
  EXPECT_EQ(a.draws, b.draws);
  EXPECT_EQ(a.paths, b.paths);
  EXPECT_NE(a.times, b.times);
}

TEST(Fingerprint, AnotherReportIsOtherResultsAlone) {
  farm::Farm promised = intranetZone();
  promised.slos.push_back({});
  promised.slos[0].name = "calm";
  promised.slos[0].utilisationBelow = 0.7;
  const auto a = simulate(intranetZone(), options(5, 2)).fingerprintParts;
  const auto b = simulate(promised, options(5, 2)).fingerprintParts;
  EXPECT_EQ(a.draws, b.draws);
  EXPECT_EQ(a.paths, b.paths);
  EXPECT_EQ(a.times, b.times);
  EXPECT_NE(a.results, b.results);
}

double variance(const std::vector<double>& values) {
  double sum = 0, squares = 0;
  for (const double value : values) sum += value;
  for (const double value : values)
    squares += (value - sum / static_cast<double>(values.size())) * (value - sum / static_cast<double>(values.size()));
  return squares / static_cast<double>(values.size() - 1);
}

/// M/M/2 against two M/M/1 that take turns: the same people with the same work.
TEST(CommonRandomNumbers, MakeTheDifferenceOfTwoVariantsAtLeastFiveTimesLessUncertain) {
  farm::Farm shared = singleStation(120, exponential(10), 2);
  const farm::Farm apart = twins(farm::Algorithm::RoundRobin);
  const auto mean = [](const farm::Farm& farm, std::uint64_t seed) {
    RunOptions o = options(20, 1, seed);
    o.seriesWindows = 2;
    return zoneOf(simulate(farm, o), "Z").response.mean.mean;
  };
  std::vector<double> together, independent;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const double one = mean(shared, seed);
    together.push_back(mean(apart, seed) - one);
    independent.push_back(mean(apart, seed + 1000) - one);
  }
  EXPECT_LT(variance(together) * 5, variance(independent));
}

TEST(CommonRandomNumbers, OneMoreServerLeavesArrivalsAndWorkAlone) {
  const auto two = simulate(twins(farm::Algorithm::RoundRobin), options(20, 2));
  farm::Farm more = twins(farm::Algorithm::RoundRobin);
  more.servers.push_back(server("FE3", 1));
  more.zones[0].members.push_back(more.zones[0].members[0]);
  more.zones[0].members.back().server = "FE3";
  const auto three = simulate(more, options(20, 2));
  EXPECT_EQ(two.fingerprintParts.draws, three.fingerprintParts.draws);
}

/// Request by request: the same names, sent at the same instants, with the same work.
TEST(CommonRandomNumbers, EveryRequestIsTheSameRequestInAnotherVariant) {
  RunOptions o = options(2, 1);
  o.traces = 500;
  const auto all = [&](farm::Algorithm algorithm) {
    std::vector<std::pair<double, std::uint64_t>> requests;
    farm::Farm farm = twins(algorithm);
    farm.users[0].load = farm::OpenLoad{Rate{60}};
    for (const auto& trace : simulate(farm, o).traces) {
      if (trace.why == "sample") requests.emplace_back(trace.sentSeconds, trace.workNs);
    }
    std::sort(requests.begin(), requests.end());
    return requests;
  };
  const auto a = all(farm::Algorithm::RoundRobin);
  const auto b = all(farm::Algorithm::LeastConnections);
  ASSERT_GT(a.size(), 80U);
  std::size_t same = 0;
  for (const auto& each : a) same += std::binary_search(b.begin(), b.end(), each) ? 1 : 0;
  EXPECT_GE(same + 4, a.size());  // a few at the ends of the window end on its other side
}

}  // namespace
}  // namespace headroom::sim
