// Devices that pass requests on: what they are, what they can carry, how they choose and what they learn.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/law.h"
#include "engine/base/quantity.h"
#include "engine/base/time.h"
#include "engine/farm/connections.h"
#include "engine/farm/operations.h"
#include "engine/farm/origin.h"

namespace headroom::farm {

/// Routing and balancing algorithm of a zone balancer. Names as in the farm file.
enum class Algorithm { RoundRobin, LeastConnections };

enum class Layer { L4, L7 };

/// Whose program or device a proxy or balancer is: gives its defaults (engine/balancing), the names of its algorithms
/// and its way to match paths. Unspecified: Headroom's own.
enum class Product { Unspecified, Haproxy, Nginx, IisArr, Envoy, F5, AwsAlb, IngressNginx };

/// A token bucket: `burst` tokens when full, `rate` new ones a second. A request that finds none is answered 429.
struct RateLimit {
  Rate rate;
  int burst = 1;
  bool operator==(const RateLimit&) const = default;
};

/// Work and limits of a device that relays requests (proxy or balancer). Zero demand costs nothing and never queues.
struct RelayCapacity {
  Law demand;          ///< Core time per request passed.
  int cores = 4;       ///< Identical cores, first come first served.
  double speed = 1.0;  ///< Relative core speed; work takes demand / speed.
  std::int64_t maxConnections =
      0;              ///< Requests in progress through the device at once; 0 = unlimited. Beyond it they wait.
  int instances = 1;  ///< Active/standby machines behind one address; 2 or more survive a failure.
  std::optional<std::int64_t>
      maxPending;  ///< Requests that wait because of maxConnections; one more is answered 503. Absent: no limit.
  std::optional<Connections> connections;  ///< Absent: connections cost nothing.
  bool operator==(const RelayCapacity&) const = default;
};

/// Active checks: how a balancer learns that a server failed. What is not set is the product's (engine/balancing).
struct HealthCheck {
  enum class Kind { None, Tcp, Http };
  std::optional<Kind> kind;
  std::string path;  ///< Of an HTTP check; empty: not stated.
  std::optional<Duration> interval;
  std::optional<Duration> timeout;
  std::optional<Duration> fastInterval;  ///< Between the first sign of a change and the verdict.
  std::optional<Duration> downInterval;  ///< While the server is out.
  std::optional<int> fall;               ///< Failed checks in a row until the server is taken out.
  std::optional<int> rise;               ///< Passed checks in a row until it is back.
  bool operator==(const HealthCheck&) const = default;
};

/// What a balancer learns from the requests themselves. What is not set is the product's.
struct PassiveCheck {
  /// Failures: nginx `max_fails` and `fail_timeout`; Observe: HAProxy `observe`; Outlier: Envoy's ejection of outliers.
  enum class Kind { None, Failures, Observe, Outlier };
  enum class OnError { FastInter, FailCheck, SuddenDeath, MarkDown };
  std::optional<Kind> kind;
  std::optional<int> maxFails;
  std::optional<Duration> failTimeout;
  std::optional<Layer> observe;
  std::optional<int> errorLimit;
  std::optional<OnError> onError;
  std::optional<int> consecutiveErrors;
  std::optional<Duration> interval;
  std::optional<Duration> baseEjection;
  std::optional<Duration> maxEjection;  ///< Longest time out, however often a server was ejected.
  std::optional<double> maxEjected;     ///< Share of the servers, 0…1.
  std::optional<bool> alwaysEjectOne;   ///< Also where that share is less than one server.
  bool operator==(const PassiveCheck&) const = default;
};

/// What modifies an algorithm, as the product's configuration has it; see routing::AlgorithmOptions.
struct AlgorithmOptions {
  std::optional<bool> allBackups;
  std::string hashType;
  std::string hashFunction;
  std::optional<bool> avalanche;
  std::optional<int> balanceFactor;  ///< Per cent.
  std::optional<int> length;
  std::optional<int> depth;
  std::optional<bool> whole;
  std::optional<bool> pathOnly;
  std::string parameter;
  std::string header;
  std::optional<bool> domainOnly;
  std::optional<int> draws;
  std::string key;
  std::optional<int> tableSize;
  std::optional<double> bias;
  std::optional<Duration> decay;
  bool operator==(const AlgorithmOptions&) const = default;
};

/// How a client is kept on its server.
struct Persistence {
  enum class Kind { None, Cookie, Source };
  std::optional<Kind> kind;
  std::string cookie;            ///< Its name; empty: the product's.
  std::optional<int> tableSize;  ///< Clients a source table holds.
  std::optional<Duration> expiry;
  bool operator==(const Persistence&) const = default;
};

struct ZoneMember {
  std::string server;
  int weight = 1;  ///< 0…256; 0 gets no new requests.
  int id = 0;      ///< HAProxy's server id; 0: its place.
  bool backup = false;
  bool disabled = false;   ///< In maintenance from the start.
  bool drain = false;      ///< Gets no new clients from the start.
  int maxConnections = 0;  ///< 0: no limit.
  int maxQueue = 0;        ///< Requests waiting for this server; 0: no limit.
  std::optional<Duration> slowStart{};
  std::optional<int> maxFails{};
  std::optional<Duration> failTimeout{};
  Comments comments{};
  Origin origin{};
  bool operator==(const ZoneMember&) const = default;
};

/// The device in front of one zone's servers. What is not set is the product's; balancing::settingsOf has the values in
/// force.
struct Balancer {
  std::string name;
  Product product = Product::Unspecified;
  std::string segment;
  Layer layer = Layer::L7;
  RelayCapacity capacity;
  std::string algorithm;  ///< The product's own name, "leastconn"; empty: Zone::algorithm, or the product's default.
  AlgorithmOptions options;
  HealthCheck healthCheck;
  PassiveCheck passiveCheck;
  std::optional<double> panicThreshold;  ///< Share of healthy servers below which all are used, 0…1; 0: when none is.
  std::optional<int> retries;
  std::optional<int> redispatch;  ///< HAProxy `option redispatch N`; 0: the bare option.
  std::optional<Duration> queueTimeout;
  std::optional<Duration> connectTimeout;
  std::optional<Duration> serverTimeout;
  std::optional<Duration> slowStart;  ///< Of members that have none of their own.
  bool affinity = false;              ///< Keeps clients on their server in the product's own way.
  Persistence persistence;
  std::optional<int> maxRequests;      ///< Envoy: requests at its servers and their retries at once, else 503.
  std::optional<int> maxRetries;       ///< Envoy: retries under way at once; one more is not made.
  std::optional<int> workers;          ///< Processes with counters and health state of their own.
  std::vector<int> ports = {80, 443};  ///< Ports it listens on.
  std::vector<std::string> targets;    ///< Servers it really sends to; empty: exactly the zone's members.
  std::optional<RateLimit> rateLimit;
  std::optional<Reliability> reliability;  ///< Of each instance.
  std::optional<Position> position;
  Comments comments;
  Origin origin;
  bool operator==(const Balancer&) const = default;
};

}  // namespace headroom::farm
