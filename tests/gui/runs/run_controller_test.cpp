#include "gui/runs/run_controller.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QStringList>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/gui/runs/scripted_engine.h"

namespace headroom::gui {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = RunController::State;

constexpr int kDeadlock = 20'000;  // ms: only a test that hangs gets here

/// A controller over a scripted engine, and everything it told.
class Controller : public ::testing::Test {
 protected:
  Controller() {
    farm.name = "shop";
    options.replications = 10;
    options.measured = Duration::wholeSeconds(90);
    QObject::connect(&controller, &RunController::stateChanged, [this](State state) { states.push_back(state); });
    QObject::connect(&controller, &RunController::resultReady, [this](const results::RunResult& result, bool partial) {
      results.push_back(result);
      partials.push_back(partial);
    });
    QObject::connect(&controller, &RunController::snapshotReady,
                     [this](const sim::Snapshot& s) { snapshots.push_back(s); });
    QObject::connect(&controller, &RunController::eventRecorded,
                     [this](const farm::PlannedEvent& e) { events.push_back(e); });
    QObject::connect(&controller, &RunController::failed, [this](const QString& message) { failures += message; });
    QObject::connect(&controller, &RunController::stoppedWithoutResult, [this] { ++stoppedEmpty; });
    QObject::connect(&controller, &RunController::progress, [this](double, const QString& doing) { doings += doing; });
  }

  bool waitForIdle() { return waitForState(State::Idle); }
  bool waitForState(State wanted) {
    QSignalSpy changed(&controller, &RunController::stateChanged);
    while (controller.state() != wanted) {
      if (!changed.wait(kDeadlock)) return false;
    }
    return true;
  }
  template <class Signal>
  bool waitFor(Signal signal) {
    return QSignalSpy(&controller, signal).wait(kDeadlock);
  }

  std::shared_ptr<Script> script = std::make_shared<Script>();
  RunController controller{scriptedEngine(script)};
  farm::Farm farm;
  sim::RunOptions options;
  std::vector<State> states;
  std::vector<results::RunResult> results;
  std::vector<bool> partials;
  std::vector<sim::Snapshot> snapshots;
  std::vector<farm::PlannedEvent> events;
  QStringList failures;
  QStringList doings;
  int stoppedEmpty = 0;
};

TEST_F(Controller, PlaysTheLiveActAndThenAllReplications) {
  controller.setSpeed(0);
  ASSERT_TRUE(controller.start(farm, options));
  EXPECT_EQ(controller.state(), State::Running);
  ASSERT_TRUE(waitForIdle());
  EXPECT_THAT(states, ElementsAre(State::Running, State::Finishing, State::Idle));
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].replications, 10);
  EXPECT_FALSE(partials[0]);
  ASSERT_FALSE(snapshots.empty());
  EXPECT_EQ(snapshots.back().now, Instant::at(script->end));
  EXPECT_THAT(failures, IsEmpty());
}

TEST_F(Controller, RunsTheReplicationsWithTheOptionsGivenWhateverTheSpeed) {
  options.seed = 99;
  options.loadFactor = 1.5;
  for (const double speed : {0.0, 2000.0}) {
    controller.setSpeed(speed);
    ASSERT_TRUE(controller.start(farm, options));
    ASSERT_TRUE(waitForIdle());
  }
  ASSERT_EQ(script->runs.size(), 2U);
  for (const sim::RunOptions& run : script->runs) {
    EXPECT_EQ(run.seed, 99U);
    EXPECT_EQ(run.loadFactor, 1.5);
    EXPECT_EQ(run.measured, options.measured);
    EXPECT_EQ(run.warmUp, options.warmUp);
  }
  EXPECT_EQ(results[0], results[1]);
}

TEST_F(Controller, AcceptsNoSecondJobWhileBusy) {
  controller.setSpeed(1);
  ASSERT_TRUE(controller.start(farm, options));
  EXPECT_FALSE(controller.start(farm, options));
  EXPECT_FALSE(controller.startReplay(farm, {"a.log"}));
  EXPECT_FALSE(controller.startPlan(farm));
  controller.stop();
  ASSERT_TRUE(waitForIdle());
  EXPECT_TRUE(controller.start(farm, options));
}

