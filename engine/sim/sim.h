// Running a farm in virtual time.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/time.h"
#include "engine/farm/farm.h"
#include "engine/results/results.h"
#include "engine/workload/workload.h"

namespace headroom::sim {

/// Replications are added until the figures are precise, two checks in a row, or the budget is spent.
struct PrecisionGoal {
  double relative = 0.02;  ///< Half of the 95 % interval over the figure.
  /// "p95", or "p95@Global" with the name of a zone, application, server or station; empty: mean and p95 of each zone.
  std::vector<std::string> metrics;
  std::uint64_t mostEvents = 2'000'000'000;
  std::optional<Duration> mostTime;  ///< Simulated, over all replications.
};
/// Batches of a single run that is to have intervals: more gain little (Schmeiser 1982), and each has to be long.
inline constexpr int kBatchesOfARun = 30;

/// The measures a goal may name.
const std::vector<std::string>& precisionMeasures();

struct RunOptions {
  std::uint64_t seed = 1;
  int replications = 10;
  std::optional<Duration> warmUp;  ///< Absent: detected by MSER-5 on a pilot of the first replication.
  Duration measured = Duration::wholeSeconds(600);
  /// When set, instead of `measured`: a replication ends when this many of the users' requests have come and left; the
  /// first twentieth is the warm-up. For open users only.
  std::optional<std::uint64_t> requests;
  /// Of one replication: its measured part is cut into so many batches, whose spread gives the intervals; 0: no
  /// intervals. Has no effect on several replications.
  int batches = 0;
  std::optional<PrecisionGoal> precision;          ///< `replications`, at least 10, are the beginning then.
  double loadFactor = 1.0;                         ///< Multiplies open rates and closed populations.
  std::vector<std::string> down;                   ///< Nodes that are out for the whole run; balancers know.
  unsigned threads = 0;                            ///< 0: all cores. Never changes a result.
  std::shared_ptr<const workload::Replay> replay;  ///< When set, replaces the farm's users.
  int traces = 0;           ///< Waterfalls of so many of the slowest, of a sample and of the failed requests.
  int seriesWindows = 120;  ///< Number of windows the measured part is cut into.
  /// Over all replications. A run that turns out to need more ends with a problem that says how far it came.
  std::uint64_t mostEvents = 10'000'000'000;
};

/// Options as the farm's `run` block says.
RunOptions optionsOf(const farm::Farm& farm);

/// Told about long work; called from one thread at a time. `done` goes from 0 to 1.
struct Progress {
  std::function<void(double done, const std::string& doing)> report;
  const std::atomic<bool>* cancel = nullptr;  ///< Set by another thread or a signal: the run stops soon.
};

/// Runs all replications. A broken self-check is a problem whose rule is "self-check" (exit code 4). Cancelled: what
/// was finished, with a warning; nothing finished: a problem whose rule is "cancelled".
Result<results::RunResult> run(const farm::Farm& farm, const RunOptions& options, const Progress& progress = {});

/// What a moving diagram needs, taken between two events.
struct LiveNode {
  std::string name;
  double utilisation = 0;  ///< Over the last live window (1 s of simulated time, or since the last snapshot if longer).
  std::int64_t queue = 0;  ///< Waiting now.
  std::int64_t busy = 0;   ///< Workers or cores in use now.
  bool down = false;
};
struct LiveZone {
  std::string name;
  double throughput = 0;             ///< Users' requests per second over the live window.
  double p50 = 0, p95 = 0, p99 = 0;  ///< Of the same window; NaN when nothing finished in it.
  std::int64_t inFlight = 0;
  std::uint64_t failed = 0;  ///< Since the start.
  /// Of a zone whose number of servers follows its load: how many there are now.
  struct Servers {
    std::int64_t ready = 0;  ///< That take requests.
    std::int64_t booting = 0;
    std::int64_t draining = 0;  ///< That finish what they have.
  };
  std::optional<Servers> servers = std::nullopt;
};
struct Snapshot {
  Instant now;
  Instant end;
  std::uint64_t events = 0;
  std::vector<LiveNode> nodes;  ///< Proxy, balancers, servers, databases.
  std::vector<LiveZone> zones;
};

/// One replication that can be watched and stopped between events: the desktop app's live run.
/// The numbers of replication 0 here and in run() are the same bits.
class LiveRun {
 public:
  /// Finding the warm-up may take a second; `progress` can cancel that (a problem whose rule is "cancelled").
  static Result<std::unique_ptr<LiveRun>> create(const farm::Farm& farm, const RunOptions& options,
                                                 const Progress& progress = {});
  virtual ~LiveRun() = default;
  /// Runs events up to `until`, at most `maxEvents`; false when the run has reached its end.
  virtual bool advance(Instant until, std::uint64_t maxEvents) = 0;
  virtual Instant now() const = 0;
  virtual Instant end() const = 0;
  /// Closes the live window and tells what happened in it.
  virtual Snapshot snapshot() = 0;
  /// Takes a node out or puts it back now; unknown names have no effect.
  virtual void setDown(const std::string& node, bool down) = 0;
};

}  // namespace headroom::sim
