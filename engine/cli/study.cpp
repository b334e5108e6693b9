#include "engine/cli/study.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <ostream>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/base/version.h"
#include "engine/cli/number_options.h"
#include "engine/cli/progress_bar.h"
#include "engine/farm/breakable.h"
#include "engine/farm_file/farm_file.h"
#include "engine/results/figures.h"
#include "engine/trace/log_paths.h"
#include "engine/workload/window.h"

namespace headroom::cli {
namespace {

sim::Progress watch(Context& context, ProgressBar& bar, const std::string& prefix = {}) {
  sim::Progress progress;
  progress.report = [&bar, prefix](double done, const std::string& doing) { bar.show(done, prefix + doing); };
  progress.cancel = context.streams.interrupted;
  return progress;
}

/// Feeds the progress bar while a log is read, and stops the reading on Ctrl-C.
trace::ReadProgress showReading(Context& context, ProgressBar& bar) {
  return [&context, &bar](std::uint64_t read, std::uint64_t total) {
    bar.show(total > 0 ? static_cast<double>(read) / static_cast<double>(total) : 0, "reading logs");
    return !context.interrupted();
  };
}

bool readDuration(Context& context, const std::string& option, const std::string& text, Duration& into) {
  const auto parsed = parseDuration(text);
  if (!parsed) {
    Diagnostics problems = parsed.problems();
    problems.front().what = option + ": " + problems.front().what;
    context.fail(problems, kWrongUsage);
    return false;
  }
  into = *parsed;
  return true;
}

/// The number that `text` begins with, and what follows it; "?" when there is none.
std::pair<double, std::string_view> numberIn(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return {0, "?"};
  return {value, text.substr(static_cast<std::size_t>(end - text.data()))};
}

/// In events ("500M") or, where a precision is asked for, in simulated time ("12h").
bool readBudget(Context& context, const std::string& text, sim::RunOptions& options) {
  const auto [events, suffix] = numberIn(text);
  const double scale = suffix == "k" ? 1e3 : suffix == "M" ? 1e6 : suffix == "G" ? 1e9 : 1;
  if (!suffix.empty() && scale == 1 && options.precision) {
    options.precision->mostTime.emplace();
    return readDuration(context, "--budget", text, *options.precision->mostTime);
  }
  if ((!suffix.empty() && scale == 1) || !(events * scale >= 1 && events * scale < 1e18)) {
    context.fail(problem("--budget: '" + text + "' is no number of events from 1 to 1e18",
                         "write for example --budget 500M, or with --precision --budget 12h of simulated time"),
                 kWrongUsage);
    return false;
  }
  const auto most = static_cast<std::uint64_t>(events * scale);
  if (options.precision)
    options.precision->mostEvents = most;
  else
    options.mostEvents = most;
  return true;
}

/// "2%" or "0.02".
bool readPrecision(Context& context, const RunArguments& arguments, sim::RunOptions& options) {
  sim::PrecisionGoal goal;
  const auto [share, unit] = numberIn(arguments.precision);
  const bool percent = unit == "%" || unit == " %";
  goal.relative = percent ? share / 100 : share;
  if ((!percent && !unit.empty()) || !(goal.relative >= 1e-6 && goal.relative < 1)) {
    context.fail(problem("--precision: '" + arguments.precision + "' is no share between 0.0001 % and 100 %",
                         "write for example --precision 2%"),
                 kWrongUsage);
    return false;
  }
  goal.metrics = arguments.precisionOf;
  const auto& known = sim::precisionMeasures();
  for (const std::string& metric : goal.metrics) {
    if (std::find(known.begin(), known.end(), metric.substr(0, metric.find('@'))) != known.end()) continue;
    context.fail(problem("--precision-of: '" + metric + "' is no measure", "write one of " + joinWithAnd(known)),
                 kWrongUsage);
    return false;
  }
  options.precision = std::move(goal);
  return true;
}

bool nodesExist(Context& context, const farm::Farm& farm, const std::vector<std::string>& nodes) {
  const auto names = farm::breakableNames(farm);
  for (const std::string& node : nodes) {
    if (std::find(names.begin(), names.end(), node) != names.end()) continue;
    const std::string near = nearest(node, names);
    context.fail(
        problem("--down: the farm has no node '" + node + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?"),
                "name one of " + joinWithAnd(names)),
        kWrongUsage);
    return false;
  }
  return true;
}

/// What of the log is replayed, and how; false after a wrong word.
bool readTraffic(Context& context, const ReplayArguments& arguments, workload::ReplayOptions& options) {
  options.userScale = arguments.userScale;
  options.tiers = arguments.tiers;
  options.service = arguments.service == "log" ? workload::ServiceSource::Log : workload::ServiceSource::Farm;
  options.compare = arguments.compare;
  options.jitterSeed = arguments.jitter;
  if (!readDuration(context, "--session-gap", arguments.sessionGap, options.sessionGap)) return false;
  constexpr std::string_view kCookie = "cookie=";
  const std::string& by = arguments.sessionBy;
  if (by == "user") {
    options.visitors = workload::VisitorKey::User;
  } else if (by == "client") {
    options.visitors = workload::VisitorKey::Client;
  } else if (by.starts_with(kCookie) && by.size() > kCookie.size()) {
    options.visitors = workload::VisitorKey::Cookie;
    options.sessionCookie = by.substr(kCookie.size());
  } else if (by != "auto") {
    context.fail(
        problem("--session-by: '" + by + "' tells no visitors apart", "write auto, user, client or cookie=NAME"),
        kWrongUsage);
    return false;
  }
  return true;
}

}  // namespace

void tellAboutLog(Context& context, const results::LogFacts& facts) {
  Diagnostics notes;
  if (facts.malformed > 0) {
    std::vector<std::string> first(
        facts.malformedPlaces.begin(),
        facts.malformedPlaces.begin() + std::min<std::ptrdiff_t>(5, std::ssize(facts.malformedPlaces)));
    notes.push_back({Severity::Warning,
                     {},
                     results::count(facts.malformed) + " of " + results::count(facts.lines) +
                         " log lines are malformed and were left out (first: " + joinWithAnd(first) + ")",
                     "look at them; a wrong format or a damaged file shows here",
                     {}});
  }
  if (facts.unmapped > 0) {
    notes.push_back({Severity::Warning,
                     {},
                     results::count(facts.unmapped) + " of " + results::count(facts.valid) +
                         " requests belong to no application of the farm (" + joinWithAnd(facts.unmappedTop) + ")",
                     "add a module with their path if they matter",
                     {}});
  }
  context.print(notes);
}

void addRunOptions(CLI::App& command, RunArguments& arguments) {
  command.add_option("--seed", arguments.seed, "Seed of all random streams; same seed, same bits")
      ->check([](const std::string& text) {
        std::uint64_t seed = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
        return error == std::errc{} && end == text.data() + text.size()
                   ? std::string()
                   : "'" + text + "' is no whole number from 0 to 2^64 - 1";
      });
  command.add_option("--replications", arguments.replications, "Independent repetitions")->check(CLI::Range(1, 100000));
  auto* duration =
      command.add_option("--duration", arguments.duration, "Measured part of each replication, such as 600s or 10min");
  auto* warmUp = command.add_option("--warm-up", arguments.warmUp, "Part left out before it; default: detected");
  command
      .add_option("--requests", arguments.requests,
                  "End each replication after so many requests instead; the first twentieth is left out")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1} << 53))
      ->excludes(duration)
      ->excludes(warmUp);
  command.add_option("--load", arguments.load, "Multiple of the farm's load")
      ->check(within(1e-6, 1e6))
      ->capture_default_str();
  command.add_option("--down", arguments.down, "Node that is out for the whole run; may be given several times");
  command.add_option("--threads", arguments.threads, "Threads; 0 = all cores. Never changes a result")
      ->check(CLI::Range(0, 1024));
}