TEST_F(Controller, StandsStillWhilePausedAndGoesOnAfterwards) {
  controller.setSpeed(200);
  ASSERT_TRUE(controller.start(farm, options));
  ASSERT_TRUE(waitFor(&RunController::snapshotReady));
  controller.pause();
  EXPECT_EQ(controller.state(), State::Paused);
  controller.pause();
  EXPECT_THAT(states, ElementsAre(State::Running, State::Paused));
  controller.resume();
  controller.setSpeed(0);
  ASSERT_TRUE(waitForIdle());
  EXPECT_THAT(states, ElementsAre(State::Running, State::Paused, State::Running, State::Finishing, State::Idle));
  EXPECT_FALSE(partials.back());
}

TEST_F(Controller, TellsWhatWasMeasuredWhenPaused) {
  controller.setSpeed(300);
  ASSERT_TRUE(controller.start(farm, options));
  while (snapshots.empty() || snapshots.back().now < Instant::at(Duration::wholeSeconds(20))) {
    ASSERT_TRUE(waitFor(&RunController::snapshotReady));
  }
  controller.pause();
  ASSERT_TRUE(waitFor(&RunController::resultReady));
  EXPECT_EQ(controller.state(), State::Paused);
  ASSERT_EQ(results.size(), 1U);
  EXPECT_TRUE(partials[0]);
  EXPECT_FALSE(results[0].steady);
  EXPECT_THAT(results[0].warnings.front(), HasSubstr("partial result"));
  const sim::RunOptions asked = script->runs.front();
  EXPECT_EQ(asked.replications, 1);
  EXPECT_EQ(asked.warmUp, Duration::wholeSeconds(10));
  EXPECT_EQ(asked.measured + *asked.warmUp, snapshots.back().now.sinceStart());
  controller.stop();
  ASSERT_TRUE(waitForIdle());
  EXPECT_EQ(results.size(), 1U) << "the pause has told it already";
}

TEST_F(Controller, LeavesAPartialResultWhenStopped) {
  controller.setSpeed(300);
  ASSERT_TRUE(controller.start(farm, options));
  while (snapshots.empty() || snapshots.back().now < Instant::at(Duration::wholeSeconds(20))) {
    ASSERT_TRUE(waitFor(&RunController::snapshotReady));
  }
  controller.stop();
  ASSERT_TRUE(waitForIdle());
  EXPECT_THAT(states, ElementsAre(State::Running, State::Finishing, State::Idle));
  ASSERT_EQ(results.size(), 1U);
  EXPECT_TRUE(partials[0]);
  EXPECT_EQ(stoppedEmpty, 0);
}

TEST_F(Controller, SaysSoWhenStoppedBeforeAnythingWasMeasured) {
  controller.setSpeed(0.001);
  ASSERT_TRUE(controller.start(farm, options));
  controller.stop();
  ASSERT_TRUE(waitForIdle());
  EXPECT_EQ(stoppedEmpty, 1);
  EXPECT_THAT(results, IsEmpty());
  EXPECT_THAT(failures, IsEmpty());
}

TEST_F(Controller, StopsInTheMiddleOfAPauseBetweenEvents) {
  controller.setSpeed(0.001);  // at this pace the live act would take a day
  ASSERT_TRUE(controller.start(farm, options));
  controller.stop();
  EXPECT_TRUE(waitForIdle());
}

TEST_F(Controller, StopsWhileTheWarmUpIsBeingFound) {
  script->pilotWaitsForStop = true;
  ASSERT_TRUE(controller.start(farm, options));
  controller.stop();
  ASSERT_TRUE(waitForIdle());
  EXPECT_EQ(stoppedEmpty, 1);
  EXPECT_THAT(failures, IsEmpty());
}

TEST_F(Controller, KeepsTheReplicationsThatWereFinishedWhenStopped) {
  script->replicationsWaitForStop = true;
  script->finishedWhenStopped = 4;
  controller.setSpeed(0);
  ASSERT_TRUE(controller.start(farm, options));
  ASSERT_TRUE(waitForState(State::Finishing));
  controller.stop();
  ASSERT_TRUE(waitForIdle());
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].replications, 4);
  EXPECT_TRUE(partials[0]);
}

