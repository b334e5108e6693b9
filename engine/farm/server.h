// Machines that execute applications, and their worker processes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/law.h"
#include "engine/base/quantity.h"
#include "engine/base/time.h"
#include "engine/farm/operations.h"
#include "engine/farm/origin.h"

namespace headroom::farm {

/// When the worker process of a pool is replaced by a new one. Nothing set: never.
struct Recycling {
  Duration every;                  ///< Zero: not by time.
  std::int64_t requests = 0;       ///< Requests a process executes; 0: any number.
  std::int64_t memoryLimit = 0;    ///< Private bytes; 0: 60 % of the server's memory, as the vendor's tool sets it.
  std::int64_t memoryAtStart = 0;  ///< Private bytes of a new process.
  std::int64_t memoryGrowth = 0;   ///< Bytes a request leaves behind; 0: memory recycles nothing.
  bool overlap = true;             ///< The old process serves until the new one is up, and drains then.
  Duration startup;                ///< Until a new process takes requests.
  Duration idleTimeout;  ///< Without work for so long, the process ends; the next request starts one. Zero: never.
  bool operator==(const Recycling&) const = default;
};

/// What a new process costs: caches are empty, code is compiled.
struct ColdStart {
  double factor = 1;          ///< Core time of cold requests in terms of warm ones.
  std::int64_t requests = 0;  ///< So many requests of a process are cold,
  Duration duration;          ///< and those that begin so soon after its start.
  Law moduleLoad;             ///< Core time that the first request of each application in a process costs besides.
  bool operator==(const ColdStart&) const = default;
};

/// One application pool (worker process) of a server.
struct Pool {
  /// Fixed: all workers from the start. TuningPage: few at first, more injected while requests wait.
  enum class Threads { Fixed, TuningPage };
  enum class QueueCounts { ExecutingAndQueued, Queued };
  std::string name = "OutSystemsApplications";
  int workers = 0;                                            ///< Requests executed at once, at most; 0: 100 per core.
  int queueLimit = 1000;                                      ///< One request more is answered 503 at once.
  QueueCounts queueCounts = QueueCounts::ExecutingAndQueued;  ///< What counts towards queueLimit.
  Threads threads = Threads::Fixed;
  int initialWorkers = 0;  ///< TuningPage: to begin with; 0: 12 per core.
  Rate injection{2};       ///< TuningPage: workers added per time during which requests wait.
  Duration retireAfter =
      Duration::wholeSeconds(20);  ///< TuningPage: idle for so long, an injected worker ends; 0: never.
  Recycling recycling{};
  ColdStart coldStart{};
  Comments comments{};
  Origin origin{};
  bool operator==(const Pool&) const = default;
};

/// Stop-the-world pauses: garbage collections during which no request computes.
struct Pauses {
  Law interval;  ///< From the end of one to the beginning of the next; zero: none.
  Law duration;
  bool operator==(const Pauses&) const = default;
};

/// A server that answers 503 at once while its cores have been busier than `above` over the last `window`.
struct Shedding {
  double above = 0.9;  ///< Utilisation, 0…1.
  Duration window = Duration::wholeSeconds(1);
  bool operator==(const Shedding&) const = default;
};

/// How a machine shares its cores among the requests that want to compute.
enum class Discipline { ProcessorSharing, Fifo };

struct Server {
  std::string name;
  std::string address;  ///< Host name or IP of the machine; may be empty.
  std::string segment;
  int cores = 4;
  double speed = 1.0;
  std::int64_t memoryBytes = 0;  ///< 0: not stated.
  Discipline discipline = Discipline::ProcessorSharing;
  double contention = 0;  ///< σ of the universal scalability law, see coresWorth().
  double coherency = 0;   ///< Its κ.
  Pauses pauses;
  std::optional<Shedding> shedding;
  int maxTimers = 3;  ///< Background work executed at once, by kind.
  int maxProcesses = 10;
  int maxLightProcesses = 20;
  int maxEmails = 2;
  std::vector<Pool> pools;    ///< Empty: one default pool. Applications of an unknown pool use the first one.
  bool deployEnabled = true;  ///< Receives deployments.
  bool inBalancer = true;     ///< Is put into the balancers of its zones.
  bool scheduler = true;      ///< Runs timers, processes and e-mail.
  bool controller = false;    ///< Hosts the deployment controller.
  std::string failureDomain;  ///< Host, rack or site that fails as a whole; empty: its own.
  std::optional<Reliability> reliability;
  std::optional<Position> position;
  Comments comments;
  Origin origin;
  bool operator==(const Server&) const = default;
};

}  // namespace headroom::farm
