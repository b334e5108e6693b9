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

/// The replay with these service times of the log, in milliseconds; below 0: none.
std::shared_ptr<workload::Replay> withServices(std::shared_ptr<workload::Replay> replay,
                                               const std::vector<double>& ms) {
  for (std::size_t i = 0; i < replay->arrivals.size(); ++i) replay->arrivals[i].request = static_cast<std::uint32_t>(i);
  for (const double each : ms)
    replay->serviceUs.push_back(each < 0 ? workload::Replay::kNoService : static_cast<std::uint32_t>(each * 1000));
  return replay;
}

/// One server at a time takes one request at a time; the others wait at the balancer.
farm::Farm oneAtATime(int servers) {
  farm::Farm farm = singleStation(0, fixed(10'000), 1);
  farm.zones[0].members.clear();
  for (int s = 1; s <= servers; ++s) {
    const std::string name = "FE" + std::to_string(s);
    if (s > 1) farm.servers.push_back(server(name, 1));
    farm::ZoneMember member;
    member.server = name;
    member.maxConnections = 1;
    farm.zones[0].members.push_back(member);
  }
  return farm;
}

TEST(OwnServiceTimes, AreTheTimeInTheServerWhateverItsSpeedDatabaseAndCalls) {
  farm::Farm farm = intranetZone();
  for (farm::Server& server : farm.servers) server.speed = 0.25;
  const auto result = run(farm, replaying(withServices(replayOf({{0, 0}, {0, 1}, {5, 0}}, 10), {40, 70, 110}), 1));
  ASSERT_TRUE(result) << format(result.problems().front());
  EXPECT_NEAR(applicationOf(*result, "AppX").response.mean.mean, 75, 1e-6);
  EXPECT_NEAR(applicationOf(*result, "AppY").response.mean.mean, 70, 1e-6);
  EXPECT_EQ(applicationOf(*result, "AppX").wait.mean, 0);
  for (const results::ServerResult& server : result->servers) EXPECT_EQ(server.utilisation.mean, 0) << server.name;
}

TEST(OwnServiceTimes, DoNotShareTheCoresOnceMore) {
  const farm::Farm farm = singleStation(0, fixed(10'000), 1, farm::Discipline::ProcessorSharing);
  const auto result = run(farm, replaying(withServices(replayOf({{0, 0}, {0, 0}, {0, 0}}, 1), {100, 100, 100}), 1));
  ASSERT_TRUE(result);
  EXPECT_NEAR(applicationOf(*result, "App").response.mean.mean, 100, 1e-6);
}

TEST(OwnServiceTimes, HoldTheirWorker) {
  farm::Farm farm = singleStation(0, fixed(10'000), 8);
  farm.servers[0].pools = {farm::Pool{}};
  farm.servers[0].pools[0].workers = 1;
  const auto result = run(farm, replaying(withServices(replayOf({{0, 0}, {0.01, 0}}, 1), {100, 50}), 1));
  ASSERT_TRUE(result);
  EXPECT_NEAR(applicationOf(*result, "App").response.mean.mean, (100 + 140) / 2.0, 1e-6);
  EXPECT_NEAR(applicationOf(*result, "App").wait.mean, 90 / 2.0, 1e-6);
}

TEST(OwnServiceTimes, AreMissingWhereTheLogHasNone) {
  const farm::Farm farm = singleStation(0, fixed(3000), 1);
  const auto result = run(farm, replaying(withServices(replayOf({{0, 0}, {10, 0}}, 20), {500, -1}), 1));
  ASSERT_TRUE(result);
  EXPECT_NEAR(applicationOf(*result, "App").response.mean.mean, (500 + 3000) / 2.0, 1e-3);
}

/// First come, first served at several servers, by the book: Lindley's recursion for the wait.
TEST(OwnServiceTimes, QueueAtTheBalancerAsInAFewLinesOfArithmetic) {
  std::vector<std::pair<double, std::uint32_t>> arrivals;
  std::vector<double> services, free(3, 0.0);
  double at = 0, waits = 0;
  for (int i = 0; i < 3000; ++i) {
    at += 0.001 * (1 + (i * 7919) % 31);
    arrivals.emplace_back(at, 0);
    services.push_back(1 + (i * 104729) % 89);
    const auto next = std::min_element(free.begin(), free.end());
    const double begin = std::max(at, *next);
    waits += begin - at;
    *next = begin + services.back() / 1000;
  }
  const auto replay = withServices(replayOf(arrivals, at), services);
  replay->logged.push_back({workload::LoggedTimes::Scope::Zone,
                            "Global",
                            workload::LoggedTimes::Measure::Wait,
                            {3000, 1000 * waits / 3000, 0, 0, 0}});
  const farm::Farm farm = oneAtATime(3);
  replay->logged[0].name = farm.zones[0].name;
  const auto result = run(farm, replaying(replay, 1));
  ASSERT_TRUE(result) << format(result.problems().front());
  ASSERT_GT(waits, 1.0);
  EXPECT_NEAR(applicationOf(*result, "App").wait.mean, 1000 * waits / 3000, 1e-4);
  ASSERT_TRUE(result->validation);
  EXPECT_EQ(result->validation->rows[0].predicted.count, 3000u);
  EXPECT_NEAR(result->validation->rows[0].predicted.mean, 1000 * waits / 3000, 1e-4);
}

TEST(OwnServiceTimes, EndWithTheirServer) {
  farm::Farm farm = oneAtATime(1);
  farm.events.push_back({});
  farm.events.back().at = Duration::seconds(0.05);
  farm.events.back().node = "FE1";
  const auto result = run(farm, replaying(withServices(replayOf({{0, 0}}, 1), {100}), 1));
  ASSERT_TRUE(result) << format(result.problems().front());
  EXPECT_EQ(result->totals.arrivals, 1u);
  EXPECT_EQ(result->totals.completed, 0u);
  EXPECT_EQ(result->totals.failed.total(), 1u);
}

}  // namespace
}  // namespace headroom::sim
