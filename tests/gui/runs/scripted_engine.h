// An engine whose runs do what a test says, so that the run thread can be driven step by step.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "gui/runs/run_engine.h"

namespace headroom::gui {

/// What the engine was asked, and what it answers. Shared by the test's thread and the job's.
struct Script {
  Duration end = Duration::wholeSeconds(100);
  Duration warmUp = Duration::wholeSeconds(10);
  Duration step = Duration::milliseconds(100);  ///< Simulated time one event takes.
  bool replicationsWaitForStop = false;         ///< run() with several replications ends only when cancelled.
  int finishedWhenStopped = 0;                  ///< Replications it has by then.
  Diagnostics liveProblems;
  Diagnostics logProblems;
  Diagnostics planProblems;
  bool pilotWaitsForStop = false;  ///< Finding the warm-up ends only when cancelled.
  bool outOfMemory = false;

  std::mutex mutex;
  std::vector<sim::RunOptions> runs;
  std::vector<farm::Farm> farms;
  std::vector<std::pair<std::string, bool>> faults;
  std::vector<std::vector<std::string>> logs;
};

/// Time that goes by in even steps.
class ScriptedLive final : public sim::LiveRun {
 public:
  explicit ScriptedLive(std::shared_ptr<Script> script) : script_(std::move(script)) {}

  bool advance(Instant until, std::uint64_t maxEvents) override {
    const Instant last = Instant::at(script_->end);
    for (std::uint64_t i = 0; i < maxEvents; ++i) {
      if (now_ >= last) return false;
      if (until < last && now_ + script_->step > until) {
        now_ = std::max(now_, until);
        return true;
      }
      now_ = std::min(last, now_ + script_->step);
    }
    return now_ < last;
  }
  Instant now() const override { return now_; }
  Instant end() const override { return Instant::at(script_->end); }
  sim::Snapshot snapshot() override {
    sim::Snapshot snapshot;
    snapshot.now = now_;
    snapshot.end = end();
    return snapshot;
  }
  void setDown(const std::string& node, bool down) override {
    const std::lock_guard lock(script_->mutex);
    script_->faults.emplace_back(node, down);
  }

 private:
  std::shared_ptr<Script> script_;
  Instant now_;
};

inline Result<results::RunResult> scriptedRun(Script& script, const farm::Farm& farm, const sim::RunOptions& options,
                                              const sim::Progress& progress) {
  {
    const std::lock_guard lock(script.mutex);
    script.runs.push_back(options);
    script.farms.push_back(farm);
  }
  results::RunResult result;
  result.farm = farm.name;
  result.seed = options.seed;
  result.replications = options.replications;
  result.measuredSeconds = options.measured.toSeconds();
  if (script.replicationsWaitForStop && options.replications > 1) {
    if (progress.report) progress.report(0.5, "replication 5 of 10");
    progress.cancel->wait(false);
    if (script.finishedWhenStopped == 0) return Diagnostics{{Severity::Error, {}, "stopped", {}, "cancelled"}};
    result.replications = script.finishedWhenStopped;
  }
  return result;
}

inline RunEngine scriptedEngine(const std::shared_ptr<Script>& script) {
  RunEngine engine;
  engine.openLive = [script](const farm::Farm&, const sim::RunOptions&,
                             const sim::Progress& progress) -> Result<std::unique_ptr<sim::LiveRun>> {
    if (script->pilotWaitsForStop) progress.cancel->wait(false);
    if (script->outOfMemory) throw std::bad_alloc();
    if (!script->liveProblems.empty()) return script->liveProblems;
    return std::unique_ptr<sim::LiveRun>(std::make_unique<ScriptedLive>(script));
  };
  engine.run = [script](const farm::Farm& farm, const sim::RunOptions& options, const sim::Progress& progress) {
    return scriptedRun(*script, farm, options, progress);
  };
  engine.loadReplay = [script](const farm::Farm&, const std::vector<std::string>& logs,
                               const workload::ReplayOptions&) -> Result<workload::Replay> {
    const std::lock_guard lock(script->mutex);
    script->logs.push_back(logs);
    if (!script->logProblems.empty()) return script->logProblems;
    workload::Replay replay;
    replay.arrivals.push_back({Instant(), 0, 0});
    replay.span = script->end;
    replay.facts.lines = 42;
    return replay;
  };
  engine.plan = [script](const farm::Farm& farm, const planning::Evaluator& evaluate,
                         const planning::PlanOptions& options) -> Result<results::PlanResult> {
    if (!script->planProblems.empty()) return script->planProblems;
    options.report(0.3, "FE2 lost");
    const auto today = evaluate(1, {});
    const auto tomorrow = evaluate(2, {"FE2"});
    if (!today || !tomorrow) return problem("stopped");
    results::PlanResult plan;
    plan.farm = farm.name;
    return plan;
  };
  return engine;
}

}  // namespace headroom::gui