TEST_F(Controller, SaysSoWhenStoppedBeforeAReplicationWasFinished) {
  script->replicationsWaitForStop = true;
  controller.setSpeed(0);
  ASSERT_TRUE(controller.start(farm, options));
  ASSERT_TRUE(waitForState(State::Finishing));
  controller.stop();
  ASSERT_TRUE(waitForIdle());
  EXPECT_EQ(stoppedEmpty, 1);
  EXPECT_THAT(failures, IsEmpty());
}

TEST_F(Controller, DoesNotHangWhenItIsDestroyedInAnyState) {
  for (const State wanted : {State::Running, State::Paused, State::Finishing}) {
    auto stubborn = std::make_shared<Script>();
    stubborn->replicationsWaitForStop = true;
    auto another = std::make_unique<RunController>(scriptedEngine(stubborn));
    another->setSpeed(wanted == State::Finishing ? 0 : 0.001);
    QSignalSpy changed(another.get(), &RunController::stateChanged);
    ASSERT_TRUE(another->start(farm, options));
    if (wanted == State::Paused) another->pause();
    while (another->state() != wanted) ASSERT_TRUE(changed.wait(kDeadlock));
    another.reset();
  }
}

TEST_F(Controller, SurvivesAReceiverWithAnEventLoopOfItsOwn) {
  controller.setSpeed(0);
  bool inside = false;
  QObject::connect(&controller, &RunController::snapshotReady, &controller, [&] {
    if (std::exchange(inside, true)) return;
    // Events that were posted before a loop began do not wake it; one posted now does.
    QMetaObject::invokeMethod(
        &controller, [] {}, Qt::QueuedConnection);
    EXPECT_TRUE(waitForIdle());
    QMetaObject::invokeMethod(
        &controller, [] {}, Qt::QueuedConnection);
  });
  ASSERT_TRUE(controller.start(farm, options));
  ASSERT_TRUE(waitForIdle());
  EXPECT_EQ(results.size(), 1U);
}

TEST_F(Controller, NeverFloodsASlowWindow) {
  script->end = Duration::wholeSeconds(100'000);
  controller.setSpeed(0);
  ASSERT_TRUE(controller.start(farm, options));
  QElapsedTimer timer;
  timer.start();
  ASSERT_TRUE(waitForIdle());
  EXPECT_LE(snapshots.size(), static_cast<std::size_t>(timer.elapsed() / 33 + 3));
}

TEST_F(Controller, RemembersANodeTakenOutByHandSoThatTheReplicationsMeetItToo) {
  controller.setSpeed(300);
  ASSERT_TRUE(controller.start(farm, options));
  while (snapshots.empty() || snapshots.back().now < Instant::at(Duration::wholeSeconds(20))) {
    ASSERT_TRUE(waitFor(&RunController::snapshotReady));
  }
  controller.setDown("FE2", true);
  ASSERT_TRUE(waitFor(&RunController::eventRecorded));
  controller.setSpeed(0);
  ASSERT_TRUE(waitForIdle());
  EXPECT_THAT(script->faults, ElementsAre(std::pair<std::string, bool>("FE2", true)));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, farm::PlannedEvent::Kind::Fail);
  EXPECT_GE(events[0].at, Duration::wholeSeconds(10)) << "counted from the end of ten seconds of warm-up";
  EXPECT_THAT(script->farms.back().events, ElementsAre(events[0]));
}

TEST_F(Controller, ReplaysLogsAndTellsWhatIsInThem) {
  QSignalSpy read(&controller, &RunController::logRead);
  controller.setSpeed(0);
  ASSERT_TRUE(controller.startReplay(farm, {"monday.log", "tuesday.log.gz"}));
  ASSERT_TRUE(waitForIdle());
  ASSERT_EQ(read.count(), 1);
  EXPECT_EQ(read[0][0].value<results::LogFacts>().lines, 42U);
  EXPECT_THAT(script->logs, ElementsAre(ElementsAre("monday.log", "tuesday.log.gz")));
  EXPECT_NE(script->runs.back().replay, nullptr);
}

