#include "gui/runs/pace.h"

#include <gtest/gtest.h>

#include <cmath>

#include "gui/runs/run_job.h"

namespace headroom::gui {
namespace {

using std::chrono::milliseconds;

Instant at(double seconds) {
  return Instant::at(Duration::seconds(seconds));
}

TEST(Pace, FollowsRealTimeAtItsSpeed) {
  const Pace::Clock::time_point start{};
  Pace pace;
  pace.restart(at(5), start, 10);
  EXPECT_EQ(pace.target(start), at(5));
  EXPECT_EQ(pace.target(start + milliseconds(1500)), at(20));
}

TEST(Pace, GoesOnFromWhereTheRunStandsWhenItsSpeedChanges) {
  const Pace::Clock::time_point start{};
  Pace pace;
  pace.restart(at(0), start, 1);
  pace.restart(at(2), start + milliseconds(2000), 100);
  EXPECT_EQ(pace.target(start + milliseconds(2100)), at(12));
}

TEST(Pace, HasNoTargetWithoutALimit) {
  for (const double speed : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    Pace pace;
    pace.restart(at(1), {}, speed);
    EXPECT_TRUE(pace.isUnlimited());
    EXPECT_EQ(pace.target(Pace::Clock::time_point{} + milliseconds(1)), Instant::never());
  }
}

TEST(Pace, NeverAsksToGoBack) {
  const Pace::Clock::time_point start{milliseconds(1000)};
  Pace pace;
  pace.restart(at(7), start, 2);
  EXPECT_EQ(pace.target(start - milliseconds(500)), at(7));
}

TEST(PartialRun, IsTheBeginningOfTheFirstReplication) {
  sim::RunOptions options;
  options.measured = Duration::wholeSeconds(600);
  const auto partial = partialOptions(options, at(130), at(640));
  ASSERT_TRUE(partial);
  EXPECT_EQ(partial->replications, 1);
  EXPECT_EQ(partial->warmUp, Duration::wholeSeconds(40));
  EXPECT_EQ(partial->measured, Duration::wholeSeconds(90));
  EXPECT_EQ(partial->seed, options.seed);
}

TEST(PartialRun, IsNothingWhileWarmingUp) {
  EXPECT_FALSE(partialOptions({}, at(40), at(640)));
}

TEST(PartialRun, OfAReplayHasTheArrivalsUntilNow) {
  auto replay = std::make_shared<workload::Replay>();
  for (int i = 0; i < 100; ++i) replay->arrivals.push_back({at(i), 0, 0});
  replay->span = Duration::wholeSeconds(100);
  sim::RunOptions options;
  options.replay = replay;
  const auto partial = partialOptions(options, at(30), at(100));
  ASSERT_TRUE(partial);
  EXPECT_EQ(partial->replay->arrivals.size(), 30U);
  EXPECT_EQ(partial->replay->span, Duration::wholeSeconds(30));
  EXPECT_EQ(replay->arrivals.size(), 100U);
}

TEST(OwnLogs, AreTakenFromTheFarmsFolder) {
  farm::Farm farm;
  farm.file = "/farms/shop/shop.farm";
  farm.users.resize(2);
  farm.users[0].load = farm::OpenLoad{{5}};
  farm.users[1].load = farm::ReplayLoad{{"logs/monday.log", "/var/log/tuesday.log"}};
  EXPECT_EQ(ownLogs(farm), (std::vector<std::string>{"/farms/shop/logs/monday.log", "/var/log/tuesday.log"}));
}

}  // namespace
}  // namespace headroom::gui
