// Which algorithm over which servers, as a configuration says it; and the table of all algorithms.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/routing/policy.h"

namespace headroom::routing {

/// What modifies an algorithm. Each algorithm reads the few that it knows and reports those that make no sense.
struct AlgorithmOptions {
  bool allBackups = false;            ///< HAProxy `option allbackups`.
  std::string hashType;               ///< HAProxy `hash-type`: "map-based" (also when empty) or "consistent".
  std::string hashFunction;           ///< "sdbm", "djb2", "wt6", "crc32"; empty: the type's default.
  std::optional<bool> avalanche;      ///< Absent: the default of hash type and function.
  std::optional<int> balanceFactor;   ///< HAProxy `hash-balance-factor`, per cent; above 100.
  std::optional<int> length;          ///< `uri len`.
  std::optional<int> depth;           ///< `uri depth`.
  bool whole = false;                 ///< `uri whole`: with the query.
  bool pathOnly = false;              ///< `uri path-only`: without scheme and authority.
  std::string parameter;              ///< `url_param`.
  std::string header;                 ///< `hdr`.
  bool domainOnly = false;            ///< `hdr use_domain_only`.
  std::optional<int> draws;           ///< `random(n)`, or Envoy's choice count.
  bool repeatedDraws = false;         ///< Power of d: the same server may be drawn twice.
  bool firstOnTie = false;            ///< Shortest queue, power of d: not a random one of the tied.
  std::optional<std::uint32_t> seed;  ///< Start of an own generator; absent: random numbers come from the caller.
  std::string key;                    ///< nginx `hash`: "uri", "src", "header:NAME", "arg:NAME".
  std::optional<int> tableSize;       ///< Envoy Maglev table, Envoy ring's smallest size.
  std::optional<double> bias;         ///< Envoy `active_request_bias`.
  std::optional<Duration> decay;      ///< Time constant of a moving mean.
};

struct PolicySpec {
  std::string product = "haproxy";  ///< Whose algorithm: "haproxy", "nginx", "envoy", "headroom", …
  std::string algorithm = "roundrobin";
  AlgorithmOptions options;
  std::vector<ServerSpec> servers;
};

/// What an algorithm promises; the conformance suite holds it to that.
struct AlgorithmTraits {
  bool byKey = false;      ///< Something in the request decides.
  bool keepsKeys = false;  ///< When a server goes, only its own keys move.
  bool hashTypes = false;  ///< Knows `hash-type consistent` (which keeps keys) and `hash-balance-factor`.
  bool passesFull = true;  ///< Never chooses a server at its connection limit.
  bool backups = true;     ///< Takes pools with backup servers.
  bool spreads = true;     ///< Every server gets a share while none is full.
};

/// One line of the table of algorithms.
struct AlgorithmEntry {
  std::string_view product;
  std::string_view name;
  std::string_view summary;  ///< One sentence for lists and help.
  /// Adds what is wrong with the specification to `problems`, or returns the policy. Servers are checked already.
  std::unique_ptr<Policy> (*make)(const PolicySpec& spec, Diagnostics& problems) = nullptr;
  AlgorithmTraits traits{};
};

/// All algorithms, by product and name. The build collects them from the folders, see algorithms.cmake.
std::span<const AlgorithmEntry> algorithms();

/// The policy, or everything that is wrong with the specification: unknown algorithm, no server, a name used twice, a
/// weight outside 0…256, an unknown hash function, a depth of 0, …
Result<std::unique_ptr<Policy>> makePolicy(const PolicySpec& spec);

}  // namespace headroom::routing
