#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <iterator>
#include <memory>
#include <optional>
#include <ostream>

#include "engine/cli/study.h"
#include "engine/cli/wrong_ways.h"
#include "engine/farm_file/farm_file.h"
#include "engine/results/validation.h"
#include "engine/sim/journal.h"

namespace headroom::cli {
namespace {

struct OutputArguments {
  bool json = false;
  bool csv = false;
  std::string file;
};

struct Arguments {
  std::string farm;
  RunArguments run;
  ReplayArguments replay;
  OutputArguments output;
  std::string tolerance;
  std::string journal;
  std::uint64_t journalFrom = 1;
};

void addTraceOption(CLI::App& command, RunArguments& run) {
  command
      .add_option("--traces", run.traces,
                  "Show so many of the slowest requests, of a sample and of the failed ones step by step")
      ->check(CLI::Range(0, 1000));
}

void addIntervalOptions(CLI::App& command, RunArguments& run) {
  auto* batches =
      command.add_flag("--batch-means", run.batchMeans, "One long run, whose 30 successive parts give the intervals");
  batches->excludes(command.get_option("--replications"));
  auto* precision = command.add_option("--precision", run.precision,
                                       "Add replications until the 95 % intervals are so narrow, such as 2%");
  precision->excludes(batches);
  command
      .add_option("--precision-of", run.precisionOf,
                  "Of what, such as p99 or utilisation@FE1; default: mean and p95 of each zone")
      ->delimiter(',')
      ->needs(precision);
  command.add_option(
      "--budget", run.budget,
      "End after so many events (500M); default: 10G. With --precision: add no replications after so many, "
      "or after so much simulated time (12h); default: 2G events");
}

void addJournalOptions(CLI::App& command, Arguments& arguments) {
  auto* journal =
      command.add_option("--journal", arguments.journal,
                         "Write the events of the first replication to this file, a million at most: "
                         "where two builds of the program differ, the first line that differs says in what");
  command.add_option("--journal-from", arguments.journalFrom, "Number of the first event written")
      ->needs(journal)
      ->check(CLI::PositiveNumber);
}

/// Number, nanoseconds, kind, subject and fingerprint of each event.
void writeJournal(Context& context, const farm::Farm& farm, const sim::RunOptions& options,
                  const Arguments& arguments) {
  constexpr std::uint64_t kMost = 1'000'000;
  std::string text;
  const auto tell = [&](const sim::JournalEvent& event) {
    fmt::format_to(std::back_inserter(text), "{} {} {} {} {:016x}\n", event.number, event.at.ns(), event.kind,
                   event.subject, event.fingerprint);
  };
  sim::Progress progress;
  progress.cancel = context.streams.interrupted;
  if (const headroom::Outcome told = sim::tellJournal(farm, options, arguments.journalFrom, kMost, tell, progress);
      !told) {
    return failWork(context, told.problems());
  }
  deliver(context, arguments.journal, text);
}

void addOutputOptions(CLI::App& command, OutputArguments& output) {
  auto* json = command.add_flag("--json", output.json, "Print the results as JSON");
  command.add_flag("--csv", output.csv, "Print the results as CSV")->excludes(json);
  command.add_option("--out", output.file, "Also write the results to this file (.json or .csv)");
}

bool endsWith(const std::string& text, std::string_view ending) {
  return std::string_view(text).ends_with(ending);
}

/// "5%" or "5": a share of percents.
std::optional<double> readTolerance(Context& context, const std::string& text) {
  const std::string number = text.ends_with('%') ? text.substr(0, text.size() - 1) : text;
  double percent = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), percent);
  if (error == std::errc{} && end == number.data() + number.size() && percent > 0 && percent <= 1000)
    return percent / 100;
  context.fail(
      problem("--tolerance: '" + text + "' is no share of percents above 0", "write for example --tolerance 5%"),
      kWrongUsage);
  return std::nullopt;
}

