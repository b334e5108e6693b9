// A network of stations, pools and dispatchers compiled for running: everything by index.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/kernel/sampler.h"
#include "engine/routing/policy_spec.h"
#include "engine/sim/model.h"

namespace headroom::analytic {
struct NetworkModel;
}

namespace headroom::sim {

/// Where a request of a free network goes next.
struct Node {
  enum class Kind : std::uint8_t { Exit, Station, Dispatcher, Acquire, Release };
  Kind kind = Kind::Exit;
  Index index = kNone;
};

/// Next nodes; each is taken when a uniform number lies below its `upTo` and not below that of the one before.
struct Branch {
  struct Way {
    double upTo = 1;
    Node to;
  };
  std::vector<Way> ways;
};

struct TracedRequest {
  int id = 0;
  Instant at;
  std::uint16_t priority = 0;
  std::vector<Duration> demand;  ///< By station.
};

/// How requests of an open class come. Rates per second.
struct ArrivalSpec {
  enum class Process : std::uint8_t {
    Poisson,     ///< rates[0]
    Renewal,     ///< independent `gap`s
    Modulated,   ///< Poisson of rates[i] for an exponential time of mean sojourns[i], then i + 1, in a circle
    Piecewise,   ///< Poisson of rates[i] until breakpoints[i]
    Sinusoidal,  ///< Poisson of rates[0] + amplitude sin(2π (t / period + phase))
    Trace        ///< `requests`, by instant
  };
  Process process = Process::Poisson;
  std::vector<double> rates;
  std::vector<double> sojourns;
  std::vector<Instant> breakpoints;
  double amplitude = 0;
  double period = 1;
  double phase = 0;  ///< In turns.
  kernel::Sampler gap;
  std::vector<TracedRequest> requests;
};

struct PatienceSpec {
  kernel::Sampler law;
  bool wholeResponse = false;  ///< Counts from the source on, wherever the request is; otherwise while it waits at a
                               ///< station for its first service there.
};

struct ClassSpec {
  std::string name;
  std::optional<ArrivalSpec> arrivals;  ///< None: `population` users.
  std::int64_t population = 0;
  kernel::Sampler think;
  std::uint16_t priority = 0;
  std::optional<PatienceSpec> patience;
  Branch source;
  std::vector<Branch> afterStation;  ///< By station, pool and pool.
  std::vector<Branch> afterAcquire;
  std::vector<Branch> afterRelease;
  std::vector<kernel::Sampler> service;  ///< By station.
};

/// What a free network does with a request that finds a station full.
struct FullSpec {
  enum class Then : std::uint8_t { Lose, Retry, Block, Overflow };
  Then then = Then::Lose;
  Index overflowTo = kNone;
  kernel::Sampler retryDelay;
};

struct TokenPoolSpec {
  std::string name;
  std::int64_t size = 1;
  std::optional<std::int64_t> queueLimit;
};

struct DispatcherSpec {
  std::string name;
  routing::PolicySpec policy;  ///< Its servers are the targets.
  std::vector<Index> targets;
};

struct FreeNetworkSpec {
  std::vector<StationSpec> stations;
  std::vector<FullSpec> full;  ///< By station.
  std::vector<ClassSpec> classes;
  std::vector<TokenPoolSpec> pools;
  std::vector<DispatcherSpec> dispatchers;
  bool traced = false;     ///< Ends by itself, when every listed request has left.
  std::int64_t perNs = 1;  ///< So many ticks of its clock are a nanosecond: more than one where requests are listed.
};

/// Compiles a network, or says everything that the simulator cannot do with it. Of equal stations (`count`) each is a
/// station of its own, named NAME1 … NAMEN.
Result<FreeNetworkSpec> compileNetwork(const analytic::NetworkModel& model);

}  // namespace headroom::sim
