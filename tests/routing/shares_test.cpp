// How much each server gets: exactly where the algorithm is exact, by chi-square where chance decides. The limit is the
// 99.9 % quantile; the same tests with one weight 5 % off are required to fail, so that they can be believed.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "engine/routing/hash/xxhash64.h"
#include "tests/routing/policy_cases.h"
#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

constexpr Instant kStart;

std::unique_ptr<Policy> make(const std::string& product, const std::string& algorithm, const std::vector<int>& weights,
                             AlgorithmOptions options = {}) {
  PolicySpec spec;
  spec.product = product;
  spec.algorithm = algorithm;
  spec.options = std::move(options);
  spec.servers = plainServers(static_cast<int>(weights.size()));
  for (std::size_t i = 0; i < weights.size(); ++i) spec.servers[i].weight = weights[i];
  auto made = makePolicy(spec);
  if (!made) ADD_FAILURE() << format(made.problems().front());
  return std::move(*made);
}

/// Picks of requests that are over at once.
std::vector<long> counts(Policy& policy, std::size_t servers, int requests, std::uint64_t seed = 1) {
  SeededRandom random(seed);
  std::vector<long> out(servers, 0);
  for (int n = 0; n < requests; ++n) {
    const SampleRequest request(static_cast<std::uint64_t>(n));
    const ServerIndex s = *policy.choose(request.key(), kStart, random);
    policy.opened(s);
    policy.closed(s);
    ++out[s];
  }
  return out;
}

double chiSquare(const std::vector<long>& seen, const std::vector<double>& weights) {
  double total = 0, requests = 0, sum = 0;
  for (const double w : weights) total += w;
  for (const long n : seen) requests += static_cast<double>(n);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    const double expected = requests * weights[i] / total;
    sum += (static_cast<double>(seen[i]) - expected) * (static_cast<double>(seen[i]) - expected) / expected;
  }
  return sum;
}

TEST(Shares, NginxSmoothsTheTurnsOfItsHeavyServer) {
  auto policy = make("nginx", "round_robin", {5, 1, 1});
  SeededRandom random(1);
  std::string turns;
  for (int n = 0; n < 7; ++n) turns += std::to_string(*policy->choose({}, kStart, random) + 1);
  EXPECT_EQ(turns, "1121311");
}

TEST(Shares, HaproxyLetsTheHeavyServerBegin) {
  auto policy = make("haproxy", "roundrobin", {5, 1, 1});
  SeededRandom random(1);
  std::string turns;
  for (int n = 0; n < 7; ++n) turns += std::to_string(*policy->choose({}, kStart, random) + 1);
  EXPECT_EQ(turns, "1112113");
}

TEST(Shares, RoundRobinsAreExactOverAWholeNumberOfRounds) {
  for (const auto& [product, algorithm] : {std::pair<std::string, std::string>{"nginx", "round_robin"},
                                           {"haproxy", "static-rr"},
                                           {"haproxy", "roundrobin"},
                                           {"envoy", "round_robin"},
                                           {"arr", "weighted_round_robin"}}) {
    auto policy = make(product, algorithm, {7, 2, 4, 1, 6});
    EXPECT_EQ(counts(*policy, 5, 2000), (std::vector<long>{700, 200, 400, 100, 600})) << product << " " << algorithm;
  }
}

