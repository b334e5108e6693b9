// The controller over the real engine.
#include "gui/runs/run_engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <fstream>

#include "engine/base/version.h"
#include "engine/farm_file/farm_file.h"
#include "gui/runs/run_controller.h"
#include "gui/runs/run_job.h"

namespace headroom::gui {
namespace {

constexpr int kDeadlock = 60'000;  // ms

/// One server behind an ideal balancer, 40 requests a second of 20 ms on two cores: 40 % busy.
farm::Farm smallFarm() {
  farm::Farm farm;
  farm.name = "small";
  farm.environment.hostName = "www.example.org";
  farm::Server server;
  server.name = "FE1";
  server.cores = 2;
  farm.servers.push_back(server);
  farm::Zone zone;
  zone.name = "Global";
  zone.address = "global.example.org";
  zone.isDefault = true;
  zone.includesAllServers = true;
  farm.zones.push_back(zone);
  farm::Application application;
  application.name = "Shop";
  application.zone = "Global";
  application.work.demand = {Law::Kind::Exponential, Duration::milliseconds(20), 0};
  farm.applications.push_back(application);
  farm::ReverseProxy proxy;
  proxy.routes.push_back({{}, "/Shop", farm::Route::Match::WholeSegmentPrefix, "Global", {}, {}});
  farm.proxy = proxy;
  farm::Users users;
  users.name = "visitors";
  users.application = "Shop";
  users.load = farm::OpenLoad{{40}};
  farm.users.push_back(users);
  farm.run.warmUp = Duration::wholeSeconds(5);
  farm.run.measured = Duration::wholeSeconds(30);
  farm.run.replications = 3;
  farm.run.seed = 7;
  return farm;
}

/// What the simulator said, with the program and the farm it belongs to.
Result<results::RunResult> stamped(const farm::Farm& farm, Result<results::RunResult> result) {
  if (!result) return result;
  result->version = std::string(version());
  result->farmHash = farm_file::hashOf(farm);
  result->farmText = farm_file::write(farm, farm_file::Format::Text);
  return result;
}

class RealEngine : public ::testing::Test {
 protected:
  RealEngine() {
    QObject::connect(&controller, &RunController::resultReady,
                     [this](const results::RunResult& result, bool isPartial) {
                       results.push_back(result);
                       partial = isPartial;
                     });
    QObject::connect(&controller, &RunController::failed, [this](const QString& message) { failure = message; });
  }
  bool waitForIdle() {
    QSignalSpy changed(&controller, &RunController::stateChanged);
    while (controller.isBusy()) {
      if (!changed.wait(kDeadlock)) return false;
    }
    return true;
  }
  RunController controller;
  std::vector<results::RunResult> results;
  bool partial = false;
  QString failure;
};

TEST_F(RealEngine, GivesExactlyTheResultOfTheSimulator) {
  const farm::Farm farm = smallFarm();
  const auto expected = stamped(farm, sim::run(farm, sim::optionsOf(farm)));
  ASSERT_TRUE(expected);
  controller.setSpeed(0);
  ASSERT_TRUE(controller.start(farm));
  ASSERT_TRUE(waitForIdle()) << failure.toStdString();
  ASSERT_EQ(results.size(), 1U) << failure.toStdString();
  EXPECT_EQ(results[0], *expected);
  EXPECT_FALSE(partial);
}

TEST_F(RealEngine, GivesTheSameResultAfterPausesAndChangesOfSpeed) {
  const farm::Farm farm = smallFarm();
  const auto expected = stamped(farm, sim::run(farm, sim::optionsOf(farm)));
  ASSERT_TRUE(expected);
  controller.setSpeed(40);
  ASSERT_TRUE(controller.start(farm));
  QSignalSpy snapshots(&controller, &RunController::snapshotReady);
  ASSERT_TRUE(snapshots.wait(kDeadlock));
  controller.pause();
  controller.setSpeed(1000);
  controller.resume();
  ASSERT_TRUE(snapshots.wait(kDeadlock));
  controller.setSpeed(0);
  ASSERT_TRUE(waitForIdle());
  ASSERT_FALSE(results.empty());
  EXPECT_EQ(results.back(), *expected);
}

TEST_F(RealEngine, ShowsTheLiveReplicationToItsEnd) {
  const farm::Farm farm = smallFarm();
  controller.setSpeed(0);
  std::optional<sim::Snapshot> last;
  QObject::connect(&controller, &RunController::snapshotReady, [&](const sim::Snapshot& snapshot) { last = snapshot; });
  ASSERT_TRUE(controller.start(farm));
  ASSERT_TRUE(waitForIdle());
  ASSERT_TRUE(last);
  EXPECT_EQ(last->end, Instant::at(Duration::wholeSeconds(35)));
  EXPECT_EQ(last->now, last->end);
  EXPECT_GT(last->events, 1000U);
  ASSERT_EQ(last->zones.size(), 1U);
  EXPECT_EQ(last->zones[0].name, "Global");
}

TEST_F(RealEngine, SumsUpTheTrueBeginningOfTheRunWhenStopped) {
  const farm::Farm farm = smallFarm();
  controller.setSpeed(60);
  std::optional<sim::Snapshot> last;
  QSignalSpy snapshots(&controller, &RunController::snapshotReady);
  QObject::connect(&controller, &RunController::snapshotReady, [&](const sim::Snapshot& snapshot) { last = snapshot; });
  ASSERT_TRUE(controller.start(farm));
  while (!last || last->now < Instant::at(Duration::wholeSeconds(12))) ASSERT_TRUE(snapshots.wait(kDeadlock));
  controller.stop();
  ASSERT_TRUE(waitForIdle());
  ASSERT_EQ(results.size(), 1U) << failure.toStdString();
  EXPECT_TRUE(partial);
  EXPECT_EQ(results[0].replications, 1);
  EXPECT_GE(results[0].measuredSeconds, 7);
  EXPECT_LT(results[0].measuredSeconds, 30);
  EXPECT_NEAR(results[0].zones[0].throughput.mean, 40, 12);
}

TEST_F(RealEngine, ReplaysALogToTheResultOfTheSimulator) {
  QTemporaryDir folder;
  const std::string path = folder.filePath("access.log").toStdString();
  {
    std::ofstream log(path);
    for (int i = 0; i < 600; ++i) {
      const int second = i / 10;
      log << "10.0.0.1 - - [12/Mar/2026:10:00:" << (second < 10 ? "0" : "") << second
          << " +0000] \"GET /Shop/Home HTTP/1.1\" 200 512\n";
    }
  }
  const farm::Farm farm = smallFarm();
  sim::RunOptions options = sim::optionsOf(farm);
  workload::ReplayOptions reading;
  reading.seed = options.seed;
  auto replay = workload::loadReplay(farm, {path}, reading);
  ASSERT_TRUE(replay);
  options.replay = std::make_shared<workload::Replay>(std::move(*replay));
  const auto expected = stamped(farm, sim::run(farm, options));
  ASSERT_TRUE(expected);

  QSignalSpy read(&controller, &RunController::logRead);
  controller.setSpeed(0);
  ASSERT_TRUE(controller.startReplay(farm, {QString::fromStdString(path)}));
  ASSERT_TRUE(waitForIdle());
  ASSERT_EQ(results.size(), 1U) << failure.toStdString();
  EXPECT_EQ(read.count(), 1);
  EXPECT_EQ(results[0], *expected);
}

TEST_F(RealEngine, NamesALogThatIsNotThere) {
  ASSERT_TRUE(controller.startReplay(smallFarm(), {"/nowhere/access.log"}));
  ASSERT_TRUE(waitForIdle());
  EXPECT_TRUE(failure.contains("/nowhere/access.log")) << failure.toStdString();
  EXPECT_TRUE(results.empty());
}

TEST_F(RealEngine, FindsTheHeadroomOfAFarm) {
  QSignalSpy planned(&controller, &RunController::planReady);
  planning::PlanOptions options;
  options.loseEachServer = false;
  options.curve = false;
  options.precision = 0.1;
  ASSERT_TRUE(controller.startPlan(smallFarm(), options));
  ASSERT_TRUE(waitForIdle());
  ASSERT_EQ(planned.count(), 1) << failure.toStdString();
  const auto plan = planned[0][0].value<results::PlanResult>();
  ASSERT_EQ(plan.rows.size(), 1U);
  EXPECT_NEAR(plan.rows[0].factor.mean, 1.75, 0.2) << "40 % busy today, 70 % at the limit";
}

}  // namespace
}  // namespace headroom::gui
