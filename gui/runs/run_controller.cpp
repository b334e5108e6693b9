#include "gui/runs/run_controller.h"

#include <cmath>
#include <new>
#include <thread>
#include <utility>

#include "gui/runs/courier.h"
#include "gui/runs/figure_text.h"
#include "gui/runs/problem_text.h"
#include "gui/runs/run_controls.h"
#include "gui/runs/run_job.h"

namespace headroom::gui {

/// Tells a job's news in the controller's thread. Of snapshots and progress only the newest waits.
class RunController::Post final : public RunListener {
 public:
  explicit Post(RunController& controller)
      : controller_(controller),
        courier_(std::make_shared<News>(
            controller, nullptr,
            [&controller](const sim::Snapshot& snapshot) { emit controller.snapshotReady(snapshot); },
            [&controller](const RunProgress& progress) { controller.deliverProgress(progress); })) {}

  void onSnapshot(sim::Snapshot snapshot) override { courier_->tell(std::move(snapshot)); }
  void onProgress(RunProgress progress) override { courier_->tell(std::move(progress)); }
  void onFinishing() override {
    courier_->send([c = &controller_] { c->enter(State::Finishing); });
  }
  void onResult(results::RunResult result, bool partial) override {
    courier_->send([c = &controller_, result = std::move(result), partial] { emit c->resultReady(result, partial); });
  }
  void onPlan(results::PlanResult plan) override {
    courier_->send([c = &controller_, plan = std::move(plan)] { emit c->planReady(plan); });
  }
  void onLog(results::LogFacts facts) override {
    courier_->send([c = &controller_, facts = std::move(facts)] { emit c->logRead(facts); });
  }
  void onEvent(farm::PlannedEvent event) override {
    courier_->send([c = &controller_, event = std::move(event)] { emit c->eventRecorded(event); });
  }
  void onEnding(RunEnding ending) {
    courier_->send([c = &controller_, ending = std::move(ending)] { c->conclude(ending); });
  }

 private:
  using News = Courier<sim::Snapshot, RunProgress>;
  RunController& controller_;
  std::shared_ptr<News> courier_;
};

struct RunController::Job {
  Job(RunController& controller, double speed) : controls(speed), post(controller) {}
  RunControls controls;
  Post post;
  std::thread thread;
};

RunController::RunController(QObject* parent) : RunController(realEngine(), parent) {}

RunController::RunController(RunEngine engine, QObject* parent) : QObject(parent), engine_(std::move(engine)) {}

RunController::~RunController() {
  if (!job_) return;
  job_->controls.abandon();
  job_->thread.join();
}

RunEnding RunController::guarded(const Work& work, RunControls& controls, RunListener& listener) {
  try {
    return work(controls, listener);
  } catch (const std::bad_alloc&) {
    return {RunEnding::Kind::Failed,
            problem("there is not enough memory for this run", "shorten the run, replay fewer logs or lower the load")};
  }
}

bool RunController::launch(State first, Work work) {
  if (state_ != State::Idle) return false;
  job_ = std::make_unique<Job>(*this, speed_);
  Job* job = job_.get();
  job->thread =
      std::thread([job, work = std::move(work)] { job->post.onEnding(guarded(work, job->controls, job->post)); });
  enter(first);
  return true;
}

bool RunController::start(const farm::Farm& farm) {
  return start(farm, sim::optionsOf(farm));
}

bool RunController::start(const farm::Farm& farm, const sim::RunOptions& options) {
  return launch(State::Running, [this, farm, options](RunControls& controls, RunListener& listener) {
    return RunJob(engine_, farm, options, ownLogs(farm), controls, listener).run();
  });
}

bool RunController::startReplay(const farm::Farm& farm, const QStringList& logs) {
  return startReplay(farm, logs, {});
}

bool RunController::startReplay(const farm::Farm& farm, const QStringList& logs, const workload::ReplayOptions& replay,
                                std::uint64_t expectedLines) {
  std::vector<std::string> paths;
  for (const QString& log : logs) paths.push_back(log.toStdString());
  sim::RunOptions options = sim::optionsOf(farm);
  if (replay.service == workload::ServiceSource::Log) options.replications = 1;
  return launch(State::Running, [=, this](RunControls& controls, RunListener& listener) {
    RunJob job(engine_, farm, options, paths, controls, listener);
    job.setReplay(replay, expectedLines);
    return job.run();
  });
}

bool RunController::startPlan(const farm::Farm& farm, const planning::PlanOptions& options) {
  return launch(State::Planning, [this, farm, options](RunControls& controls, RunListener& listener) {
    return runPlanJob(engine_, farm, options, controls, listener);
  });
}

void RunController::pause() {
  if (state_ != State::Running) return;
  job_->controls.setPaused(true);
  enter(State::Paused);
}

void RunController::resume() {
  if (state_ != State::Paused) return;
  job_->controls.setPaused(false);
  enter(State::Running);
}

void RunController::stop() {
  if (state_ == State::Idle) return;
  if (job_->controls.isStopping()) {
    job_->controls.abandon();
  } else {
    job_->controls.stop();
  }
}

void RunController::setSpeed(double simulatedSecondsPerSecond) {
  speed_ = simulatedSecondsPerSecond;
  if (job_) job_->controls.setSpeed(speed_);
}

void RunController::setDown(const QString& node, bool down) {
  if (state_ == State::Running || state_ == State::Paused) job_->controls.addFault(node.toStdString(), down);
}

void RunController::enter(State state) {
  if (state == state_) return;
  state_ = state;
  emit stateChanged(state);
}

void RunController::conclude(const RunEnding& ending) {
  job_->thread.join();
  const std::unique_ptr<Job> over = std::move(job_);
  enter(State::Idle);
  if (ending.kind == RunEnding::Kind::Failed) emit failed(problemText(ending.problems));
  if (ending.kind == RunEnding::Kind::StoppedEarly) emit stoppedWithoutResult(tr("Stopped before there was a result."));
}

void RunController::deliverProgress(const RunProgress& progress) {
  const auto seconds = [this](double s) {
    if (s < 120) return tr("%1 s").arg(s, 0, 'f', 1);
    return s < 7200 ? tr("%1 min").arg(s / 60, 0, 'f', 1) : tr("%1 h").arg(s / 3600, 0, 'f', 2);
  };
  QString doing;
  switch (progress.act) {
    case RunProgress::Act::ReadingLogs:
      doing = tr("Reading the logs");
      if (progress.reading.linesPerSecond > 0)
        doing += tr(", %1 lines/s").arg(roundCountText(progress.reading.linesPerSecond));
      if (progress.reading.secondsLeft >= 0) doing += tr(", %1 left").arg(seconds(progress.reading.secondsLeft));
      break;
    case RunProgress::Act::Preparing:
      doing = tr("Preparing the run");
      break;
    case RunProgress::Act::Live:
      doing = tr("Simulated %1 of %2").arg(seconds(progress.now.toSeconds()), seconds(progress.end.toSeconds()));
      if (progress.timesRealTime > 0) doing += tr(", %1 × real time").arg(progress.timesRealTime, 0, 'g', 3);
      break;
    case RunProgress::Act::Replications:
      doing = tr("All replications: %1").arg(QString::fromStdString(progress.doing));
      break;
    case RunProgress::Act::SummingUp:
      doing = tr("Summing up what was measured");
      break;
    case RunProgress::Act::Planning:
      doing = progress.doing.empty() ? tr("Looking for the headroom") : QString::fromStdString(progress.doing);
      break;
  }
  emit this->progress(progress.done, doing);
}

}  // namespace headroom::gui