TEST_F(Controller, ReplaysTheLogsThatTheFarmItselfNames) {
  farm.users.resize(1);
  farm.users[0].load = farm::ReplayLoad{{"own.log"}};
  controller.setSpeed(0);
  ASSERT_TRUE(controller.start(farm, options));
  ASSERT_TRUE(waitForIdle());
  EXPECT_THAT(script->logs, ElementsAre(ElementsAre("own.log")));
}

TEST_F(Controller, TellsEveryProblemOfALog) {
  script->logProblems = {{Severity::Error, {"a.log", 3, 7}, "is no log", "name an access log", {}},
                         {Severity::Error, {"b.log", 0, 0}, "cannot be opened", {}, {}}};
  ASSERT_TRUE(controller.startReplay(farm, {"a.log", "b.log"}));
  ASSERT_TRUE(waitForIdle());
  ASSERT_EQ(failures.size(), 1);
  EXPECT_THAT(failures[0].toStdString(), HasSubstr("a.log:3:7: error: is no log"));
  EXPECT_THAT(failures[0].toStdString(), HasSubstr("\nb.log"));
  EXPECT_THAT(results, IsEmpty());
}

TEST_F(Controller, TellsWhyAFarmCannotRunAndIsReadyForTheNext) {
  script->liveProblems = problem("zone Intranet has no server");
  bool idleWhenTold = false;
  QObject::connect(&controller, &RunController::failed, [&] { idleWhenTold = controller.state() == State::Idle; });
  ASSERT_TRUE(controller.start(farm, options));
  ASSERT_TRUE(waitForIdle());
  EXPECT_THAT(failures.join("").toStdString(), HasSubstr("zone Intranet has no server"));
  EXPECT_TRUE(idleWhenTold);
  script->liveProblems.clear();
  controller.setSpeed(0);
  EXPECT_TRUE(controller.start(farm, options));
  ASSERT_TRUE(waitForIdle());
  EXPECT_EQ(results.size(), 1U);
}

TEST_F(Controller, SurvivesWantOfMemory) {
  script->outOfMemory = true;
  ASSERT_TRUE(controller.start(farm, options));
  ASSERT_TRUE(waitForIdle());
  EXPECT_THAT(failures.join("").toStdString(), HasSubstr("not enough memory"));
}

TEST_F(Controller, PlansWithTheSimulatorAsTheCommandLineDoes) {
  QSignalSpy planned(&controller, &RunController::planReady);
  ASSERT_TRUE(controller.startPlan(farm));
  EXPECT_EQ(controller.state(), State::Planning);
  ASSERT_TRUE(waitForIdle());
  ASSERT_EQ(planned.count(), 1);
  EXPECT_EQ(planned[0][0].value<results::PlanResult>().farm, "shop");
  ASSERT_EQ(script->runs.size(), 2U);
  EXPECT_EQ(script->runs[1].loadFactor, 2);
  EXPECT_THAT(script->runs[1].down, ElementsAre("FE2"));
  EXPECT_EQ(script->runs[1].replications, 5);
  EXPECT_EQ(script->runs[1].measured, Duration::wholeSeconds(60));
  EXPECT_TRUE(doings.contains("FE2 lost"));
}

TEST_F(Controller, StopsAPlan) {
  script->replicationsWaitForStop = true;
  ASSERT_TRUE(controller.startPlan(farm));
  controller.stop();
  ASSERT_TRUE(waitForIdle());
  EXPECT_EQ(stoppedEmpty, 1);
  EXPECT_THAT(failures, IsEmpty());
}

TEST_F(Controller, SaysHowFarItIs) {
  controller.setSpeed(0);
  ASSERT_TRUE(controller.start(farm, options));
  ASSERT_TRUE(waitForIdle());
  EXPECT_TRUE(doings.contains("Simulated 100.0 s of 100.0 s")) << doings.join("|").toStdString();
}

}  // namespace
}  // namespace headroom::gui
