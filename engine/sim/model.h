// A farm compiled for running: everything by index, every name and address already resolved.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/time.h"
#include "engine/farm/farm.h"
#include "engine/kernel/sampler.h"
#include "engine/routing/pool.h"
#include "engine/sim/connection_rules.h"
#include "engine/sim/database_spec.h"
#include "engine/sim/retries.h"
#include "engine/sim/sessions.h"
#include "engine/sim/station_rules.h"
#include "engine/sim/varying_arrivals.h"
#include "engine/sim/worker_process.h"
#include "engine/workload/workload.h"

namespace headroom::sim {

using Index = std::uint32_t;
inline constexpr Index kNone = 0xffffffff;
inline constexpr std::size_t kBackgroundKinds = 4;  ///< Timers, processes, light processes, e-mails.
inline constexpr int kLanes = 1 << 30;              ///< Of a link that all messages share: what its use is counted in.

/// One link of a way. Links with a bandwidth are stations, one for each direction; the others only delay.
struct Hop {
  Index station = kNone;
  Duration latency;
  Index link = kNone;        ///< Among those that can fail.
  Index stretch = kNone;     ///< That begins here,
  std::uint16_t behind = 0;  ///< and the first hop behind its last link.
};

/// Links in a row that messages share fairly; a message is on all of them at once.
struct FairStretch {
  std::string name;
  std::vector<Index> stations;
  double nsPerByte = 0.0;  ///< Of the slowest.
};

/// What takes the place of a way while one of its links is out and known to be.
struct Detour {
  Index link = kNone;  ///< Among those that can fail.
  Index way = kNone;
  bool operator==(const Detour&) const = default;
  auto operator<=>(const Detour&) const = default;
};

/// A way between two nodes. Way `i` and way `i ^ 1` are the same links in opposite directions.
struct Way {
  std::vector<Hop> hops;
  std::vector<Detour> detours;
  Duration latency;
  bool simple = true;      ///< No link with a bandwidth: crossing takes `latency`, whatever the size.
  bool instant = true;     ///< Crossing takes no time at all.
  Duration backLatency;    ///< Of the opposite way,
  bool backSimple = true;  ///< and whether that is simple.
};

/// What most messages need to know of a way.
struct Road {
  Index way = kNone;
  bool instant = false;          ///< Crossing takes no time at all.
  bool heavyBack = false;        ///< The way back has a link with a bandwidth.
  std::int64_t backLatency = 0;  ///< In nanoseconds.
};

/// A place with identical servers and one queue in front of them.
struct StationSpec {
  /// Reads, Cache, Lock: of a database, which see.
  enum class Kind { Proxy, Balancer, Database, Link, Cores, Reads, Cache, Lock };
  std::string name;
  Kind kind = Kind::Link;
  int servers = 1;
  bool sharing = false;  ///< The servers are shared by everybody there, instead of serving one after the other.
  int instances = 1;
  std::int64_t tokens = 0;       ///< Requests in progress through a relay at once; 0: unlimited.
  std::int64_t maxPending = -1;  ///< Requests that wait for such a connection; below 0: unlimited.
  double perSecond = 0.0;        ///< Relays: rate limit; 0: none.
  int burst = 1;
  kernel::Sampler demand;   ///< Relays: service time per request, speed included.
  double speed = 1.0;       ///< Databases.
  double contention = 0.0;  ///< Of cores with each other: farm::coresWorth().
  double coherency = 0.0;
  double nsPerByte = 0.0;  ///< Links.
  bool fair = false;       ///< Links: all messages at once, on kLanes servers.
  /// Balancer: its zone. Cores: their server. Fair link: its number. Others: their database.
  Index owner = kNone;
  std::shared_ptr<const StationRules> rules;           ///< Null: none.
  std::shared_ptr<const ConnectionRules> connections;  ///< Of a relay; null: connections cost nothing.

  double unpaused = 1.0;  ///< Share of the time in which its servers may work.
  int machines = 1;       ///< Cores: that they are spread over evenly, busy ones as well.

