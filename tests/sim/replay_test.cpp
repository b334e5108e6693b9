// Recorded arrivals on a farm.
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT
using ::testing::HasSubstr;

std::shared_ptr<workload::Replay> replayOf(const std::vector<std::pair<double, std::uint32_t>>& arrivals, double span) {
  auto replay = std::make_shared<workload::Replay>();
  for (const auto& [at, application] : arrivals) {
    workload::Arrival arrival;
    arrival.at = Instant::at(Duration::seconds(at));
    arrival.application = application;
    replay->arrivals.push_back(arrival);
  }
  replay->span = Duration::seconds(span);
  replay->facts.lines = arrivals.size();
  return replay;
}

RunOptions replaying(std::shared_ptr<const workload::Replay> replay, int replications = 2) {
  RunOptions options;
  options.replications = replications;
  options.replay = std::move(replay);
  options.seriesWindows = 10;
  return options;
}

TEST(Replay, AnswersEveryLoggedRequestAndDrains) {
  const farm::Farm farm = singleStation(0, fixed(3000), 1);
  const auto result = run(farm, replaying(replayOf({{0, 0}, {1, 0}, {9.5, 0}}, 10)));
  ASSERT_TRUE(result) << format(result.problems().front());
  EXPECT_EQ(result->totals.arrivals, 6U);
  EXPECT_EQ(result->totals.completed, 6U);
  EXPECT_EQ(result->totals.inFlight, 0U);
  EXPECT_TRUE(result->replay);
  EXPECT_FALSE(result->steady);
  EXPECT_TRUE(result->warnings.empty());
  EXPECT_EQ(result->warmUpSeconds, 0.0);
  EXPECT_NEAR(result->measuredSeconds, 12.5, 1e-9);
  ASSERT_TRUE(result->log);
  EXPECT_EQ(result->log->lines, 3U);
  // The second waited 2 s behind the first; the third found the server idle.
  EXPECT_NEAR(applicationOf(*result, "App").response.mean.mean, (3000 + 5000 + 3000) / 3.0, 1e-3);
  EXPECT_NEAR(applicationOf(*result, "App").wait.mean, 2000 / 3.0, 1e-3);
}

TEST(Replay, ReplacesTheFarmsUsersAndKeepsTheirTimeout) {
  farm::Farm farm = singleStation(500, fixed(3000), 1);
  farm.users[0].timeout = Duration::wholeSeconds(4);
  const auto result = run(farm, replaying(replayOf({{0, 0}, {1, 0}}, 2), 1));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->totals.arrivals, 2U);
  EXPECT_EQ(result->totals.completed, 1U);
  EXPECT_EQ(result->totals.failed.timeout, 1U);
}

TEST(Replay, ReplicationsDifferInTheirWorkAlone) {
  farm::Farm farm = intranetZone();
  std::vector<std::pair<double, std::uint32_t>> arrivals;
  for (int i = 0; i < 5000; ++i) arrivals.emplace_back(i * 0.004, i % 10 == 0 ? 1U : 0U);
  const auto result = run(farm, replaying(replayOf(arrivals, 20), 5));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->totals.arrivals, 25000U);
  EXPECT_EQ(result->totals.completed, 25000U);
  EXPECT_TRUE(applicationOf(*result, "AppX").response.mean.low);
  EXPECT_LT(*applicationOf(*result, "AppX").response.mean.low, *applicationOf(*result, "AppX").response.mean.high);
  for (const results::Series& series : result->series) {
    if (series.object == "Global" && series.measure == "arrivals") {
      EXPECT_NEAR(series.values[4], 225.0, 2.0);
    }
  }
}

TEST(Replay, WorksOnAFarmWithoutUsers) {
  farm::Farm farm = singleStation(0, fixed(10), 1);
  farm.users.clear();
  const auto result = run(farm, replaying(replayOf({{0, 0}, {0.5, 0}}, 1), 1));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->totals.completed, 2U);
}

TEST(Replay, ALogForAnotherFarmIsRefused) {
  const auto result = run(singleStation(0, fixed(10), 1), replaying(replayOf({{0, 5}}, 1), 1));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.problems().front().what, HasSubstr("another farm"));
}

TEST(Replay, AFarmWhoseUsersAreLogsNeedsThem) {
  farm::Farm farm = singleStation(0, fixed(10), 1);
  farm.users[0].load = farm::ReplayLoad{{"access.log"}};
  const auto result = run(farm, options(10, 1));
  ASSERT_FALSE(result);
  EXPECT_THAT(result.problems().front().remedy, HasSubstr("replay"));
}

}  // namespace
}  // namespace headroom::sim