void addReplayOptions(CLI::App& command, ReplayArguments& arguments) {
  auto* rate = command
                   .add_option("--rate-scale", arguments.rateScale,
                               "Multiple of the logged requests, by thinning or superposing")
                   ->check(within(1e-4, 1e4));
  auto* users = command
                    .add_option("--scale-users", arguments.userScale,
                                "Multiple of the logged visitors: whole sessions, think times as they are")
                    ->check(within(1e-4, 1e4))
                    ->excludes(rate);
  command.add_option("--session-gap", arguments.sessionGap, "A longer pause of a visitor begins a new session")
      ->needs(users)
      ->capture_default_str();
  command
      .add_option("--session-by", arguments.sessionBy,
                  "What tells visitors apart: auto (user, else client), user, client (with its agent), cookie=NAME")
      ->needs(users)
      ->capture_default_str();
  command.add_option("--speed", arguments.speed, "Runs the log's clock faster; changes its burstiness")
      ->check(within(1e-3, 1e6));
  command
      .add_option("--tier", arguments.tiers,
                  "Front end of a proxy to take the requests of, where each stands twice: www or frontend=www; "
                  "default: the outermost")
      ->delimiter(',');
  command
      .add_option("--service", arguments.service,
                  "Service times: farm (its demands) or log (what each request took at its server)")
      ->check(CLI::IsMember({"farm", "log"}))
      ->capture_default_str();
  command.add_option(
      "--jitter", arguments.jitter,
      "Put requests of whole-second stamps at random places in their second, by this seed; default: evenly");
  command.add_option("--from", arguments.from, "Start: 2026-11-23T00:44:00Z or 00:44");
  command.add_option("--to", arguments.to, "End, like --from");
  addLogOptions(command, arguments.reading);
}