  /// Whether k busy servers do other than k times the work of one.
  bool hinders() const { return contention > 0 || coherency > 0 || unpaused < 1; }
  /// Work per time of so many busy servers, each of speed 1, where none is paused.
  double worthOf(int busy) const {
    const int each = busy / machines, more = busy % machines;
    return (machines - more) * farm::coresWorth(each, contention, coherency) +
           more * farm::coresWorth(each + 1, contention, coherency);
  }
  /// The same when all are busy.
  double capacity() const { return hinders() ? worthOf(servers) * unpaused : servers; }
};

/// Port 80 and port 443; nothing else carries application traffic (domain facts, network requirements).
enum class Port : std::uint8_t { Http, Https };
inline constexpr int kPorts = 2;
inline constexpr int portNumber(Port port) {
  return port == Port::Https ? 443 : 80;
}

/// Where a message sent to an address first arrives, from one place.
struct Target {
  enum class Kind : std::uint8_t { Unreachable, Refused, Proxy, Zone, Server };
  Kind kind = Kind::Unreachable;
  Port port = Port::Http;
  Index way = kNone;
  Index zone = kNone;    ///< Zone: its balancer. Proxy: where its route table sends the request; kNone: 404.
  Index relay = kNone;   ///< Zone and proxy: the station there.
  Index server = kNone;  ///< Server.
};

/// What one request costs at the application that serves it.
struct TaskSpec {
  kernel::Sampler demand;
  bool computesFirst = false;       ///< All core time before the first transaction or call.
  int transactions = 0;             ///< Every request makes these,
  double oneMoreTransaction = 0.0;  ///< and with this probability one more.
  bool plain = false;               ///< It always computes, and the number of its transactions is certain;
  std::uint32_t slices = 1;         ///< then its core time is cut into so many parts, unless calls cut it further.
  kernel::Sampler databaseDemand;
  Index database = kNone;  ///< Position among the databases.
  Index databaseStation = kNone;
  std::shared_ptr<const AccessSpec> access;  ///< Null: reading and writing are the same.
};

struct ReferenceSpec {
  Index producer = kNone;
  Index task = kNone;
  int calls = 0;
  double oneMoreCall = 0.0;
  bool synchronous = true;
  Duration timeout;
  std::int64_t requestBytes = 0;
  std::int64_t responseBytes = 0;
  int breakerFailures = 0;  ///< That open its circuit breaker; 0: it has none.
  Duration breakerOpen;
};

struct ApplicationSpec {
  std::string name;
  Index zone = kNone;
  Index task = kNone;
  std::string path;
  std::int64_t requestBytes = 0;
  std::int64_t responseBytes = 0;
  std::vector<Index> references;  ///< It is their consumer.
};

/// Work that no user waits for; as farm::Background, by index.
struct BackgroundSpec {
  std::string name;
  std::size_t kind = 0;
  Index application = kNone;
  Index task = kNone;
  Duration every;      ///< Zero: at random,
  double rate = 0.0;   ///< so often a second.
  bool alone = false;  ///< Never twice at once in the whole environment.
  int priority = 1;
  Duration timeout;
  int retries = 0;
  std::vector<Index> servers;  ///< That may do it.
};

struct PoolSpec {
  std::string name;
  int workers = 1;         ///< To begin with.
  int mostWorkers = 1;     ///< More are injected while requests wait.
  double injection = 0.0;  ///< Workers per second.
  Duration retireAfter;    ///< An injected worker idle for so long ends; zero: never.
  int queueLimit = 1000;
  bool queuedOnly = false;              ///< The limit does not count those that are executing.
  std::optional<ProcessRules> process;  ///< Absent: one process for ever, always warm.

