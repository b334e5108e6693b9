// A queueing network as a value: what is known about classes, stations, pools, dispatchers and ways. Free of file
// formats; seconds and rates per second. `solve.h` answers it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/analytic/distribution.h"

namespace headroom::analytic {

/// One request of a listed trace: its instant, the work it brings to every station, its priority.
struct TraceRequest {
  int id = 0;
  double time = 0;
  std::map<std::string, double> demand;
  int priority = 0;
  bool operator==(const TraceRequest&) const = default;
};

/// How requests of an open class come.
struct Arrivals {
  enum class Process {
    Poisson,           ///< `rate`
    Renewal,           ///< independent `interarrival` times
    Mmpp,              ///< Poisson of `rates[i]` while in state i, which lasts an exponential `sojourns[i]`; then i + 1
    PiecewisePoisson,  ///< `rates[i]` until `breakpoints[i]`, the last one for ever
    SinusoidalPoisson,  ///< rate + amplitude · sin(2π t / period + phase)
    Trace               ///< listed `requests`
  };
  Process process = Process::Poisson;
  double rate = 0;
  std::optional<Distribution> interarrival;
  std::vector<double> rates;
  std::vector<double> sojourns;
  std::vector<double> breakpoints;
  double amplitude = 0;
  double period = 0;
  double phase = 0;
  std::vector<TraceRequest> requests;

  /// Long-run arrivals per second; of a piecewise rate the last one, of a sinusoidal one its mean, of a trace 0.
  double meanRate() const;
  /// Whether the arrival rate changes with the clock.
  bool isTransient() const { return process == Process::PiecewisePoisson || process == Process::SinusoidalPoisson; }
};

/// When a waiting request gives up.
struct Patience {
  enum class Scope { Waiting, Response };
  Distribution law = Distribution::exponential(1);
  Scope scope = Scope::Waiting;
  bool leaves = true;  ///< Otherwise unknown behaviour, named in `expiry`.
  std::string expiry = "leave";
};

/// A kind of request or user. Open when `arrivals` is set, otherwise `population` users who think, make one pass from
/// the source to the exit and think again.
struct JobClass {
  std::string name;
  std::optional<Arrivals> arrivals;
  int population = 0;
  Distribution think = Distribution::deterministic(0);
  int priority = 0;  ///< 0 is the most urgent.
  std::optional<Patience> patience;
  bool isOpen() const { return arrivals.has_value(); }
};

enum class Discipline { Fifo, ProcessorSharing, Delay, PriorityNonpreemptive, PriorityPreemptiveResume };
enum class OnFull { Lose, Retry, Block, Overflow };

/// Servers that fail (busy or idle) and are repaired; interrupted work is resumed.
struct Failures {
  Distribution timeToFailure = Distribution::exponential(1);
  Distribution timeToRepair = Distribution::exponential(1);
  int repairers = 1;
  bool always = true;   ///< Otherwise only while busy.
  bool resumes = true;  ///< Otherwise interrupted work is lost or restarted.
};

/// `count` equal stations; their names are `name` for one, `name`1 … `name`N for more.
struct Station {
  std::string name;
  int count = 1;
  Discipline discipline = Discipline::Fifo;
  int servers = 1;                              ///< Servers or cores; 0 for Delay.
  std::map<std::string, Distribution> service;  ///< By class; "*" for the others.
  std::optional<int> concurrency;               ///< How many may be in progress; the rest waits.
  std::optional<int> capacity;                  ///< Room in all.
  OnFull onFull = OnFull::Lose;
  std::string overflowTo;
  std::optional<Distribution> retryDelay;
  std::optional<Failures> failures;
  std::optional<Distribution> setup;  ///< Start-up time of a server that switches off when idle.

  /// nullptr when the class has no service here.
  const Distribution* serviceOf(const std::string& className) const;
};

/// Tokens taken at node `acquire:NAME`, given back at `release:NAME`; who finds none waits first come, first served.
struct Pool {
  std::string name;
  int size = 1;
  std::optional<int> queueLimit;
};

enum class Policy {
  Random,
  WeightedRandom,
  RoundRobin,
  SmoothWeightedRoundRobin,
  ShortestQueue,
  PowerOfD,
};

struct Dispatcher {
  std::string name;
  Policy policy = Policy::Random;
  std::vector<std::string> targets;
  std::vector<double> weights;  ///< Empty: all alike.
  int d = 2;
  bool withReplacement = false;
  bool tieRandom = true;  ///< Otherwise the first one listed.
};

/// Next nodes with probabilities. Nodes: "source", "exit", stations, dispatchers, "acquire:POOL", "release:POOL".
using Routing = std::map<std::string, std::vector<std::pair<std::string, double>>>;

struct NetworkModel {
  std::vector<JobClass> classes;
  std::vector<Station> stations;
  std::vector<Pool> pools;
  std::vector<Dispatcher> dispatchers;
  std::map<std::string, Routing> routing;  ///< By class.

  const Station* station(const std::string& name) const;
  const Dispatcher* dispatcher(const std::string& name) const;
  const Pool* pool(const std::string& name) const;
  bool isOpen() const;
  bool isClosed() const;
};

}  // namespace headroom::analytic