std::optional<sim::RunOptions> runOptions(Context& context, const farm::Farm& farm, const RunArguments& arguments) {
  sim::RunOptions options = sim::optionsOf(farm);
  if (!std::isfinite(arguments.load)) {
    context.fail(problem("--load: the multiple must be a finite number", "write for example --load 1.5"), kWrongUsage);
    return std::nullopt;
  }
  if (arguments.seed) options.seed = *arguments.seed;
  if (arguments.replications) options.replications = *arguments.replications;
  if (arguments.batchMeans) options.replications = 1;
  // A run of so many requests is for speed and for seeds by hand; it gets its intervals when they are asked for.
  const bool cut = arguments.batchMeans || (arguments.requests == 0 && arguments.precision.empty());
  if (options.replications == 1 && cut) options.batches = sim::kBatchesOfARun;
  options.loadFactor = arguments.load;
  options.threads = arguments.threads;
  options.traces = arguments.traces;
  options.down = arguments.down;
  if (!arguments.duration.empty()) {
    if (!readDuration(context, "--duration", arguments.duration, options.measured)) return std::nullopt;
    if (options.measured.ns() == 0) {
      context.fail(problem("--duration: a run of no length measures nothing", "write for example --duration 600s"),
                   kWrongUsage);
      return std::nullopt;
    }
  }
  if (arguments.requests > 0) options.requests = arguments.requests;
  if (!arguments.warmUp.empty()) {
    Duration warmUp;
    if (!readDuration(context, "--warm-up", arguments.warmUp, warmUp)) return std::nullopt;
    options.warmUp = warmUp;
  }
  if (!nodesExist(context, farm, arguments.down)) return std::nullopt;
  if (!arguments.precision.empty() && !readPrecision(context, arguments, options)) return std::nullopt;
  if (!arguments.budget.empty() && !readBudget(context, arguments.budget, options)) return std::nullopt;
  return options;
}

std::optional<std::shared_ptr<const workload::Replay>> readLogs(Context& context, const farm::Farm& farm,
                                                                const ReplayArguments& arguments,
                                                                const sim::RunOptions& run) {
  workload::ReplayOptions options;
  options.rateScale = arguments.rateScale;
  options.speed = arguments.speed;
  options.fromUtc = arguments.from;
  options.toUtc = arguments.to;
  options.seed = run.seed;
  if (!readTraffic(context, arguments, options)) return std::nullopt;
  options.reading = readOptions(arguments.reading, run.threads);
  options.filter = filterOf(arguments.reading);
  const Result<std::vector<std::string>> logs = trace::expandLogs(arguments.logs);
  if (!logs) {
    failWork(context, logs.problems());
    return std::nullopt;
  }
  auto replay = [&] {
    ProgressBar bar(context.streams, context.quiet);
    options.reading.progress = showReading(context, bar);
    return workload::loadReplay(farm, *logs, options);
  }();
  if (!replay) {
    const bool badWindow = !workload::parseWindow(arguments.from, arguments.to).ok();
    if (badWindow) {
      context.fail(replay.problems(), kWrongUsage);
    } else {
      failWork(context, replay.problems());
    }
    return std::nullopt;
  }
  tellAboutLog(context, replay->facts);
  return std::make_shared<const workload::Replay>(std::move(*replay));
}

