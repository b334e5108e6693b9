// The worker process of an application pool: replaced now and then, cold at first.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/time.h"
#include "engine/kernel/event_set.h"
#include "engine/kernel/sampler.h"
#include "engine/sim/worker_growth.h"

namespace headroom::sim {

/// When a process is replaced, and what a new one costs.
struct ProcessRules {
  Duration every;             ///< Zero: not by time.
  std::int64_t requests = 0;  ///< 0: not by their number.
  bool overlap = true;
  Duration startup;
  Duration idleTimeout;  ///< Zero: never ends for want of work.
  double coldFactor = 1.0;
  std::int64_t coldRequests = 0;
  Duration coldFor;
  kernel::Sampler moduleLoad;
};

struct WorkerProcess {
  /// Up: takes requests. Replacing: so does the old process, while its successor starts. Draining: the old process
  /// finishes what it has before its successor may start. Starting: nobody takes requests. Stopped: nobody will until
  /// one comes.
  enum class Phase : std::uint8_t { Up, Replacing, Draining, Starting, Stopped };
  ProcessRules rules;
  Phase phase = Phase::Up;
  std::uint32_t generation = 0;  ///< The first process has been there for long and is warm.
  std::int64_t begun = 0;        ///< Requests of this process.
  std::int64_t draining = 0;     ///< Requests that old processes still execute.
  std::int64_t workers = 0;      ///< A process begins with.
  Instant startedAt;
  Instant idleSince;
  kernel::EventSet::Ticket due;    ///< The end of its time.
  kernel::EventSet::Ticket ready;  ///< Its successor.
  kernel::EventSet::Ticket idle;
  std::vector<std::uint32_t> loadedBy;  ///< By application: the last generation that has loaded it.
  std::uint64_t replaced = 0;           ///< Since the beginning of the measured part.

  bool takesRequests() const { return phase == Phase::Up || phase == Phase::Replacing; }
};

/// What a pool that does not stay as it is remembers.
struct PoolDynamics {
  std::optional<WorkerGrowth> growth;
  std::optional<WorkerProcess> process;
};

}  // namespace headroom::sim
