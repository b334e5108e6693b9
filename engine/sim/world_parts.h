// What the state of one replication is made of.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/time.h"
#include "engine/kernel/event_set.h"
#include "engine/kernel/random_streams.h"
#include "engine/sim/model.h"
#include "engine/sim/request.h"
#include "engine/sim/retries.h"
#include "engine/sim/scaling.h"
#include "engine/sim/shedding.h"
#include "engine/sim/tally.h"
#include "engine/sim/varying_arrivals.h"
#include "engine/sim/worker_process.h"

namespace headroom::sim {

/// The parts of a World, without the rules by which they change.
struct WorldParts {
  /// What a request's draws are for, or those of somebody at the pages of a session.
  enum Purpose : std::uint64_t {
    kDemand,
    kTransactions,
    kCalls,
    kDatabase,
    kRelay,
    kModuleLoad = 8,
    kWrites = 0x10,
    kHit,
    kLookUp,
    kPatience = 0x700,
    kJitter,
    kHandshake,
    kThinking,
    kNavigating
  };

  struct PoolState {
    std::int64_t workers = 0;
    std::int64_t room = 0;  ///< Executing and queued, at most.
    std::int64_t executing = 0;
    std::uint64_t begun = 0;                 ///< Requests that have got a worker.
    RequestQueue queue;                      ///< Empty while there is a free worker.
    std::unique_ptr<PoolDynamics> dynamics;  ///< Null: the workers stay as they are.
    std::int64_t queueLimit = 0;
    bool queuedOnly = false;  ///< What the limit counts.
    Index number = kNone;     ///< Among the pools of all servers.
    Index server = kNone;
  };
  /// Why something is out of order; several may be true at once.
  enum Cause : std::uint8_t { kByPlan = 1, kByChance = 2, kWithItsDomain = 4, kSwitchedOff = 8, kWithItsZone = 16, kForWholeRun = 32 };
  struct ServerState {
    const Hosting* hosting = nullptr;  ///< [application]
    double speed = 1.0;
    Index cores = kNone;  ///< Their station.
    bool down = false;
    std::uint8_t causes = 0;
    Level out;          ///< 1 while it is out of order.
    Instant coldUntil;  ///< Until then requests cost more.
    double coldWork = 1.0;
    std::uint32_t epoch = 0;
    std::vector<Index> probes;  ///< Health checks that look at it.
    bool watched = false;       ///< A sleeping health check wants to know when a pool has no worker left.
    bool paused = false;
    bool leaving = false;                  ///< Its autoscaler waits for its last request to leave.
    std::unique_ptr<ScaledServer> scaled;  ///< Null: it is there all the time.
    std::unique_ptr<Shedder> shedder;      ///< Null: it takes what comes.
    std::optional<kernel::RandomStream> pauses;
    std::vector<PoolState> pools;
    ServerTally tally;
  };
  struct LinkState {
    std::uint8_t causes = 0;
    std::uint32_t epoch = 0;  ///< Failures so far.
    bool avoided = false;     ///< Out for so long that messages go another way.
    kernel::EventSet::Ticket noticed;
    Level out;
  };
  struct DomainState {
    std::uint8_t causes = 0;
    Level out;
  };
  /// A FailureSpec in progress.
  struct ChanceState {
    kernel::RandomStream random;
    bool failed = false;
  };
  struct ZoneState {
    kernel::RandomStream random;
    ZoneTally tally;
  };
  struct SourceState {
    const SourceSpec* spec = nullptr;
    const ApplicationSpec* application = nullptr;
    ZoneTally* zone = nullptr;        ///< Of the application.
    bool steady = false;              ///< One request at a time, at a steady rate.
    bool patient = false;             ///< Nobody gives up or tries again.
    std::uint64_t hash = 0;           ///< Names the source, in every run alike.
    kernel::SplitMixStream chances;   ///< Names what is drawn for its requests,
    kernel::SplitMixStream arrivals;  ///< and the times between them, where they come at a steady rate.
    double gap = 0;                   ///< Their mean in nanoseconds, negative.
    std::uint64_t requests = 0;
    RetryBudget budget;
    std::optional<VaryingArrivals> varying;
    std::uint64_t sessions = 0;
  };
  struct User {
    Index source = kNone;
    std::uint32_t outstanding = 0;
    std::uint64_t hash = 0;
    std::uint64_t requests = 0;
    std::uint64_t pages = 0;
  };
  struct LiveBase {
    Instant at;
    std::vector<WideSum> busy;  ///< Stations, then servers.
    std::vector<std::uint64_t> answered;
  };
  /// Of a window's places at its beginning.
  struct Areas {
    WideSum busy = 0;
    WideSum waiting = 0;
    WideSum present = 0;
  };
  /// Of a link that messages share fairly.
  struct FairTimer {
    kernel::EventSet::Ticket timer;
    Instant due = Instant::never();
  };
  /// What is found at a place, request by request,
  struct Residue {
    std::uint64_t requests = 0;
    WideSum presence = 0;
    WideSum work = 0;
  };
  /// and at all places.
  struct Inventory {
    std::vector<Residue> zones, servers, stations, background;
    std::uint64_t jobsRunning = 0;
  };
};

}  // namespace headroom::sim