TEST(Shares, NginxRandomFollowsTheWeights) {
  auto policy = make("nginx", "random", {5, 3, 2, 10});
  const auto seen = counts(*policy, 4, 200'000);
  EXPECT_LT(chiSquare(seen, {5, 3, 2, 10}), chiSquareQuantile999(3));
  EXPECT_GT(chiSquare(seen, {5 * 1.05, 3, 2, 10}), chiSquareQuantile999(3)) << "a weight 5 % wrong must show";
}

TEST(Shares, NginxRandomTwoIsFairAmongEqualIdleServers) {
  auto policy = make("nginx", "random two least_conn", {1, 1, 1, 1});
  const auto seen = counts(*policy, 4, 200'000);
  EXPECT_LT(chiSquare(seen, {1, 1, 1, 1}), chiSquareQuantile999(3));
  EXPECT_GT(chiSquare(seen, {1.05, 1, 1, 1}), chiSquareQuantile999(3));
}

TEST(Shares, EnvoyRandomPassesOverWeights) {
  auto policy = make("envoy", "random", {9, 1, 3, 3});
  const auto seen = counts(*policy, 4, 200'000);
  EXPECT_LT(chiSquare(seen, {1, 1, 1, 1}), chiSquareQuantile999(3));
  EXPECT_GT(chiSquare(seen, {1.05, 1, 1, 1}), chiSquareQuantile999(3));
}

TEST(Shares, EnvoyLeastRequestOfIdleEqualServersIsFair) {
  auto policy = make("envoy", "least_request", {3, 3, 3, 3, 3});
  const auto seen = counts(*policy, 5, 300'000);
  EXPECT_LT(chiSquare(seen, {1, 1, 1, 1, 1}), chiSquareQuantile999(4));
  EXPECT_GT(chiSquare(seen, {1.05, 1, 1, 1, 1}), chiSquareQuantile999(4));
}

TEST(Shares, EnvoyLeastRequestNeverTakesTheBusiestOfTwoDraws) {
  auto policy = make("envoy", "least_request", {1, 1});
  for (int n = 0; n < 10; ++n) policy->opened(0);
  // The busy server is chosen only when both draws meet it: a quarter of the time.
  const auto seen = counts(*policy, 2, 100'000);
  EXPECT_LT(chiSquare(seen, {1, 3}), chiSquareQuantile999(1));
}

TEST(Shares, EnvoysScheduleByWeightIsProportionalWhenIdle) {
  auto policy = make("envoy", "least_request", {1, 2, 5});
  const auto seen = counts(*policy, 3, 8000);
  EXPECT_NEAR(static_cast<double>(seen[0]), 1000, 2);
  EXPECT_NEAR(static_cast<double>(seen[1]), 2000, 2);
  EXPECT_NEAR(static_cast<double>(seen[2]), 5000, 2);
}

TEST(Shares, EnvoysScheduleLeansAwayFromLoadByItsBias) {
  AlgorithmOptions unbiased;
  unbiased.bias = 0.0;
  auto with = make("envoy", "least_request", {1, 2});
  auto without = make("envoy", "least_request", {1, 2}, unbiased);
  for (int n = 0; n < 9; ++n) {
    with->opened(1);
    without->opened(1);
  }
  EXPECT_LT(counts(*with, 2, 3000)[1], 700);
  EXPECT_NEAR(static_cast<double>(counts(*without, 2, 3000)[1]), 2000, 10);
}

TEST(Shares, MaglevIsEvenWithinTwoPercentAndFollowsWeights) {
  AlgorithmOptions options;
  options.key = "uri";
  const auto even = counts(*make("envoy", "maglev", {1, 1, 1, 1}, options), 4, 200'000);
  for (const long n : even) EXPECT_NEAR(static_cast<double>(n), 50'000, 1000);
  const auto weighted = counts(*make("envoy", "maglev", {1, 3}, options), 2, 200'000);
  EXPECT_NEAR(static_cast<double>(weighted[1]), 150'000, 2000);
}

TEST(Shares, MaglevAndTheRingMoveFewKeysOfOtherServers) {
  AlgorithmOptions options;
  options.key = "uri";
  for (const std::string algorithm : {"maglev", "ring_hash"}) {
    auto policy = make("envoy", algorithm, std::vector<int>(10, 1), options);
    SeededRandom random(1);
    const auto owner = [&](std::uint64_t n) { return *policy->choose(SampleRequest(n).key(), kStart, random); };
    std::vector<ServerIndex> before;
    for (std::uint64_t n = 0; n < 5000; ++n) before.push_back(owner(n));
    policy->setUsable(3, false, kStart);
    int moved = 0;
    for (std::uint64_t n = 0; n < 5000; ++n) moved += before[n] != 3 && owner(n) != before[n];
    EXPECT_LT(moved, 500) << algorithm;
  }
}

TEST(Shares, XxHash64HasItsPublishedValues) {
  EXPECT_EQ(xxHash64(""), 0xEF46DB3751D8E999u);
  EXPECT_EQ(xxHash64("abc"), 0x44BC2CF5AD770999u);
}

TEST(PeakEwmaTest, AvoidsTheSlowServerAndForgivesItWithTime) {
  auto policy = make("arr", "least_response_time", {1, 1});
  SeededRandom random(1);
  Instant now = kStart;
  policy->observed(0, Duration::seconds(2), 100, now);
  policy->observed(1, Duration::milliseconds(50), 100, now);
  EXPECT_EQ(policy->choose({}, now, random), 1u);
  for (int n = 0; n < 60; ++n) {
    now = now + Duration::wholeSeconds(1);
    policy->observed(0, Duration::milliseconds(10), 100, now);
  }
  EXPECT_EQ(policy->choose({}, now, random), 0u);
}

TEST(PeakEwmaTest, TwoDrawsTakeTheCheaperOne) {
  auto policy = make("headroom", "peak_ewma", {1, 1});
  policy->observed(0, Duration::seconds(1), 1, kStart);
  policy->observed(1, Duration::milliseconds(1), 1, kStart);
  EXPECT_LT(chiSquare(counts(*policy, 2, 100'000), {1, 3}), chiSquareQuantile999(1));
}

/// Picks while the servers keep so many requests open.
std::vector<long> picksWithOpen(const std::string& algorithm, const std::vector<int>& open, AlgorithmOptions options) {
  auto policy = make("headroom", algorithm, std::vector<int>(open.size(), 1), std::move(options));
  for (ServerIndex s = 0; s < open.size(); ++s) {
    for (int n = 0; n < open[s]; ++n) policy->opened(s);
  }
  return counts(*policy, open.size(), 120'000);
}

TEST(ShortestQueueTest, TakesTheShortestAndDrawsAmongTied) {
  const auto seen = picksWithOpen("shortest_queue", {2, 1, 3, 1}, {});
  EXPECT_EQ(seen[0] + seen[2], 0);
  EXPECT_LT(chiSquare({seen[1], seen[3]}, {1, 1}), chiSquareQuantile999(1));
  AlgorithmOptions first;
  first.firstOnTie = true;
  EXPECT_EQ(picksWithOpen("shortest_queue", {2, 1, 3, 1}, first)[1], 120'000);
}

TEST(ShortestQueueTest, TwoDifferentDrawsNeverMissTheShorter) {
  // Pairs of 3 servers are equally likely: the longest one never wins, the middle one wins in one pair of three.
  const auto different = picksWithOpen("power_of_d", {0, 1, 2}, {});
  EXPECT_EQ(different[2], 0);
  EXPECT_LT(chiSquare({different[0], different[1]}, {2, 1}), chiSquareQuantile999(1));
  AlgorithmOptions repeated;
  repeated.repeatedDraws = true;  // of 9 pairs, 5 contain the first server, 3 of the others the second
  EXPECT_LT(chiSquare(picksWithOpen("power_of_d", {0, 1, 2}, repeated), {5, 3, 1}), chiSquareQuantile999(2));
}

TEST(ShortestQueueTest, AsManyDrawsAsServersAreTheShortestQueue) {
  AlgorithmOptions all;
  all.draws = 5;
  EXPECT_EQ(picksWithOpen("power_of_d", {2, 1, 3}, all)[1], 120'000);
}

TEST(ShortestQueueTest, NeedsADraw) {
  PolicySpec spec;
  spec.product = "headroom";
  spec.algorithm = "power_of_d";
  spec.options.draws = 0;
  spec.servers = plainServers(2);
  EXPECT_FALSE(makePolicy(spec).ok());
}

TEST(TotalTrafficTest, EvensOutTheBytesByWeight) {
  auto policy = make("arr", "weighted_total_traffic", {1, 3});
  SeededRandom random(1);
  double bytes[2] = {0, 0};
  for (int n = 0; n < 4000; ++n) {
    const ServerIndex s = *policy->choose({}, kStart, random);
    const std::uint64_t size = 100 + random.next() % 10'000;
    policy->opened(s);
    policy->observed(s, Duration(), size, kStart);
    policy->closed(s);
    bytes[s] += static_cast<double>(size);
  }
  EXPECT_NEAR(bytes[1] / bytes[0], 3.0, 0.02);
}

TEST(TotalTrafficTest, AServerThatComesBackIsNotFlooded) {
  auto policy = make("arr", "weighted_total_traffic", {1, 1});
  SeededRandom random(1);
  const auto serve = [&] {
    const ServerIndex s = *policy->choose({}, kStart, random);
    policy->observed(s, Duration(), 1000, kStart);
    return s;
  };
  policy->setUsable(1, false, kStart);
  for (int n = 0; n < 1000; ++n) serve();
  policy->setUsable(1, true, kStart);
  int returned = 0;
  for (int n = 0; n < 100; ++n) returned += serve() == 1;
  EXPECT_NEAR(returned, 50, 2);
}

}  // namespace
}  // namespace headroom::routing
