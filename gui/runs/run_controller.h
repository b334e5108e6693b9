// Runs the engine on its own thread and tells the window what happens, in the window's thread.
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <functional>
#include <memory>

#include "engine/farm/farm.h"
#include "engine/planning/planning.h"
#include "engine/results/results.h"
#include "engine/sim/sim.h"
#include "gui/runs/run_engine.h"

namespace headroom::gui {

class RunControls;
class RunListener;
struct RunEnding;
struct RunProgress;

/// One piece of engine work at a time: a live run followed by all its replications, a replay of logs, or a capacity
/// plan.
///
/// A run has two acts. First replication 0 is played live at the chosen speed and snapshotReady() is told at most 30
/// times a second. When it reaches its end, all replications are run by sim::run() with the same options (state
/// Finishing) and resultReady() carries exactly what sim::run() returns: neither speed nor pauses change a result. All
/// methods are for the thread the controller lives in and return at once; all signals are emitted in that thread.
/// Destroying a busy controller cancels its work and waits for the thread.
class RunController : public QObject {
  Q_OBJECT
 public:
  enum class State {
    Idle,       ///< Nothing to do; start(), startReplay() and startPlan() are accepted only here.
    Running,    ///< Logs are being read or the live replication advances.
    Paused,     ///< The live replication stands still.
    Finishing,  ///< The live replication is over; the replications behind the final figures are computed.
    Planning,   ///< startPlan() is at work.
  };
  Q_ENUM(State)

  explicit RunController(QObject* parent = nullptr);
  /// With another engine: tests put a scripted one here.
  explicit RunController(RunEngine engine, QObject* parent = nullptr);
  ~RunController() override;

  State state() const { return state_; }
  bool isBusy() const { return state() != State::Idle; }
  double speed() const { return speed_; }

  /// Plays the farm with the options of its `run` block. False and without effect unless Idle.
  bool start(const farm::Farm& farm);
  /// The same with other options.
  bool start(const farm::Farm& farm, const sim::RunOptions& options);
  /// Plays the arrivals of access logs on the farm. logRead() comes before the first snapshot; a log without one valid
  /// line is failed().
  bool startReplay(const farm::Farm& farm, const QStringList& logs);
  /// The same with a choice of what is replayed and how. Requests with service times of their own are run once, as on
  /// the command line: nothing else is drawn. `expectedLines`, where known, are for telling the speed.
  bool startReplay(const farm::Farm& farm, const QStringList& logs, const workload::ReplayOptions& replay,
                   std::uint64_t expectedLines = 0);
  /// Looks for the farm's headroom; the answer is planReady().
  bool startPlan(const farm::Farm& farm, const planning::PlanOptions& options = {});

 public slots:
  /// Holds the live replication. What was measured until now follows as resultReady(…, partial = true), unless resumed
  /// before.
  void pause();
  /// Goes on; no effect unless Paused.
  void resume();
  /// Ends the work within 200 ms. During the live act what was measured until now follows as a partial result (state
  /// Finishing; a second stop() does without it). During Finishing the replications that are complete are the partial
  /// result.
  void stop();
  /// Simulated seconds per real second; 0 = as fast as possible. Takes effect at once and never changes a result.
  void setSpeed(double simulatedSecondsPerSecond);
  /// Takes a node out of, or puts it back into, the running live replication. It is remembered with its time as a
  /// planned event, so that the replications behind the result meet the same failure at the same time.
  void setDown(const QString& node, bool down);

 signals:
  void stateChanged(headroom::gui::RunController::State state);
  /// At most 30 a second, and always one at the end of the live act. A slow receiver gets the newest, never a backlog.
  void snapshotReady(const headroom::sim::Snapshot& snapshot);
  /// `done` from 0 to 1 within the present act; `doing` is for the status bar.
  void progress(double done, const QString& doing);
  /// `partial`: the run was stopped or paused early; the first warning says where.
  void resultReady(const headroom::results::RunResult& result, bool partial);
  /// The answer to startPlan(); the state is Idle afterwards.
  void planReady(const headroom::results::PlanResult& plan);
  /// What was learnt from the logs of a replay.
  void logRead(const headroom::results::LogFacts& facts);
  /// A node was taken out or put back by hand at `at` on the run's clock.
  void eventRecorded(const headroom::farm::PlannedEvent& event);
  /// Every problem, one a line, each with its place and what to do. The state is Idle afterwards.
  void failed(const QString& message);
  /// Stopped by the user before anything was measured, so that no result follows.
  void stoppedWithoutResult(const QString& why);

 private:
  class Post;
  struct Job;
  using Work = std::function<RunEnding(RunControls&, RunListener&)>;
  /// Starts the thread. False and without effect unless Idle.
  bool launch(State first, Work work);
  static RunEnding guarded(const Work& work, RunControls& controls, RunListener& listener);
  void enter(State state);
  /// The work is over: joins the thread, turns Idle, tells failures.
  void conclude(const RunEnding& ending);
  void deliverProgress(const RunProgress& progress);

  RunEngine engine_;
  std::unique_ptr<Job> job_;  ///< Empty when Idle.
  State state_ = State::Idle;
  double speed_ = 10;
};

}  // namespace headroom::gui
