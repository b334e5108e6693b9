// Rolling deployments by halves.
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

/// The mean of a measure between two instants.
double during(const results::RunResult& result, const std::string& object, const std::string& measure, double from,
              double until) {
  for (const results::Series& series : result.series) {
    if (series.object != object || series.measure != measure) continue;
    double sum = 0;
    int windows = 0;
    for (std::size_t i = 0; i < series.times.size(); ++i) {
      if (series.times[i] <= from + 1e-9 || series.times[i] > until + 1e-9) continue;
      sum += series.values[i];
      ++windows;
    }
    return sum / windows;
  }
  return -1;
}

/// Four servers of four cores at 30 %, deployed to from 20 s to 60 s and from 60 s to 100 s, then cold for 20 s.
farm::Farm deployedFarm() {
  farm::Farm farm = singleStation(480, fixed(10), 4);
  farm.servers.clear();
  for (const char* name : {"FE1", "FE2", "FE3", "FE4"}) farm.servers.push_back(server(name, 4));
  farm.zones[0] = zone("Z", {"FE1", "FE2", "FE3", "FE4"});
  farm::Deployment deployment;
  deployment.at = Duration::wholeSeconds(20);
  deployment.half = Duration::wholeSeconds(40);
  deployment.coldStart = Duration::wholeSeconds(20);
  farm.deployments = {deployment};
  return farm;
}

TEST(Deployment, LoadsTheOtherHalfTwice) {
  farm::Farm farm = deployedFarm();
  farm.deployments[0].coldStart = Duration();
  const auto result = simulate(farm, options(120, 20));
  EXPECT_EQ(result.totals.failed.total(), 0U);
  const char* utilisation = "utilisation";
  for (const char* first : {"FE1", "FE3"}) {
    EXPECT_NEAR(during(result, first, utilisation, 0, 20), 0.3, 0.01);
    EXPECT_NEAR(during(result, first, utilisation, 21, 60), 0.0, 1e-9);
    EXPECT_NEAR(during(result, first, utilisation, 60, 100), 0.6, 0.01);
    EXPECT_NEAR(during(result, first, utilisation, 100, 120), 0.3, 0.01);
  }
  for (const char* second : {"FE2", "FE4"}) {
    EXPECT_NEAR(during(result, second, utilisation, 20, 60), 0.6, 0.01);
    EXPECT_NEAR(during(result, second, utilisation, 61, 100), 0.0, 1e-9);
  }
  EXPECT_TRUE(result.availability.empty());
}

TEST(Deployment, LeavesServersColdForAWhile) {
  farm::Farm farm = deployedFarm();
  farm.deployments[0].coldWork = 1.5;
  RunOptions o = options(140, 20);
  o.seriesWindows = 140;
  const auto result = simulate(farm, o);
  EXPECT_NEAR(during(result, "FE1", "utilisation", 60, 80), 0.9, 0.01) << "half of the load at one and a half times";
  EXPECT_NEAR(during(result, "FE1", "utilisation", 81, 100), 0.6, 0.01);
  EXPECT_NEAR(during(result, "FE2", "utilisation", 100, 120), 0.45, 0.01) << "a quarter of it";
  EXPECT_NEAR(during(result, "FE1", "utilisation", 100, 120), 0.3, 0.01);
}

TEST(Deployment, OfAZoneWithOneServerTakesItOut) {
  farm::Farm farm = singleStation(100, fixed(1), 4);
  farm.deployments = deployedFarm().deployments;
  const auto result = simulate(farm, options(100, 5));
  EXPECT_NEAR(static_cast<double>(result.totals.failed.noServer) / 5, 100 * 40, 150);
}

}  // namespace
}  // namespace headroom::sim
