// Service times out of a log that holds waiting.
#include "engine/calibration/low_load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/calibration/synthetic.h"

namespace headroom::calibration {
namespace {

using namespace testing;  // NOLINT

/// One worker, first come first served, exponential service of the given mean (ms); optionally with the proxy's timers.
std::vector<Observation> queue(std::uint64_t seed, double perSecond, double meanMs, bool timers) {
  kernel::RandomStream random(seed, 1), service(seed, 2);
  std::vector<Observation> requests;
  double free = 0;
  for (const double at : poisson(random, 4000, perSecond, [=](double) { return perSecond; })) {
    const double work = -std::log(service.unit()) * meanMs / 1e3;
    free = std::max(free, at) + work;
    requests.push_back(request(at, 0, (free - at) * 1e3));
    if (timers) requests.back().serviceUs = static_cast<std::uint32_t>(std::llround(work * 1e6));
  }
  return requests;
}

double meanResponse(const std::vector<Observation>& requests) {
  double sum = 0;
  for (const Observation& each : requests) sum += each.responseUs / 1e3;
  return sum / static_cast<double>(requests.size());
}

TEST(LowLoadTimes, AreFreeOfTheWaitingInResponseTimes) {
  int inside = 0;
  constexpr int kRepeats = 40;
  for (std::uint64_t seed = 1; seed <= kRepeats; ++seed) {
    const auto requests = queue(seed, 7, 100, false);
    EXPECT_GT(meanResponse(requests), 200);  // 100 / (1 - 0.7)
    const LowLoad low = lowLoadOf(requests, 1, 0)[0];
    EXPECT_TRUE(low.quiet);
    EXPECT_FALSE(low.byTimers);
    EXPECT_NEAR(low.mean.mean, 100, 6);
    EXPECT_NEAR(low.squaredVariation, 1, 0.15);
    inside += *low.mean.low <= 100 && 100 <= *low.mean.high ? 1 : 0;
  }
  EXPECT_GE(inside, 35);
}

TEST(LowLoadTimes, PreferTheTimersOfTheProxy) {
  const LowLoad low = lowLoadOf(queue(3, 7, 100, true), 1, 0)[0];
  EXPECT_TRUE(low.byTimers);
  EXPECT_NEAR(low.mean.mean, 100, 6);
}

TEST(LowLoadTimes, SayWhenNothingWasQuiet) {
  std::vector<Observation> requests;
  for (int i = 0; i < 2000; ++i) requests.push_back(request(i * 0.01, 0, 500));  // fifty at once, all the time
  const LowLoad low = lowLoadOf(requests, 2, 2)[0];
  EXPECT_FALSE(low.quiet);
  EXPECT_GT(low.mostInProgress, 40u);
  EXPECT_NEAR(low.mean.mean, 500, 1e-6);
  const LowLoad none = lowLoadOf(requests, 2, 2)[1];
  EXPECT_EQ(none.mean.count, 0u);
  EXPECT_FALSE(none.mean.why.empty());
}

TEST(LowLoadTimes, PassOverFailedRequests) {
  auto requests = queue(4, 2, 50, false);
  for (std::size_t i = 0; i < requests.size(); i += 3) {
    requests[i].failed = true;
    requests[i].responseUs = 1;
  }
  EXPECT_NEAR(lowLoadOf(requests, 1, 0)[0].mean.mean, 50, 3);
}

}  // namespace
}  // namespace headroom::calibration
