#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "engine/cli/study.h"

namespace headroom::cli {
namespace {

struct PlanArguments {
  std::string farm;
  RunArguments run;
  std::vector<std::string> objectives;
  int survive = 0;
  bool noLoss = false;
  bool json = false;
};

std::optional<planning::PlanOptions> planOptions(Context& context, const PlanArguments& arguments) {
  planning::PlanOptions options;
  options.loseEachServer = !arguments.noLoss;
  options.curve = arguments.json;
  for (const std::string& text : arguments.objectives) {
    const auto objective = planning::parseObjective(text);
    if (!objective) {
      context.fail(objective.problems(), kWrongUsage);
      return std::nullopt;
    }
    options.objectives.push_back(*objective);
  }
  return options;
}

void execute(Context& context, const PlanArguments& arguments) {
  const auto plan = planOptions(context, arguments);
  if (!plan) return;
  const auto farm = loadFarm(context, arguments.farm);
  if (!farm) return;
  if (!ownLogs(*farm).empty()) {
    context.fail(problem("the users of this farm replay logs, which have no load to multiply",
                         "give the users an open or closed load", {arguments.farm, 0, 0}),
                 kBadInput);
    return;
  }
  for (const farm::Slo& slo : plan->objectives) {
    if (slo.application.empty() || farm::findApplication(*farm, slo.application) != nullptr) continue;
    context.fail(
        problem("--slo: the farm has no application '" + slo.application + "'", "name one of its applications"),
        kWrongUsage);
    return;
  }
  auto options = runOptions(context, *farm, arguments.run);
  if (!options) return;
  if (arguments.run.duration.empty()) options->measured = planning::pointLengthOf(*farm);
  const auto found = makePlan(context, *farm, *options, *plan);
  if (!found) return;
  context.streams.out << (arguments.json ? results::toJson(*found) + "\n"
                                         : results::toText(*found, context.streams.width, context.colour));
  const auto broken = [](const results::PlanRow& row) { return !row.holdsToday; };
  const auto rows = arguments.survive > 0 ? found->rows.size() : std::min<std::size_t>(1, found->rows.size());
  if (std::any_of(found->rows.begin(), found->rows.begin() + static_cast<std::ptrdiff_t>(rows), broken))
    context.exitCode = kAnswerIsNo;
}

}  // namespace

void addPlan(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand(
      "plan", "How far today's load can be multiplied, what breaks first, and with each server lost");
  auto arguments = std::make_shared<PlanArguments>();
  arguments->run.replications = 5;
  command->add_option("FARM", arguments->farm, "Farm file")->required();
  command->add_option("--slo", arguments->objectives,
                      "Objective instead of the farm's: p95<500ms, AppX:p99<2s, utilisation<70%, failures<0.1%");
  command->add_option("--survive", arguments->survive, "Servers whose loss today's load must survive: 0 or 1")
      ->check(CLI::Range(0, 1));
  command->add_flag("--no-loss", arguments->noLoss, "Leave out the situations with a server lost");
  addRunOptions(*command, arguments->run);
  command->add_flag("--json", arguments->json, "Print the plan as JSON, with the curve of response against load");
  command->footer(
      "Example:\n  headroom plan my.farm --slo 'p95<500ms' --slo 'utilisation<70%' --survive 1\n\n"
      "Each point of the search is simulated for --duration (60s; all of run.measured where a load\n"
      "follows a curve) with --replications (5).\n"
      "Exit code 1 when today's load breaks an objective.");
  command->callback([&context, arguments] {
    if (arguments->survive > 0 && arguments->noLoss) throw CLI::ExcludesError("--survive", "--no-loss");
    execute(context, *arguments);
  });
}

}  // namespace headroom::cli
