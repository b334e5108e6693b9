// What an operator tells the balancers while the farm runs.
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using Kind = farm::PlannedEvent::Kind;

farm::PlannedEvent told(double seconds, const std::string& node, Kind kind, int weight = -1) {
  farm::PlannedEvent event;
  event.at = Duration::seconds(seconds);
  event.node = node;
  event.kind = kind;
  if (weight >= 0) event.weight = weight;
  return event;
}

/// Two servers with 100 requests a second each; a request takes 200 ms.
farm::Farm pair() {
  farm::Farm farm = singleStation(200, fixed(200), 100);
  farm.servers.push_back(farm.servers[0]);
  farm.servers[1].name = "FE2";
  farm.zones[0] = zone("Z", {"FE1", "FE2"});
  return farm;
}

double secondsOf(const results::RunResult& result, const std::string& server) {
  return serverOf(result, server).throughput.mean / 100 * result.measuredSeconds;
}

class OutOfRotation : public ::testing::TestWithParam<Kind> {};

TEST_P(OutOfRotation, AServerGetsNothingNewAndFinishesWhatItHas) {
  farm::Farm farm = pair();
  farm.events = {told(20, "FE2", GetParam()), told(60, "FE2", Kind::Ready)};
  const auto result = simulate(farm, options(100, 10));
  EXPECT_EQ(result.totals.failed.total(), 0U);
  EXPECT_NEAR(secondsOf(result, "FE2"), 60, 1.5);
  EXPECT_NEAR(secondsOf(result, "FE1"), 140, 2);
  EXPECT_TRUE(result.availability.empty()) << "it never failed";
}

INSTANTIATE_TEST_SUITE_P(Commands, OutOfRotation, ::testing::Values(Kind::Drain, Kind::Maintenance),
                         [](const auto& example) { return example.param == Kind::Drain ? "Drain" : "Maintenance"; });

TEST(Commands, WeightsShareTheLoadAnew) {
  farm::Farm farm = pair();
  farm.zones[0].balancer->product = farm::Product::Haproxy;
  farm.events = {told(0, "FE2", Kind::Weight, 3)};
  const auto result = simulate(farm, options(60, 5));
  EXPECT_NEAR(serverOf(result, "FE2").throughput.mean / 200, 0.75, 0.01);
}

TEST(Commands, AnotherZonesBalancerIsNotTold) {
  farm::Farm farm = pair();
  farm.zones.push_back(zone("Y", {"FE1", "FE2"}));
  farm.applications.push_back(application("Other", "Y", fixed(200)));
  farm.users.push_back(openUsers("Other", 200));
  farm.events = {told(0, "FE2", Kind::Drain)};
  farm.events[0].zone = "Z";
  const auto result = simulate(farm, options(60, 5));
  EXPECT_NEAR(serverOf(result, "FE2").throughput.mean, 100, 3);
}

TEST(Commands, AServerThatFailedInMaintenanceStaysOutUntilItsChecksPass) {
  farm::Farm farm = pair();
  farm.events = {told(10, "FE2", Kind::Maintenance), told(20, "FE2", Kind::Fail), told(30, "FE2", Kind::Ready),
                 told(50, "FE2", Kind::Repair)};
  const RunOptions o = options(100, 5);
  const auto result = simulate(farm, o);
  // Ready again it counts as up until the next check, which takes it out at once, within the interval of 2 s.
  EXPECT_GT(result.totals.failed.refused, 0U);
  EXPECT_LT(static_cast<double>(result.totals.failed.refused) / o.replications, 220);
  EXPECT_NEAR(secondsOf(result, "FE2"), 10 + 50 - 3, 2.5);
}

std::string complaintAbout(const farm::Farm& farm) {
  const auto result = run(farm, options(10, 1));
  return result.ok() ? "" : result.problems().front().what;
}

TEST(Commands, ThatNobodyCanFollowAreRefused) {
  farm::Farm farm = pair();
  farm.databases = {database(4)};
  farm.servers.push_back(server("FE9", 4));
  farm.events = {told(0, "DB", Kind::Drain)};
  EXPECT_THAT(complaintAbout(farm), ::testing::HasSubstr("'DB', which is no server"));
  farm.events = {told(0, "FE9", Kind::Drain)};
  EXPECT_THAT(complaintAbout(farm), ::testing::HasSubstr("FE9, to which nothing is sent"));
  farm.zones[0].balancer->product = farm::Product::Haproxy;
  farm.zones[0].balancer->algorithm = "static-rr";
  farm.events = {told(0, "FE2", Kind::Weight, 7)};
  EXPECT_THAT(complaintAbout(farm), ::testing::HasSubstr("cannot set server 'FE2' to weight 7"));
}

}  // namespace
}  // namespace headroom::sim
