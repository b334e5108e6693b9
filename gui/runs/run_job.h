// The work behind RunController, on a thread of its own and without Qt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gui/runs/reading_meter.h"
#include "gui/runs/run_controls.h"
#include "gui/runs/run_engine.h"

namespace headroom::gui {

/// Where a job stands.
struct RunProgress {
  enum class Act { ReadingLogs, Preparing, Live, Replications, SummingUp, Planning };
  Act act = Act::Preparing;
  double done = 0;    ///< 0…1 within the act.
  std::string doing;  ///< The engine's own words, where it has any.
  Instant now;        ///< Live: simulated time, and its end.
  Instant end;
  double timesRealTime = 0;      ///< Live: simulated seconds per real second over the last second.
  ReadingProgress reading = {};  ///< ReadingLogs.
};

/// Told about a job, on the job's thread.
class RunListener {
 public:
  virtual ~RunListener() = default;
  virtual void onSnapshot(sim::Snapshot snapshot) = 0;
  virtual void onProgress(RunProgress progress) = 0;
  virtual void onFinishing() = 0;  ///< The live act is over.
  /// `partial`: of a run that was stopped or is paused. A final result may follow a partial one.
  virtual void onResult(results::RunResult result, bool partial) = 0;
  virtual void onPlan(results::PlanResult plan) = 0;
  /// The logs of a replay are read; before the first snapshot.
  virtual void onLog(results::LogFacts facts) = 0;
  /// A node was taken out or put back by hand, at this time on the run's clock.
  virtual void onEvent(farm::PlannedEvent event) = 0;
};

/// How a job ended.
struct RunEnding {
  enum class Kind {
    Finished,      ///< A result or plan was handed over, or the user had no more wish for it.
    StoppedEarly,  ///< Stopped before anything was measured.
    Failed,
  };
  Kind kind = Kind::Finished;
  Diagnostics problems;  ///< Of Failed.
};

/// Plays a farm: live act, then all replications. Blocks until it is over.
class RunJob {
 public:
  RunJob(const RunEngine& engine, farm::Farm farm, sim::RunOptions options, std::vector<std::string> logs,
         RunControls& controls, RunListener& listener);
  /// How the logs are read and what is replayed of them; else all of it. The seed is the run's.
  void setReplay(workload::ReplayOptions options, std::uint64_t expectedLines);
  /// REQUIRES: called once.
  RunEnding run();

 private:
  enum class Live { Ended, Stopped };
  /// nullopt: read, or nothing to read; else why the job is over.
  std::optional<RunEnding> readLogs();
  /// Replication 0 at the chosen speed, until its end or a stop.
  Live playLive(sim::LiveRun& live);
  /// Runs events for at most one frame; false when the run has reached its end.
  bool advanceOneFrame(sim::LiveRun& live, Pace::Clock::time_point frameEnd, bool& caughtUp);
  bool isTimeToShow(const sim::LiveRun& live) const;
  Duration measured() const { return options_.replay ? options_.replay->span : options_.measured; }
  /// At the present simulated instant; each becomes a planned event of the replications that follow.
  void applyFaults(sim::LiveRun& live, const std::vector<RunControls::Fault>& faults);
  /// Tells a partial result and sleeps until the user goes on or stops.
  void holdWhilePaused(sim::LiveRun& live);
  void show(sim::LiveRun& live);
  /// All replications with the options of the live one: the result that is kept.
  RunEnding runReplications();
  /// What replication 0 has measured until `now`; nullopt when there is nothing or it was cancelled.
  std::optional<results::RunResult> sumUp(Instant now, Instant end, const std::atomic<bool>* cancel);
  sim::Progress progressOf(RunProgress::Act act, const std::atomic<bool>* cancel);

  const RunEngine& engine_;
  farm::Farm farm_;
  sim::RunOptions options_;
  std::vector<std::string> logs_;
  workload::ReplayOptions replay_;
  std::uint64_t expectedLines_ = 0;
  RunControls& controls_;
  RunListener& listener_;
  Pace pace_;
  double speed_ = 1;
  struct Mark {
    Pace::Clock::time_point real;
    Instant simulated;
  };
  Mark mark_;  ///< For measuring the speed reached.
  double timesRealTime_ = 0;
  Pace::Clock::time_point lastShown_;
  Instant shownAt_;
  std::optional<Instant> summedUpAt_;  ///< Where the last partial result was taken.
};

/// Looks for a farm's headroom with the simulator as evaluator. Blocks until it is over.
RunEnding runPlanJob(const RunEngine& engine, const farm::Farm& farm, planning::PlanOptions options,
                     RunControls& controls, RunListener& listener);

/// Options whose run is the first `now` of replication 0 of a run with `options` that ends at `end`; nullopt while it
/// is warming up.
std::optional<sim::RunOptions> partialOptions(const sim::RunOptions& options, Instant now, Instant end);

/// The logs that a farm's own users replay; empty when it has none. Such a farm is run by replaying them.
std::vector<std::string> ownLogs(const farm::Farm& farm);

}  // namespace headroom::gui
