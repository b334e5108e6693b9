// The engine as the run thread sees it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/planning/planning.h"
#include "engine/sim/sim.h"
#include "engine/workload/workload.h"

namespace headroom::gui {

/// The doors of the engine that a job walks through, so that a test can put a scripted engine behind them.
struct RunEngine {
  std::function<Result<std::unique_ptr<sim::LiveRun>>(const farm::Farm&, const sim::RunOptions&, const sim::Progress&)>
      openLive;
  std::function<Result<results::RunResult>(const farm::Farm&, const sim::RunOptions&, const sim::Progress&)> run;
  std::function<Result<workload::Replay>(const farm::Farm&, const std::vector<std::string>&,
                                         const workload::ReplayOptions&)>
      loadReplay;
  std::function<Result<results::PlanResult>(const farm::Farm&, const planning::Evaluator&,
                                            const planning::PlanOptions&)>
      plan;
};

/// The simulator, the log reader and the planner of this program.
RunEngine realEngine();

}  // namespace headroom::gui
