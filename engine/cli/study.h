// Runs, replays and plans as the commands ask for them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/cli/context.h"
#include "engine/cli/log_options.h"
#include "engine/planning/planning.h"
#include "engine/results/results.h"
#include "engine/sim/sim.h"
#include "engine/workload/workload.h"

namespace headroom::cli {

/// What the run-like commands take from the command line; unset fields leave the farm's own settings.
struct RunArguments {
  std::optional<std::uint64_t> seed;
  std::optional<int> replications;
  std::string duration;
  std::uint64_t requests = 0;
  std::string warmUp;
  double load = 1.0;
  std::vector<std::string> down;
  unsigned threads = 0;
  int traces = 0;
  bool batchMeans = false;
  std::string precision;
  std::vector<std::string> precisionOf;
  std::string budget;
};
/// `arguments` must live until the command line is read.
void addRunOptions(CLI::App& command, RunArguments& arguments);

struct ReplayArguments {
  std::vector<std::string> logs;
  double rateScale = 1.0;
  double speed = 1.0;
  std::string from;
  std::string to;
  std::vector<std::string> tiers;
  double userScale = 1.0;
  std::string sessionGap = "30min";
  std::string sessionBy = "auto";
  std::string service = "farm";
  std::optional<std::uint64_t> jitter;
  bool compare = false;  ///< With the log's own times.
  LogArguments reading;
};
void addReplayOptions(CLI::App& command, ReplayArguments& arguments);

/// The farm's settings with the arguments on top; prints the problems and sets exit code 2 when an argument is wrong.
std::optional<sim::RunOptions> runOptions(Context& context, const farm::Farm& farm, const RunArguments& arguments);

/// Reads the logs with the run's seed and threads, saying what was malformed or fits no application.
std::optional<std::shared_ptr<const workload::Replay>> readLogs(Context& context, const farm::Farm& farm,
                                                                const ReplayArguments& arguments,
                                                                const sim::RunOptions& run);

/// The logs that the farm's own users replay, resolved beside the farm file.
std::vector<std::string> ownLogs(const farm::Farm& farm);

/// Prints the problems and sets the exit code when nothing came out, as makePlan().
std::optional<results::RunResult> simulate(Context& context, const farm::Farm& farm, const sim::RunOptions& options);

/// A simulating evaluator for the planner: shorter runs than a full study, the same streams at every factor.
planning::Evaluator evaluator(Context& context, const farm::Farm& farm, sim::RunOptions options);

/// Plans with evaluator() above.
std::optional<results::PlanResult> makePlan(Context& context, const farm::Farm& farm, const sim::RunOptions& options,
                                            planning::PlanOptions plan);

/// Refuses, with exit code 2, to write over a file that is read: the farm, its logs, or anything else in `inputs`.
bool keepsInputs(Context& context, const std::vector<std::string>& outputs, std::vector<std::string> inputs,
                 const farm::Farm* farm);

/// Warns of malformed lines and of requests that belong to no application.
void tellAboutLog(Context& context, const results::LogFacts& facts);

/// 1 when an objective was missed, the precision asked for was not reached, the farm is overloaded, or an application
/// answered nothing, else 0.
int verdictOf(const results::RunResult& run);

}  // namespace headroom::cli
