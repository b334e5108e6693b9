// Cores that get in each other's way (universal scalability law), and cores that pause.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "engine/analytic/birth_death.h"
#include "engine/farm/farm.h"
#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT: farms and matchers

struct LoadDependent {
  double meanNumber = 0;
  double meanBusy = 0;
};

/// M/M/c whose n requests are served at the rate of min(n, c) cores' worth.
LoadDependent loadDependent(double perSecond, double meanMs, int cores, double sigma, double kappa) {
  constexpr std::size_t kStates = 2000;
  const std::vector<double> births(kStates, perSecond);
  std::vector<double> deaths;
  for (std::size_t n = 1; n <= kStates; ++n) {
    deaths.push_back(farm::coresWorth(std::min(static_cast<int>(n), cores), sigma, kappa) * 1000 / meanMs);
  }
  const std::vector<double> p = analytic::birthDeathSteadyState(births, deaths);
  LoadDependent answer;
  for (std::size_t n = 0; n < p.size(); ++n) {
    answer.meanNumber += p[n] * static_cast<double>(n);
    answer.meanBusy += p[n] * std::min(static_cast<double>(n), static_cast<double>(cores));
  }
  return answer;
}

TEST(ScalabilityLaw, IsThatOfTheVendorsSizingTable) {
  // Domain facts §5.1: 40 and 60 requests/s on 2 and 4 cores are σ = 0.2 with 24/s on one core; 250 and 400
  // transactions/s are σ = 1/7 with 142.9/s.
  EXPECT_NEAR(24 * farm::coresWorth(2, 0.2, 0), 40, 1e-9);
  EXPECT_NEAR(24 * farm::coresWorth(4, 0.2, 0), 60, 1e-9);
  EXPECT_NEAR(1000.0 / 7 * farm::coresWorth(2, 1.0 / 7, 0), 250, 1e-9);
  EXPECT_NEAR(1000.0 / 7 * farm::coresWorth(4, 1.0 / 7, 0), 400, 1e-9);
  EXPECT_EQ(farm::coresWorth(0, 0.2, 0.1), 0);
  EXPECT_EQ(farm::coresWorth(1, 0.2, 0.1), 1);
  EXPECT_LT(farm::coresWorth(32, 0.05, 0.01), farm::coresWorth(8, 0.05, 0.01));  // κ: more is less
}

class Hindered : public ::testing::TestWithParam<farm::Discipline> {};

TEST_P(Hindered, SaturatedServerGivesTheRateOfTheSizingTable) {
  for (const auto& [cores, rate] : {std::pair{2, 40.0}, std::pair{4, 60.0}}) {
    farm::Farm farm = singleStation(0, exponential(1000.0 / 24), cores, GetParam());
    farm.servers[0].contention = 0.2;
    farm.users = {closedUsers("App", 12, fixed(0))};
    const auto result = simulate(farm, options(200, 5));
    EXPECT_THAT(applicationOf(result, "App").throughput, Shows(rate, 0.02)) << cores;
    EXPECT_NEAR(serverOf(result, "FE1").utilisation.mean, 1.0, 1e-9);  // all cores are busy, and get less done
  }
}

TEST_P(Hindered, ServerIsTheLoadDependentQueue) {
  const double sigma = 0.1, kappa = 0.02;
  farm::Farm farm = singleStation(200, exponential(10), 4, GetParam());
  farm.servers[0].contention = sigma;
  farm.servers[0].coherency = kappa;
  const LoadDependent exact = loadDependent(200, 10, 4, sigma, kappa);
  const auto result = simulate(farm, options(300, 10));
  EXPECT_THAT(applicationOf(result, "App").response.mean, Shows(1000 * exact.meanNumber / 200, 0.03));
  EXPECT_THAT(serverOf(result, "FE1").utilisation, Shows(exact.meanBusy / 4, 0.01));
  EXPECT_THAT(serverOf(result, "FE1").offeredLoad, Shows(2.0 / farm::coresWorth(4, sigma, kappa), 0.01));
  EXPECT_TRUE(result.steady);
}

TEST_P(Hindered, ServerIsOverloadedWhenItsCoresAreWorthLessThanTheLoad) {
  farm::Farm farm = singleStation(300, exponential(10), 4, GetParam());  // 75 % of four undisturbed cores
  farm.servers[0].contention = 0.2;                                      // which are worth 2.5
  const auto result = simulate(farm, options(60, 3));
  EXPECT_FALSE(result.steady);
  EXPECT_THAT(serverOf(result, "FE1").offeredLoad, Shows(3.0 / 2.5, 0.02));
}

TEST_P(Hindered, ServerPausesForItsShareOfTheTime) {
  // 100 ms in every second: 0.9 of four cores. Offered 3.2 of them.
  farm::Farm farm = singleStation(320, exponential(10), 4, GetParam());
  const auto without = simulate(farm, options(100, 5));
  farm.servers[0].pauses = {fixed(900), fixed(100)};
  const auto with = simulate(farm, options(100, 5));
  EXPECT_THAT(serverOf(with, "FE1").utilisation, Shows(0.8, 0.02));  // busy only when work is done
  EXPECT_THAT(serverOf(with, "FE1").offeredLoad, Shows(3.2 / 3.6, 0.02));
  EXPECT_GT(*applicationOf(with, "App").response.mean.low, *applicationOf(without, "App").response.mean.high + 5);
  farm.users = {openUsers("App", 380)};  // more than 3.6 cores
  const auto drowned = simulate(farm, options(60, 10));
  EXPECT_FALSE(drowned.steady);
  EXPECT_THAT(serverOf(drowned, "FE1").offeredLoad, Shows(3.8 / 3.6, 0.02));
}

INSTANTIATE_TEST_SUITE_P(EveryDiscipline, Hindered,
                         ::testing::Values(farm::Discipline::ProcessorSharing, farm::Discipline::Fifo));

TEST(ScalabilityLaw, SlowsDatabasesAsWell) {
  farm::Farm farm = singleStation(0, fixed(0), 4);
  farm.databases = {database(4)};
  farm.databases[0].contention = 1.0 / 7;
  farm.applications[0].work.databaseTransactions = 1;
  farm.applications[0].work.databaseDemand = exponential(7);
  farm.users = {closedUsers("App", 12, fixed(0))};
  const auto result = simulate(farm, options(60, 5));
  EXPECT_THAT(applicationOf(result, "App").throughput, Shows(400, 0.02));
}

TEST(Pauses, StretchARequestByThoseItMeets) {
  // Alone on its core, 10 s of work, paused 1 s after every 4 s: it meets two or three pauses.
  farm::Farm farm = singleStation(0, fixed(10000), 1, farm::Discipline::ProcessorSharing);
  farm.users = {closedUsers("App", 1, fixed(0))};
  farm.servers[0].pauses = {fixed(4000), fixed(1000)};
  const auto result = simulate(farm, options(5000, 2));
  EXPECT_NEAR(applicationOf(result, "App").response.mean.mean, 12500, 15);
  EXPECT_NEAR(serverOf(result, "FE1").utilisation.mean, 0.8, 0.001);
}

}  // namespace
}  // namespace headroom::sim