void present(Context& context, const results::RunResult& run, const OutputArguments& output) {
  if (output.json) {
    context.streams.out << results::toJson(run) << '\n';
  } else if (output.csv) {
    context.streams.out << results::toCsv(run);
  } else {
    context.streams.out << results::toText(run, context.streams.width, context.colour);
  }
  context.exitCode = verdictOf(run);
  if (run.validation && !run.validation->within) context.exitCode = kAnswerIsNo;
  if (!output.file.empty())
    deliver(context, output.file, endsWith(output.file, ".csv") ? results::toCsv(run) : results::toJson(run) + "\n");
  if (context.interrupted()) context.exitCode = kInterrupted;
}

void execute(Context& context, Arguments arguments) {
  if (!arguments.output.file.empty() && !endsWith(arguments.output.file, ".json") &&
      !endsWith(arguments.output.file, ".csv")) {
    context.fail(
        problem("--out: '" + arguments.output.file + "' has no known ending", "name a file ending in .json or .csv"),
        kWrongUsage);
    return;
  }
  std::optional<double> tolerance;
  if (!arguments.tolerance.empty()) {
    tolerance = readTolerance(context, arguments.tolerance);
    if (!tolerance) return;
  }
  const auto farm = loadFarm(context, arguments.farm);
  if (!farm) return;
  auto options = runOptions(context, *farm, arguments.run);
  if (!options) return;
  // Nothing is drawn for a request that brings its own service time, so that further replications would repeat the
  // first.
  if (arguments.replay.service == "log" && !arguments.run.replications) options->replications = 1;
  std::vector<std::string> inputs = arguments.replay.logs;
  inputs.push_back(arguments.farm);
  std::vector<std::string> outputs;
  for (const std::string& file : {arguments.output.file, arguments.journal}) {
    if (!file.empty()) outputs.push_back(file);
  }
  if (!outputs.empty() && !keepsInputs(context, outputs, inputs, &*farm)) return;
  if (arguments.replay.logs.empty()) arguments.replay.logs = ownLogs(*farm);
  if (!arguments.replay.logs.empty()) {
    arguments.replay.rateScale *= options->loadFactor;
    const auto replay = readLogs(context, *farm, arguments.replay, *options);
    if (!replay) return;
    options->replay = *replay;
  }
  warnOfWrongWays(context, *farm, arguments.farm);
  auto run = simulate(context, *farm, *options);
  if (!run) return;
  if (run->validation) results::judge(*run->validation, tolerance);
  present(context, *run, arguments.output);
  if (!arguments.journal.empty()) writeJournal(context, *farm, *options, arguments);
}

}  // namespace

void addRun(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand("run", "Simulates a farm under the load it describes");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("FARM", arguments->farm, "Farm file")->required();
  addRunOptions(*command, arguments->run);
  addIntervalOptions(*command, arguments->run);
  addTraceOption(*command, arguments->run);
  addOutputOptions(*command, arguments->output);
  addJournalOptions(*command, *arguments);
  command->footer(
      "Example:\n  headroom run my.farm --down FE2 --duration 10min\n\n"
      "Exit code 1 when an objective is missed, a precision is not reached or the farm is overloaded.");
  command->callback([&context, arguments] { execute(context, *arguments); });
}

void addReplay(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand("replay", "Simulates a farm under the arrivals of real access logs");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("FARM", arguments->farm, "Farm file")->required();
  command
      ->add_option("LOG", arguments->replay.logs,
                   "Access logs, plain, .gz or .zst; folders, patterns, - for standard input")
      ->required();
  addReplayOptions(*command, arguments->replay);
  addRunOptions(*command, arguments->run);
  auto* validate = command->add_flag("--validate", arguments->replay.compare,
                                     "Compare the predicted waits and responses with those that the log holds");
  command->add_option("--tolerance", arguments->tolerance, "Exit with 1 when an error is larger, such as 5%")
      ->needs(validate);
  addTraceOption(*command, arguments->run);
  addOutputOptions(*command, arguments->output);
  command->footer(
      "Example:\n"
      "  headroom replay my.farm u_ex261123.log access.log.gz --scale-users 1.4\n"
      "  headroom replay my.farm haproxy.log --service log --validate --tolerance 5%");
  command->callback([&context, arguments] { execute(context, *arguments); });
}

}  // namespace headroom::cli
