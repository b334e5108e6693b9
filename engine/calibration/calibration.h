// Logs and counters turned into a farm whose load and demands are known, with how well.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/calibration/cpu.h"
#include "engine/calibration/cpu_fit.h"
#include "engine/calibration/low_load.h"
#include "engine/calibration/observation.h"
#include "engine/calibration/traffic.h"
#include "engine/workload/workload.h"

namespace headroom::calibration {

struct Options {
  std::vector<std::string> logs;
  trace::ReadOptions reading;
  trace::RequestFilter filter;
  std::vector<std::string> tiers;  ///< Front ends to take; empty: the outermost.
  std::vector<std::string> cpuFiles;
  CpuOptions cpu;
  Duration sessionGap = Duration::wholeSeconds(1800);
  std::optional<int> hour;   ///< UTC hour of the day whose rates are taken; absent: the peak hour.
  bool callsLogged = false;  ///< The logs are the servers' own: calls between applications are in them.
  const std::atomic<bool>* cancel = nullptr;  ///< Set by another thread or a signal: reading and fits stop soon.
};

/// What the sum of the servers' counters is called.
inline constexpr char kAllServers[] = "all servers";

/// A figure with where it comes from.
struct Sourced {
  results::Estimate estimate;
  farm::Assumption::Standing standing = farm::Assumption::Standing::Assumed;
  std::string source;
};

/// What one request of an application costs.
struct Demand {
  std::string application;
  Sourced core;  ///< Milliseconds of a core at speed 1.
  Law law;       ///< For the farm file.
  std::optional<Sourced>
      database;  ///< Milliseconds of a database core at speed 1 per reading transaction; absent: not fitted.
  double transactions = 0;
  LowLoad lowLoad;
};

struct Calibration {
  std::string farm;
  results::LogFacts log;
  RateWindow window;
  RateCurve curve;
  std::vector<ApplicationTraffic> mix;
  Sessions sessions;
  std::vector<Dispersion> burstiness;
  std::vector<CpuFit> cpu;
  std::vector<Demand> demands;  ///< One for each application, in the farm's order.
  std::vector<std::string> notes;
  Diagnostics warnings;
};

/// What is read once and fitted as often as needed.
struct Material {
  Observations log;
  CpuData cpu;
};

/// Reads logs and counters. Problems, all at once, of either. This, calibrate() and backTest() end within
/// milliseconds of a set Options::cancel, with a problem whose rule is "cancelled".
Result<Material> readMaterial(const farm::Farm& farm, const Options& options);

/// Fits what happened in the window. Problems: nothing in it, an hour that the logs do not reach, counters that do not
/// fit the logs' time.
Result<Calibration> calibrate(const farm::Farm& farm, const Material& material, const Options& options,
                              const workload::Window& window = {});

/// The farm with what was found: demands, response sizes, users' rates (closed users: population by Little's law, and
/// think times), users for applications that had none, and an assumption for every figure. Layout and comments stay.
/// With a curve whose peak is 1 the rates of open users and of sessions follow it.
farm::Farm fittedFarm(const farm::Farm& farm, const Calibration& calibration,
                      const std::optional<farm::Curve>& curve = std::nullopt);

/// Runs a farm under recorded arrivals. The door plugs the simulator in.
using Evaluator = std::function<Result<results::RunResult>(const farm::Farm&, std::shared_ptr<const workload::Replay>)>;

/// A figure as the log or the counters have it, and as the model gives it.
struct Compared {
  std::string object, measure, unit;  ///< "AppX", "p95", "ms".
  double observed = 0;
  results::Estimate predicted;
  double error() const { return observed > 0 ? predicted.mean / observed - 1 : 0; }
};

struct BackTest {
  workload::Window heldOut;
  std::uint64_t fittedOn = 0, tested = 0;  ///< Requests.
  std::vector<Compared> rows;
  std::vector<std::string> notes;
};

struct HoldOut {
  std::optional<double> share = 1.0 / 3;  ///< Of the time, at the end of the log.
  std::string fromUtc, toUtc;             ///< Instead of the share, as in replays.
};

/// Fits without the held-out part, replays that part and compares p50, p95, p99, throughput and, where counters cover
/// it, utilisation. Problems: a part that is empty or everything, what calibrate(), the replay or the evaluator say.
Result<BackTest> backTest(const farm::Farm& farm, const Material& material, const Options& options,
                          const HoldOut& holdOut, const Evaluator& evaluate);

/// "headroom.calibration" version 1 (docs/guide/calibration.md, "JSON").
std::string toJson(const Calibration& calibration, const BackTest* test);
std::string toText(const Calibration& calibration, const BackTest* test, int width = 80, bool colour = false);

/// "measured", "fitted", "documented" or "assumed".
const char* wordOf(farm::Assumption::Standing standing);

}  // namespace headroom::calibration
