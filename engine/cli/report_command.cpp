#include <CLI/CLI.hpp>
#include <ctime>
#include <memory>
#include <ostream>

#include "engine/base/file.h"
#include "engine/cli/study.h"
#include "engine/farm_file/farm_file.h"
#include "engine/lint/lint.h"
#include "engine/report/report.h"

namespace headroom::cli {
namespace {

struct ReportArguments {
  std::string input;
  std::vector<std::string> outputs;
  ReplayArguments replay;
  RunArguments run;
  bool noPlan = false;
  std::string title;
  std::string author;
  std::string date;
};

std::string today() {
  // SOURCE_DATE_EPOCH (reproducible-builds.org) pins the date, so that equal input gives equal bytes.
  const char* pinned = std::getenv("SOURCE_DATE_EPOCH");
  const std::time_t now =
      pinned != nullptr ? static_cast<std::time_t>(std::strtoll(pinned, nullptr, 10)) : std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  char text[16];
  std::strftime(text, sizeof text, "%Y-%m-%d", &parts);
  return text;
}

/// A study from a saved run: nothing is simulated again.
std::optional<report::Study> studyFromResults(Context& context, const std::string& path) {
  const auto content = readFile(path);
  if (!content) {
    context.fail(content.problems(), kBadInput);
    return std::nullopt;
  }
  auto run = results::fromJson(*content);
  if (!run) {
    Diagnostics problems = run.problems();
    for (Diagnostic& problem : problems) problem.place.file = path;
    context.fail(problems, kBadInput);
    return std::nullopt;
  }
  auto farm = farm_file::read(run->farmText, farm_file::Format::Text, path + " (farm inside)");
  if (!farm) {
    context.fail(farm.problems(), kBadInput);
    return std::nullopt;
  }
  report::Study study;
  study.farm = std::move(farm->farm);
  study.run = std::move(*run);
  return study;
}

std::optional<report::Study> studyFromFarm(Context& context, const ReportArguments& arguments) {
  const auto farm = loadFarm(context, arguments.input);
  if (!farm) return std::nullopt;
  auto options = runOptions(context, *farm, arguments.run);
  if (!options) return std::nullopt;
  report::Study study;
  study.farm = *farm;
  ReplayArguments replay = arguments.replay;
  if (replay.logs.empty()) replay.logs = ownLogs(*farm);
  const bool hasLoad = ownLogs(*farm).empty() && !farm->users.empty();
  sim::RunOptions forRun = *options;
  if (!replay.logs.empty()) {
    const auto read = readLogs(context, *farm, replay, *options);
    if (!read) return std::nullopt;
    forRun.replay = *read;
  }
  auto run = simulate(context, *farm, forRun);
  if (!run) return std::nullopt;
  study.run = std::move(*run);
  if (!arguments.noPlan && hasLoad) {
    sim::RunOptions forPlan = *options;
    forPlan.measured = std::min(forPlan.measured, planning::pointLengthOf(*farm));
    forPlan.replications = std::min(forPlan.replications, 5);
    auto plan = makePlan(context, *farm, forPlan, {});
    if (!plan) return std::nullopt;
    study.plan = std::move(*plan);
  }
  return study;
}

bool isResults(const std::string& path) {
  if (!path.ends_with(".json")) return false;
  const auto head = readFile(path);
  return head.ok() && head->find("\"headroom.results\"") != std::string::npos;
}

void execute(Context& context, const ReportArguments& arguments) {
  std::vector<std::string> inputs = arguments.replay.logs;
  inputs.push_back(arguments.input);
  if (!keepsInputs(context, arguments.outputs, inputs, nullptr)) return;
  auto study =
      isResults(arguments.input) ? studyFromResults(context, arguments.input) : studyFromFarm(context, arguments);
  if (!study) return;
  study->findings = lint::check(study->farm);
  study->title = arguments.title;
  study->author = arguments.author;
  study->date = arguments.date.empty() ? today() : arguments.date;
  context.exitCode = verdictOf(study->run);
  for (const std::string& output : arguments.outputs) {
    const Outcome written = report::write(*study, output);
    if (!written) {
      context.fail(written.problems(), kFailed);
      continue;
    }
    if (!context.quiet) context.streams.err << "wrote " << output << '\n';
  }
}

}  // namespace

void addReport(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand("report", "The capacity report of a farm or of a saved run");
  auto arguments = std::make_shared<ReportArguments>();
  command->add_option("INPUT", arguments->input, "Farm file, or results of an earlier run (.json)")->required();
  command
      ->add_option("-o,--output", arguments->outputs,
                   "Files to write: .html, .pdf, .json or .csv; may be given several times")
      ->required();
  command->add_option("--replay", arguments->replay.logs, "Access logs to replay instead of the farm's own load");
  addReplayOptions(*command, arguments->replay);
  addRunOptions(*command, arguments->run);
  command->add_flag("--no-plan", arguments->noPlan, "Leave out headroom and the loss of each server (quicker)");
  command->add_option("--title", arguments->title, "Title on the first page");
  command->add_option("--author", arguments->author, "Author on the first page");
  command->add_option("--date", arguments->date, "Date on the first page; default: today, or SOURCE_DATE_EPOCH");
  command->footer(
      "Example:\n  headroom report my.farm -o report.html -o report.pdf\n"
      "  headroom report my.farm --replay u_ex261123.log -o report.pdf");
  command->callback([&context, arguments] { execute(context, *arguments); });
}

}  // namespace headroom::cli
