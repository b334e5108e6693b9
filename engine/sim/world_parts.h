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
#include "engine/sim/station_state.h"
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
    std::int64_t atOnce = 0;                 ///< While fewer execute, who comes gets a worker, and not the last one.
    std::uint64_t begun = 0;                 ///< Requests that have got a worker.
    RequestQueue queue;                      ///< Empty while there is a free worker.
    std::unique_ptr<PoolDynamics> dynamics;  ///< Null: the workers stay as they are.
    std::int64_t queueLimit = 0;
    bool queuedOnly = false;  ///< What the limit counts.
    Index number = kNone;     ///< Among the pools of all servers.
    Index server = kNone;
  };
  /// Why something is out of order; several may be true at once.
  enum Cause : std::uint8_t {
    kByPlan = 1,
    kByChance = 2,
    kWithItsDomain = 4,
    kSwitchedOff = 8,
    kWithItsZone = 16,
    kForWholeRun = 32
  };
  struct ServerState {
    const Hosting* hosting = nullptr;  ///< [application]
    bool plain = false;                ///< Up, warm, of speed 1, and what its requests do concerns nobody else.
    double speed = 1.0;
    StationState* cores = nullptr;
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
    ZoneTally* zone = nullptr;           ///< Of the application.
    bool patient = false;                ///< Nobody gives up or tries again.
    bool plain = false;                  ///< They send one request at a time to a relay, at a steady rate and once.
    Port port = Port::Http;              ///< Its requests come to this one,
    Index routedZone = kNone;            ///< and are sent to that zone, if it is a proxy;
    StationState* relay = nullptr;       ///< null: the users go to a server themselves, or nowhere.
    Road road;                           ///< To the relay.
    const TaskSpec* task = nullptr;      ///< What a request costs.
    std::uint64_t hash = 0;              ///< Names the source, in every run alike.
    kernel::SplitMixStream chances{0};   ///< Names what is drawn for its requests,
    kernel::SplitMixStream arrivals{0};  ///< and the times between them, where they come at a steady rate.
    double meanGap = 0;                  ///< In nanoseconds, negative.
    // Drawn one ahead: then the processor has them when they are asked for, instead of beginning with them.
    std::uint64_t nextChance = 0;
    std::int64_t nextGap = 0;
    std::int64_t nextService = 0;
    const kernel::Sampler* serviceLaw =
        nullptr;                      ///< Of the first service its requests get: at the relay, or at the server.
    std::uint64_t servicePlace = 0;   ///< Where that is drawn,
    std::uint64_t serviceNumber = 0;  ///< and as which number of its purpose.
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
