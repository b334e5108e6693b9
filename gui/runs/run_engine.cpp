#include "gui/runs/run_engine.h"

#include "engine/base/version.h"
#include "engine/farm_file/farm_file.h"

namespace headroom::gui {

namespace {

/// As sim::run(), stamped with the program and the farm it belongs to, as the command line does it.
Result<results::RunResult> run(const farm::Farm& farm, const sim::RunOptions& options, const sim::Progress& progress) {
  auto result = sim::run(farm, options, progress);
  if (!result) return result;
  result->version = std::string(version());
  result->farmHash = farm_file::hashOf(farm);
  result->farmText = farm_file::write(farm, farm_file::Format::Text);
  return result;
}

Result<results::PlanResult> plan(const farm::Farm& farm, const planning::Evaluator& evaluate,
                                 const planning::PlanOptions& options) {
  auto result = planning::plan(farm, evaluate, options);
  if (result) result->farmHash = farm_file::hashOf(farm);
  return result;
}

}  // namespace

RunEngine realEngine() {
  return {sim::LiveRun::create, run, workload::loadReplay, plan};
}

}  // namespace headroom::gui