  bool grows() const { return mostWorkers > workers && injection > 0; }
  /// Requests inside at once, at most.
  std::int64_t room() const { return queueLimit + (queuedOnly ? std::int64_t{mostWorkers} : 0); }
};

/// What a server has of an application.
struct Hosting {
  Index pool = kNone;         ///< kNone: not deployed there.
  Index connections = kNone;  ///< Its connection pool to its database; kNone: unlimited or no database.
  Index references = 0;       ///< How many others the application may call.
  bool plain = false;         ///< Deployed, and it calls nobody.
};

/// Pauses in which the cores do no work, and the times between them.
struct PauseRules {
  kernel::Sampler interval;
  kernel::Sampler duration;
};

struct ServerSpec {
  std::string name;
  int cores = 1;
  double speed = 1.0;
  Index coresStation = kNone;
  std::vector<PoolSpec> pools;
  std::optional<PauseRules> pauses;
  std::optional<farm::Shedding> shedding;
  std::array<int, kBackgroundKinds> backgroundLimits{};  ///< Jobs of each kind at once.
  std::vector<Index> databaseWays;                       ///< By database; kNone: no way through.
};

struct MemberSpec {
  Index server = kNone;
  bool drain = false;                            ///< From the start.
  std::array<Index, kPorts> ways{kNone, kNone};  ///< From the balancer.
};

struct ZoneSpec {
  Duration connectTimeout;  ///< Of a connection that nobody answers; zero: none.
  Duration serverTimeout;   ///< Of an answer; zero: none.
  std::string name;
  Index station = kNone;
  std::string address;
  routing::PoolSpec balancing;  ///< Its servers are the members, in the same order.
  int workers = 1;              ///< Of the balancer, each with a view of its own.
  std::vector<MemberSpec> members;
  std::array<Index, kPorts> fromProxy{kNone, kNone};              ///< Ways, by the port the client came on,
  std::array<Port, kPorts> forwardPort{Port::Http, Port::Https};  ///< and the port the proxy goes on with.
  std::array<bool, kPorts> forwarded{true, true};                 ///< False: the balancer listens on neither port.
};

/// Some users, one page of their sessions, or one application's part of a replayed log.
struct SourceSpec {
  enum class Kind { Open, Closed, Replay, Session };
  std::string name;
  Kind kind = Kind::Open;
  Index application = kNone;
  double pagesPerSecond = 0.0;                 ///< Of a page of sessions: in the mean.
  Index users = kNone;                         ///< The first source of the same users: they have one retry budget.
  SessionWays entries;                         ///< Of sessions, at the first of their pages; empty elsewhere.
  SessionWays next;                            ///< From a page of sessions.
  std::shared_ptr<const VaryingSpec> varying;  ///< Null: Poisson.
  std::int64_t population = 0;
  kernel::Sampler think;
  int requestsPerPage = 1;
  std::int64_t addresses = 0;                ///< Network addresses they come from; 0: each person has one.
  Duration timeout;                          ///< Of one attempt; zero: never.
  std::shared_ptr<const RetrySpec> retries;  ///< Null: one attempt, whatever becomes of it.
  Target target;
};

/// Something that can be out of order.
struct Part {
  enum class Kind : std::uint8_t { Server, Station, Link, Domain };
  Kind kind = Kind::Server;
  Index index = kNone;  ///< Among the servers, stations, links that can fail, or groups that fail together.
};

/// A link that can fail.
struct LinkSpec {
  std::string name;
  std::vector<Index> stations;          ///< Its two directions, when it has a bandwidth.
  std::optional<Duration> detourAfter;  ///< Of its failure; absent: messages are sent into it as long as it is out.
};

/// What fails together: the servers of a failure domain; or a zone, with its balancer and the servers of no other zone.
struct DomainSpec {
  std::string name;
  std::vector<Index> servers;
  Index balancer = kNone;  ///< Of a zone: its station.
};

/// Failures by chance of one part, or of one instance of it: an alternating renewal process.
struct FailureSpec {
  Part part;
  Index instance = 0;
  std::string stream;
  kernel::Sampler timeToFailure;  ///< Both count in units of kChanceUnit: a draw is never longer than a year.
  kernel::Sampler timeToRepair;
};
inline constexpr std::int64_t kChanceUnit = 256;

/// A part whose availability is measured, because something is planned to happen to it, or may.
struct WatchedPart {
  Part part;
  std::string name;
  std::string kind;  ///< "server", "proxy", "balancer", "database", "reads", "cache", "link", "failure domain", "zone".
};

struct EventSpec {
  Duration at;  ///< Since the beginning of the measured part.
  Part part;
  farm::PlannedEvent::Kind kind = farm::PlannedEvent::Kind::Fail;
  Index zone = kNone;  ///< Whose balancer is told; kNone: all that know the server.
  int weight = 0;
  Duration coldStart{};  ///< Of a server that is ready again.
  double coldWork = 1.0;
};

/// A zone whose number of servers follows its load.
struct ScalingSpec {
  Index zone = kNone;
  farm::Autoscaling rules;
  std::vector<Index> servers;  ///< In the order in which they are started.
};

struct Model {
  std::vector<StationSpec> stations;
  std::vector<ServerSpec> servers;
  std::vector<ZoneSpec> zones;
  std::vector<ApplicationSpec> applications;
  std::vector<TaskSpec> tasks;
  std::vector<ReferenceSpec> references;
  std::vector<SourceSpec> sources;
  std::vector<Way> ways;
  std::vector<FairStretch> stretches;
  std::vector<Index> fairStations;  ///< Links that messages share fairly, by number.
  std::vector<EventSpec> events;
  std::vector<BackgroundSpec> background;
  std::unordered_map<std::string, Part> parts;  ///< What can be out of order, by name.
  std::vector<LinkSpec> links;
  std::vector<DomainSpec> domains;
  std::vector<FailureSpec> failures;
  std::vector<WatchedPart> watched;
  std::vector<ScalingSpec> scaling;
  std::vector<Hosting> hosting;               ///< [server × applications + application]
  std::vector<Target> callTargets;            ///< [server × references + reference]
  std::vector<std::int64_t> connectionPools;  ///< Sizes.
  std::vector<Index> poolOwner;               ///< Server of each connection pool.
  std::vector<DatabaseSpec> databases;
  std::vector<Index> databaseStations;  ///< By database.
  std::vector<int> connectionLimits;    ///< By database; 0: unlimited.
  Index proxyStation = kNone;
  std::string hostName;           ///< Of the environment; may be empty.
  std::vector<std::string> down;  ///< Out from the start.
  std::shared_ptr<const workload::Replay> replay;
  std::vector<Index> sourceOfApplication;  ///< Replay: by application, kNone when the log does not mention it.
  std::vector<std::string> warnings;
  bool openTraffic = false;
  bool followsCurve = false;  ///< Some users' rate is a function of time.
  bool repeats = false;       ///< Some users send requests again.

  const Hosting& hostingOf(Index server, Index application) const {
    return hosting[static_cast<std::size_t>(server) * applications.size() + application];
  }
  const Target& callTarget(Index server, Index reference) const {
    return callTargets[static_cast<std::size_t>(server) * references.size() + reference];
  }
};

}  // namespace headroom::sim