std::vector<std::string> ownLogs(const farm::Farm& farm) {
  std::vector<std::string> logs;
  const std::filesystem::path folder = std::filesystem::path(farm.file).parent_path();
  for (const farm::Users& users : farm.users) {
    const auto* replay = std::get_if<farm::ReplayLoad>(&users.load);
    if (replay == nullptr) continue;
    for (const std::string& log : replay->logs) logs.push_back((folder / log).string());
  }
  return logs;
}

bool keepsInputs(Context& context, const std::vector<std::string>& outputs, std::vector<std::string> inputs,
                 const farm::Farm* farm) {
  if (farm != nullptr) {
    const auto own = ownLogs(*farm);
    inputs.insert(inputs.end(), own.begin(), own.end());
  }
  if (const auto files = trace::expandLogs(inputs)) inputs = *files;  // folders and patterns of logs
  Diagnostics clashes;
  for (const std::string& output : outputs) {
    for (const std::string& input : inputs) {
      std::error_code none;
      if (!std::filesystem::equivalent(output, input, none) || none) continue;
      clashes.push_back(
          {Severity::Error, {output, 0, 0}, "this file is an input of the run", "choose another name to write to", {}});
    }
  }
  if (!clashes.empty()) context.fail(clashes, kWrongUsage);
  return clashes.empty();
}

std::optional<results::RunResult> simulate(Context& context, const farm::Farm& farm, const sim::RunOptions& options) {
  Result<results::RunResult> run = [&] {
    ProgressBar bar(context.streams, context.quiet);
    return sim::run(farm, options, watch(context, bar));
  }();
  if (!run) {
    failWork(context, run.problems());
    return std::nullopt;
  }
  run->version = std::string(version());
  run->farmHash = farm_file::hashOf(farm);
  run->farmText = farm_file::write(farm, farm_file::Format::Text);
  return std::move(*run);
}

planning::Evaluator evaluator(Context& context, const farm::Farm& farm, sim::RunOptions options) {
  return [&context, &farm, options](double factor, const std::vector<std::string>& down) {
    sim::RunOptions point = options;
    point.loadFactor = options.loadFactor * factor;
    point.down.insert(point.down.end(), down.begin(), down.end());
    sim::Progress progress;
    progress.cancel = context.streams.interrupted;
    auto run = sim::run(farm, point, progress);
    if (run.ok() && context.interrupted())
      return Result<results::RunResult>(problem("stopped before the search was done"));
    return run;
  };
}

std::optional<results::PlanResult> makePlan(Context& context, const farm::Farm& farm, const sim::RunOptions& options,
                                            planning::PlanOptions plan) {
  Result<results::PlanResult> found = [&] {
    ProgressBar bar(context.streams, context.quiet);
    plan.report = [&bar](double done, const std::string& doing) { bar.show(done, "planning: " + doing); };
    plan.seed = options.seed;
    return planning::plan(farm, evaluator(context, farm, options), plan);
  }();
  if (!found) {
    failWork(context, found.problems());
    return std::nullopt;
  }
  found->farmHash = farm_file::hashOf(farm);
  return std::move(*found);
}

int verdictOf(const results::RunResult& run) {
  const bool missed = std::any_of(run.slos.begin(), run.slos.end(),
                                  [](const auto& slo) { return slo.verdict == results::SloVerdict::Verdict::Missed; });
  const bool silent = std::any_of(run.applications.begin(), run.applications.end(), results::answeredNothing);
  const bool nothing = run.totals.arrivals > 0 && run.totals.completed == 0;
  const bool imprecise = run.precision && !run.precision->reached;
  return missed || run.overloaded || silent || imprecise || nothing ? kAnswerIsNo : kFine;
}

}  // namespace headroom::cli
