#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/calibration/calibration.h"
#include "engine/calibration/rate_shape.h"
#include "engine/cli/log_options.h"
#include "engine/cli/progress_bar.h"
#include "engine/cli/study.h"
#include "engine/farm_file/farm_file.h"
#include "engine/trace/log_paths.h"

namespace headroom::cli {
namespace {

struct Arguments {
  std::string farm;
  std::vector<std::string> logs;
  std::vector<std::string> cpu;
  std::string cpuZone;
  std::string cpuUnit = "auto";
  std::string output;
  std::string sessionGap = "30min";
  std::optional<int> hour;
  std::string curve;
  LogArguments reading;
  std::vector<std::string> tiers;
  bool callsLogged = false;
  bool backTest = false;
  std::string holdOut;
  std::uint64_t seed = 1;
  int replications = 5;
  unsigned threads = 0;
  bool json = false;
};

std::nullopt_t wrong(Context& context, const Diagnostics& problems) {
  context.fail(problems, kWrongUsage);
  return std::nullopt;
}

/// "25%", "10:00-11:00", "2026-11-23T10:00/2026-11-23T11:00".
Result<calibration::HoldOut> parseHoldOut(const std::string& text) {
  calibration::HoldOut part;
  if (text.empty()) return part;
  const Diagnostics bad = problem("--hold-out: '" + printable(text) + "' is no part of a log",
                                  "write 25%, 10:00-11:00 or 2026-11-23T10:00/2026-11-23T11:00");
  if (text.find(':') == std::string::npos && text.find('/') == std::string::npos) {
    const auto share = parseFraction(text);
    if (!share || !(*share > 0) || !(*share < 1)) return bad;
    part.share = *share;
    return part;
  }
  const std::size_t slash = text.find('/');
  const std::size_t cut = slash != std::string::npos ? slash : text.find('-');
  if (cut == std::string::npos || (slash == std::string::npos && text.find('-', cut + 1) != std::string::npos))
    return bad;
  part.fromUtc = text.substr(0, cut);
  part.toUtc = text.substr(cut + 1);
  if (const auto window = workload::parseWindow(part.fromUtc, part.toUtc); !window) return bad;
  return part;
}

std::optional<calibration::Options> calibrationOptions(Context& context, const Arguments& arguments) {
  calibration::Options options;
  options.logs = arguments.logs;
  options.cpuFiles = arguments.cpu;
  options.hour = arguments.hour;
  options.callsLogged = arguments.callsLogged;
  options.reading = readOptions(arguments.reading, arguments.threads);
  options.filter = filterOf(arguments.reading);
  options.tiers = arguments.tiers;
  options.cancel = context.streams.interrupted;
  using Unit = calibration::CpuOptions::Unit;
  options.cpu.unit = arguments.cpuUnit == "auto"    ? Unit::Auto
                     : arguments.cpuUnit == "share" ? Unit::Share
                                                    : Unit::Percent;
  if (!arguments.cpuZone.empty()) {
    const auto offset = calibration::parseZoneOffset(arguments.cpuZone);
    if (!offset)
      return wrong(context, problem("--cpu-zone: " + offset.problems().front().what, offset.problems().front().remedy));
    options.cpu.zoneOffsetNs = *offset;
  }
  const auto gap = parseDuration(arguments.sessionGap);
  if (!gap || gap->ns() <= 0)
    return wrong(context, problem("--session-gap: '" + printable(arguments.sessionGap) + "' is no length of time",
                                  "write for example 30min"));
  options.sessionGap = *gap;
  return options;
}

calibration::Evaluator replaying(Context& context, const Arguments& arguments) {
  return [&context, &arguments](const farm::Farm& farm, std::shared_ptr<const workload::Replay> replay) {
    sim::RunOptions options = sim::optionsOf(farm);
    options.seed = arguments.seed;
    options.replications = arguments.replications;
    options.threads = arguments.threads;
    options.replay = std::move(replay);
    ProgressBar bar(context.streams, context.quiet);
    sim::Progress progress;
    progress.cancel = context.streams.interrupted;
    progress.report = [&bar](double done, const std::string& doing) { bar.show(done, "back-test: " + doing); };
    auto run = sim::run(farm, options, progress);
    if (run.ok() && context.interrupted())
      return Result<results::RunResult>(problem("stopped before the back-test was done"));
    return run;
  };
}

/// The shape that was asked for; problems where the logs do not show it.
Result<std::optional<farm::Curve>> shapeOf(const calibration::Calibration& found, const std::string& wanted) {
  if (wanted.empty()) return std::optional<farm::Curve>();
  auto curve =
      calibration::curveOf(found.curve, wanted == "day" ? calibration::RateShape::Day : calibration::RateShape::Week);
  if (!curve) return curve.problems();
  return std::optional<farm::Curve>(std::move(*curve));
}

/// Makes sure that what is written can be read again.
bool save(Context& context, const farm::Farm& fitted, const std::string& path) {
  if (const Diagnostics problems = farm_file::validate(fitted); hasErrors(problems)) {
    context.fail(problems, kFailed);
    return false;
  }
  return deliver(context, path, farm_file::write(fitted, farm_file::formatOf(path)));
}

std::optional<calibration::Material> readMaterial(Context& context, const farm::Farm& farm,
                                                  calibration::Options options) {
  ProgressBar bar(context.streams, context.quiet);
  options.reading.progress = [&](std::uint64_t done, std::uint64_t total) {
    if (total > 0) bar.show(static_cast<double>(done) / static_cast<double>(total), "reading the logs");
    return !context.interrupted();
  };
  Result<calibration::Material> material = calibration::readMaterial(farm, options);
  if (context.interrupted()) {
    context.exitCode = kInterrupted;
    return std::nullopt;
  }
  if (material) return std::move(*material);
  failWork(context, material.problems());
  return std::nullopt;
}

void execute(Context& context, Arguments arguments) {
  const auto logs = trace::expandLogs(arguments.logs);
  if (!logs) return context.fail(logs.problems(), kBadInput);
  arguments.logs = *logs;
  const auto options = calibrationOptions(context, arguments);
  const auto holdOut = parseHoldOut(arguments.holdOut);
  if (!holdOut) context.fail(holdOut.problems(), kWrongUsage);
  if (!options || !holdOut) return;
  const auto farm = loadFarm(context, arguments.farm);
  if (!farm) return;
  std::vector<std::string> inputs = arguments.logs;
  inputs.insert(inputs.end(), arguments.cpu.begin(), arguments.cpu.end());
  inputs.push_back(arguments.farm);
  const bool writes = !arguments.output.empty() && arguments.output != "-";
  if (writes && !keepsInputs(context, {arguments.output}, inputs, &*farm)) return;
  const auto material = readMaterial(context, *farm, *options);
  if (!material) return;
  const auto found = calibration::calibrate(*farm, *material, *options);
  if (!found) return failWork(context, found.problems());
  tellAboutLog(context, found->log);
  context.print(found->warnings);
  const auto curve = shapeOf(*found, arguments.curve);
  if (!curve) return failWork(context, curve.problems());
  std::optional<calibration::BackTest> test;
  if (arguments.backTest) {
    auto tested = calibration::backTest(*farm, *material, *options, *holdOut, replaying(context, arguments));
    if (!tested) return failWork(context, tested.problems());
    test = std::move(*tested);
  }
  const calibration::BackTest* shown = test ? &*test : nullptr;
  const std::string text = arguments.json ? calibration::toJson(*found, shown) + "\n"
                                          : calibration::toText(*found, shown, context.streams.width, context.colour);
  if (arguments.output != "-") context.streams.out << text;
  if (!arguments.output.empty()) save(context, calibration::fittedFarm(*farm, *found, *curve), arguments.output);
}

void addOptions(CLI::App& command, Arguments& arguments) {
  command.add_option("FARM", arguments.farm, "Farm file")->required();
  command.add_option("LOG", arguments.logs, "Access logs")->required();
  auto* output = command.add_option("-o,--output", arguments.output,
                                    "Writes the calibrated farm; - prints it instead of the report");
  command
      .add_option("--cpu", arguments.cpu,
                  "CPU counters: typeperf or relog CSV, sar -u, Prometheus JSON, CSV; repeatable")
      ->allow_extra_args(false);
  command.add_option("--cpu-zone", arguments.cpuZone,
                     "Zone of the counters' times: +01:00; else the file's own, or UTC");
  command.add_option("--cpu-unit", arguments.cpuUnit, "Unit of the counters: auto, share or percent")
      ->check(CLI::IsMember({"auto", "share", "percent"}));
  auto* hour =
      command.add_option("--hour", arguments.hour, "UTC hour of the day whose rates are taken; default: the peak hour")
          ->check(CLI::Range(0, 23));
  command
      .add_option("--curve", arguments.curve,
                  "Also writes the shape of the day or the week, which the rates follow from their fullest hour on")
      ->check(CLI::IsMember({"day", "week"}))
      ->excludes(hour)
      ->needs(output);
  command.add_option("--session-gap", arguments.sessionGap, "Pause that ends a session");
  command.add_flag("--calls-logged", arguments.callsLogged,
                   "The logs are the servers' own and hold the calls between applications");
  addLogOptions(command, arguments.reading);
  command.add_option("--tier", arguments.tiers, "Frontend of a proxy to take; default: the outermost")
      ->allow_extra_args(false);
  command.add_flag("--back-test", arguments.backTest, "Replays a part that the fit has not seen, and compares");
  command.add_option("--hold-out", arguments.holdOut, "That part: 25% or 10:00-11:00; default: the last third");
  command.add_option("--replications", arguments.replications, "Replications of the back-test")
      ->check(CLI::Range(1, 1000));
  command.add_option("--seed", arguments.seed, "Seed of the back-test");
  command.add_option("--threads", arguments.threads, "Threads; 0 = all cores. Never changes a result")
      ->check(CLI::Range(0, 1024));
  command.add_flag("--json", arguments.json, "Print the calibration as JSON");
}

}  // namespace

void addCalibrate(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand("calibrate", "Fits a farm's load and demands to access logs and CPU counters");
  auto arguments = std::make_shared<Arguments>();
  addOptions(*command, *arguments);
  command->footer(
      "Example:\n  headroom calibrate my.farm access.log.gz --cpu counters.csv --back-test -o fitted.farm\n\n"
      "Every figure is tagged measured, fitted or assumed and has a 95 % interval.");
  command->callback([&context, arguments] {
    if (!arguments->holdOut.empty() && !arguments->backTest) throw CLI::RequiresError("--hold-out", "--back-test");
    execute(context, *arguments);
  });
}

}  // namespace headroom::cli
