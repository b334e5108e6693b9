// The farm as a value: what users draw, files hold, checks judge and executors run. Copyable, comparable, no behaviour.
//
// Objects refer to each other by name, as they do in files; names are unique among the nodes of a farm (proxy,
// balancers, servers, databases, users) and among zones and applications. farm_file refuses files that break this.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/law.h"
#include "engine/base/quantity.h"
#include "engine/base/time.h"
#include "engine/farm/autoscaling.h"
#include "engine/farm/balancer.h"
#include "engine/farm/data.h"
#include "engine/farm/operations.h"
#include "engine/farm/origin.h"
#include "engine/farm/server.h"
#include "engine/farm/users.h"

namespace headroom::farm {

struct Environment {
  std::string hostName;  ///< Public name that client-side calls use, without scheme, port or path.
  bool https = true;     ///< Clients come over port 443, else 80.
  int cacheBrokers = 0;  ///< Machines of the cache-invalidation broker; 0: it runs on the deployment controller.
  Comments comments;
  Origin origin;
  bool operator==(const Environment&) const = default;
};

/// One rule of the main proxy: requests whose host and path match go to a zone. Which of several rules wins is the
/// product's business; without one the longest path wins, then the first rule.
struct Route {
  enum class Match { WholeSegmentPrefix, PlainPrefix, Exact, Regex, RegexIgnoreCase, FinalPrefix };
  std::string host;  ///< Empty: any host.
  std::string path;  ///< Starts with '/', or a regular expression.
  Match match = Match::WholeSegmentPrefix;
  std::string zone;
  Comments comments;
  Origin origin;
  bool operator==(const Route&) const = default;
};

struct ReverseProxy {
  std::string name = "proxy";
  Product product = Product::Unspecified;
  std::string address;  ///< Own host name or address besides the environment host name; may be empty.
  std::string segment;  ///< Network segment it stands in; empty: the farm's only segment.
  Layer layer = Layer::L7;
  RelayCapacity capacity;
  std::vector<Route> routes;
  std::string defaultZone;  ///< Where unmatched paths go; empty: they are answered 404.
  std::optional<RateLimit> rateLimit;
  std::optional<Reliability> reliability;  ///< Of each instance; absent: never fails by chance.
  std::optional<Position> position;
  Comments comments;
  Origin origin;
  bool operator==(const ReverseProxy&) const = default;
};

struct Zone {
  std::string name;
  std::string description;
  std::string address;                 ///< Host name or IP only: no scheme, port or path.
  std::optional<Algorithm> algorithm;  ///< Absent: the balancer's own, or its product's default, or round robin.
  bool isDefault = false;
  bool includesAllServers = false;
  bool httpsInternal = false;  ///< Calls from other zones come over HTTPS (port 443), else port 80.
  std::vector<std::string>
      certificateNames;  ///< Names the certificate at the address covers, as "*.lan"; empty: not stated.
  std::vector<ZoneMember> members;
  std::optional<Autoscaling> autoscaling;  ///< Absent: all servers are there all the time.
  std::optional<Balancer> balancer;  ///< Absent: an ideal balancer without cost, unless the address is a server's own.
  std::optional<Position> position;
  Comments comments;
  Origin origin;
  bool operator==(const Zone&) const = default;
};

struct Database {
  std::string name;
  std::string address;
  std::string segment;
  int cores = 4;
  double speed = 1.0;
  std::int64_t memoryBytes = 0;
  int port = 1433;
  int connectionLimit = 0;  ///< Connections in use at once over all servers; 0 = unlimited.
  int connectionPool =
      100;                ///< Connections per module and server; a request that finds none waits and holds its worker.
  int instances = 1;      ///< Machines behind one endpoint.
  int readInstances = 0;  ///< Further machines of the same size that serve the reads; 0: the endpoint serves all.
  Duration failover;      ///< From the failure of the serving instance until the next one serves; zero: at once.
  std::vector<LockClass> locks;
  std::optional<Cache> cache;
  double contention = 0;                   ///< σ of the universal scalability law, see coresWorth().
  double coherency = 0;                    ///< Its κ.
  std::optional<Reliability> reliability;  ///< Of each instance, read instances too.
  std::optional<Position> position;
  Comments comments;
  Origin origin;
  bool operator==(const Database&) const = default;
};

/// The deployable unit; its requests come under `path`.
struct Module {
  std::string name;
  std::string path;          ///< First path segment with its slash; empty: '/' + name.
  std::string zoneOverride;  ///< Deprecated per-module zone; empty: the application's zone.
  Comments comments;
  Origin origin;
  bool operator==(const Module&) const = default;
};

enum class ApplicationKind { Reactive, Traditional, Service };

/// What one request costs once it runs on a server.
struct Work {
  /// When the core time falls: evenly before, between and after the transactions and calls, or all before the first.
  enum class Computing { Spread, First };
  Law demand;                                ///< Core time on the server.
  double databaseTransactions = 0;           ///< Mean number per request; the fraction is a probability.
  Law databaseDemand;                        ///< Core time on the database per transaction.
  double databaseWrites = 1;                 ///< Share of the transactions that write, 0…1; the others read.
  std::optional<Law> databaseWriteDemand{};  ///< Of a writing one; absent: databaseDemand.
  std::string lock{};                        ///< Lock class of the database that its writing transactions hold.
  Computing computing = Computing::Spread;
  bool operator==(const Work&) const = default;
};

struct Application {
  std::string name;
  std::string zone;
  ApplicationKind kind = ApplicationKind::Reactive;
  std::vector<Module> modules;  ///< Empty: one module with the application's name.
  std::string pool;             ///< Empty: the server's first pool.
  bool clientTraffic = true;    ///< Users reach it through the environment host name.
  bool internalOnly = false;    ///< Must not be reachable from outside.
  bool critical = false;
  Work work;
  std::string database;  ///< Empty: the farm's only database.
  std::int64_t requestBytes = 0;
  std::int64_t responseBytes = 0;
  std::optional<Position> position;
  Comments comments;
  Origin origin;
  bool operator==(const Application&) const = default;
};

enum class ReferenceKind { ServiceAction, Rest, Soap, Redirect, Resource };

/// For people: "service action", "REST".
std::string_view wordsOf(ReferenceKind kind);

/// In the caller, for each server and reference: `failures` failed calls in a row open it, and for the time `open`
/// every call fails at once; then one is tried.
struct CircuitBreaker {
  int failures = 0;
  Duration open;
  bool operator==(const CircuitBreaker&) const = default;
};

/// One application using another one. Server-side calls go to the zone address of the producer.
struct Reference {
  std::string consumer;
  std::string producer;
  ReferenceKind kind = ReferenceKind::ServiceAction;
  double calls = 1;          ///< Mean number per request of the consumer; the fraction is a probability.
  bool synchronous = true;   ///< The consumer's worker is held until the answer.
  std::optional<Work> work;  ///< What one call costs at the producer; absent: as one of its own requests.
  Duration timeout = Duration::wholeSeconds(100);
  std::string address;  ///< A typed-in URL host instead of the producer's zone address; empty: the zone address.
  std::int64_t requestBytes = 0;
  std::int64_t responseBytes = 0;
  std::optional<CircuitBreaker> circuitBreaker;
  Comments comments;
  Origin origin;
  bool operator==(const Reference&) const = default;
};

/// Work that no user waits for, done on the servers with the scheduler role in the application's zone.
struct Background {
  enum class Kind { Timer, Process, LightProcess, Email };
  std::string name;
  std::string application;
  Kind kind = Kind::Timer;
  Duration every;    ///< Falls due at fixed intervals,
  Rate rate;         ///< or at random, on average so often. One of the two is above 0.
  int priority = 2;  ///< 1, the most urgent, to 4.
  Work work;
  std::optional<Duration> timeout;  ///< The attempt has failed then; absent: 20 min, of processes 5 min.
  int retries = 3;                  ///< Further attempts after a failed one.
  Comments comments;
  Origin origin;
  bool operator==(const Background&) const = default;
};

/// A connection between two network segments or nodes, the same in both directions. Messages take
/// latency + size / bandwidth. Traffic inside a segment takes no time.
struct Link {
  /// Of the bandwidth of one direction. InOrder: one message after another; Fair: all at once, max–min fair over the
  /// links each crosses.
  enum class Sharing { InOrder, Fair };
  std::string from;
  std::string to;
  Duration latency;                   ///< One way.
  double bandwidthBitsPerSecond = 0;  ///< 0: unlimited.
  Sharing sharing = Sharing::InOrder;
  bool firewall = false;  ///< Only `openPorts` pass; the rest is dropped silently.
  std::vector<int> openPorts;
  std::string name;  ///< For events; shared by no node and no other link. May be empty.
  std::optional<Reliability> reliability;
  std::optional<Duration> detourAfter;  ///< Of its failure: messages take the next best way then; absent: never.
  Comments comments;
  Origin origin;
  bool operator==(const Link&) const = default;
};

/// A host name and what it leads to. Zone addresses without a record resolve to their zone's balancer everywhere.
struct DnsRecord {
  std::string name;
  std::string target;                    ///< Name of a node.
  std::vector<std::string> visibleFrom;  ///< Segments that resolve it; empty: all.
  Comments comments;
  Origin origin;
  bool operator==(const DnsRecord&) const = default;
};

/// A promise to keep: one objective per set field.
struct Slo {
  std::string name;
  std::string application;  ///< Empty: every application with users.
  double percentile = 95;
  std::optional<Duration> responseBelow;   ///< At the percentile, end to end for the user.
  std::optional<double> failuresBelow;     ///< Share of requests, 0…1.
  std::optional<double> utilisationBelow;  ///< Of every server, database and relay, 0…1.
  Comments comments;
  Origin origin;
  bool operator==(const Slo&) const = default;
};

struct Note {
  std::string text;
  std::optional<Position> position;
  Comments comments;
  Origin origin;
  bool operator==(const Note&) const = default;
};

/// Where a figure of the farm comes from; printed with the report.
struct Assumption {
  enum class Standing { Measured, Fitted, Documented, Assumed };
  std::string subject;  ///< "AppX demand".
  Standing standing = Standing::Assumed;
  std::string source;
  Comments comments;
  Origin origin;
  bool operator==(const Assumption&) const = default;
};

/// How the farm is run unless the command line says otherwise.
struct RunSettings {
  std::optional<Duration> warmUp;  ///< Absent: detected.
  Duration measured = Duration::wholeSeconds(600);
  int replications = 10;
  std::uint64_t seed = 1;
  Comments comments;
  Origin origin;
  bool operator==(const RunSettings&) const = default;
};

struct Farm {
  std::string name;
  std::string description;
  Environment environment;
  std::optional<ReverseProxy> proxy;
  std::vector<Zone> zones;
  std::vector<Server> servers;
  std::vector<Database> databases;
  std::vector<Application> applications;
  std::vector<Reference> references;
  std::vector<Users> users;
  std::vector<Link> links;
  std::vector<FailureDomain> failureDomains;
  std::vector<DnsRecord> dns;
  std::vector<Slo> slos;
  std::vector<PlannedEvent> events;
  std::vector<Background> background;
  std::vector<Deployment> deployments;
  std::vector<Assumption> assumptions;
  std::vector<Note> notes;
  RunSettings run;
  Comments comments;
  Origin origin;
  std::string file;  ///< Where it was read from; empty for a new farm. Not part of equality.
  bool operator==(const Farm& other) const;
};

// Look-ups; nullptr when there is no such object. Pointers last until the farm is changed.
const Zone* findZone(const Farm& farm, const std::string& name);
const Server* findServer(const Farm& farm, const std::string& name);
const Application* findApplication(const Farm& farm, const std::string& name);
const Database* findDatabase(const Farm& farm, const std::string& name);

/// The members of a zone with their weights: all servers that are `inBalancer` when the zone includes all, else the
/// listed ones (each once), whether or not such a server exists.
std::vector<ZoneMember> membersOf(const Farm& farm, const Zone& zone);

/// Servers the balancer of a zone really sends to: its stated targets (with what the members among them say), else the
/// members that are put into balancers. Names without a server are left out.
std::vector<ZoneMember> balancerTargets(const Farm& farm, const Zone& zone);

/// The servers a deployment takes out first, and those it takes out then. Only servers that are deployed to; one that
/// is in several zones is in one half for all of them, the one that has fewer of its zones' servers so far.
std::array<std::vector<std::string>, 2> halvesOf(const Farm& farm, const Deployment& deployment);

/// The database an application uses: the named one, else the farm's only one; nullptr when there is none.
const Database* databaseOf(const Farm& farm, const Application& application);

/// Name of the balancer in front of a zone, also when the zone has no balancer of its own: "<zone> balancer".
std::string balancerName(const Zone& zone);

/// The application's modules, with the implied one when it lists none; `path` is always filled.
std::vector<Module> modulesOf(const Application& application);

/// What one call over this reference costs at its producer.
Work workOf(const Farm& farm, const Reference& reference);

/// Worker slots of a pool on a server, with the default filled in.
int workersOf(const Server& server, const Pool& pool);

/// The servers of a zone that run its background work.
std::vector<const Server*> schedulersOf(const Farm& farm, const Zone& zone);

/// How often a second background work falls due.
double rateOf(const Background& background);

/// Time-out of one attempt, with the default of its kind.
Duration timeoutOf(const Background& background);

/// Share of the time in which a machine is not paused.
double unpausedShare(const Pauses& pauses);

/// Requests after which a process of the pool is replaced, because of their number or of the memory they leave behind;
/// 0: never.
std::int64_t requestsUntilRecycled(const Server& server, const Pool& pool);

/// Workers a pool begins with.
int initialWorkersOf(const Server& server, const Pool& pool);

/// How many undisturbed cores do the work of `busy` cores that get in each other's way: k / (1 + σ(k−1) + κk(k−1)), the
/// universal scalability law (Gunther, Guerrilla Capacity Planning, 2007, ch. 4). σ is what they wait for one another,
/// κ what it costs to keep their views of memory alike. REQUIRES: busy >= 0.
double coresWorth(int busy, double contention, double coherency);

/// Core seconds of work a machine does in a second when all its cores are busy: worth of the cores × speed ×
/// share of the time without pauses.
double capacityOf(const Server& server);
double capacityOf(const Database& database);

/// The pools of a server, with the implied one when it lists none.
std::vector<Pool> poolsOf(const Server& server);

/// Names of all nodes of the diagram in canonical order: users, proxy, balancers (one a zone), servers, databases.
std::vector<std::string> nodeNames(const Farm& farm);

}  // namespace headroom::farm
