#include "engine/routing/policy_spec.h"

#include <array>
#include <set>

#include "engine/base/text.h"
#include "engine/routing/envoy_least_request/envoy_least_request.h"
#include "engine/routing/envoy_maglev/envoy_maglev.h"
#include "engine/routing/envoy_ring_hash/envoy_ring_hash.h"
#include "engine/routing/first/first.h"
#include "engine/routing/leastconn/leastconn.h"
#include "engine/routing/nginx_hash/nginx_hash.h"
#include "engine/routing/nginx_hash_consistent/nginx_hash_consistent.h"
#include "engine/routing/nginx_ip_hash/nginx_ip_hash.h"
#include "engine/routing/nginx_least_conn/nginx_least_conn.h"
#include "engine/routing/nginx_random/nginx_random.h"
#include "engine/routing/nginx_round_robin/nginx_round_robin.h"
#include "engine/routing/peak_ewma/peak_ewma.h"
#include "engine/routing/random_draws/random_draws.h"
#include "engine/routing/request_hashing/request_hashing.h"
#include "engine/routing/roundrobin/roundrobin.h"
#include "engine/routing/shortest_queue/shortest_queue.h"
#include "engine/routing/static_rr/static_rr.h"
#include "engine/routing/total_traffic/total_traffic.h"

namespace headroom::routing {
namespace {

// A new algorithm is a folder of its own and one line here.
constexpr std::array kAlgorithms = {
    AlgorithmEntry{"haproxy", "roundrobin", "weighted turns, weights may change at run time", makeRoundRobinFrom},
    AlgorithmEntry{"haproxy", "static-rr", "weighted turns from a fixed map", makeStaticRoundRobin},
    AlgorithmEntry{"haproxy", "leastconn", "fewest open requests for its weight", makeLeastConnectionsFrom},
    AlgorithmEntry{"haproxy", "first", "fill the servers one after the other", makeFirstWithRoom},
    AlgorithmEntry{"haproxy", "random", "least loaded of n random servers", makeRandomDraws},
    AlgorithmEntry{"haproxy", "source", "hash of the client address", makeSourceHash},
    AlgorithmEntry{"haproxy", "uri", "hash of the request target", makeUriHash},
    AlgorithmEntry{"haproxy", "url_param", "hash of a query parameter", makeUrlParameterHash},
    AlgorithmEntry{"haproxy", "hdr", "hash of a header", makeHeaderHash},
    AlgorithmEntry{"nginx", "round_robin", "smooth weighted round robin", makeNginxRoundRobin},
    AlgorithmEntry{"nginx", "least_conn", "fewest open requests for its weight", makeNginxLeastConn},
    AlgorithmEntry{"nginx", "ip_hash", "hash of the client's network", makeNginxIpHash},
    AlgorithmEntry{"nginx", "hash", "hash of a key", makeNginxHash},
    AlgorithmEntry{"nginx", "hash consistent", "ketama ring of a key", makeNginxHashConsistent},
    AlgorithmEntry{"nginx", "random", "a random server by weight", makeNginxRandom},
    AlgorithmEntry{"nginx", "random two least_conn", "less loaded of two random servers", makeNginxRandomTwo},
    AlgorithmEntry{"envoy", "round_robin", "smooth weighted round robin", makeNginxRoundRobin},
    AlgorithmEntry{"envoy", "least_request", "power of two choices, or a schedule by weight", makeEnvoyLeastRequest},
    AlgorithmEntry{"envoy", "ring_hash", "ring of a key, next point clockwise", makeEnvoyRingHash},
    AlgorithmEntry{"envoy", "maglev", "Maglev table of a key", makeEnvoyMaglev},
    AlgorithmEntry{"arr", "weighted_round_robin", "smooth weighted round robin", makeNginxRoundRobin},
    AlgorithmEntry{"arr", "weighted_total_traffic", "fewest bytes for its weight", makeTotalTraffic},
    AlgorithmEntry{"arr", "least_current_request", "fewest open requests for its weight", makeNginxLeastConn},
    AlgorithmEntry{"arr", "least_response_time", "smallest mean response time by load", makeLeastResponseTime},
    AlgorithmEntry{"arr", "query_string_hash", "hash of a query parameter", makeUrlParameterHash},
    AlgorithmEntry{"arr", "server_variable_hash", "hash of a header", makeHeaderHash},
    AlgorithmEntry{"arr", "request_hash", "hash of the request target", makeUriHash},
    AlgorithmEntry{"headroom", "peak_ewma", "cheaper of two random servers by response time", makePeakEwma},
    AlgorithmEntry{"headroom", "shortest_queue", "fewest open requests, ties at random", makeShortestQueue},
    AlgorithmEntry{"headroom", "power_of_d", "fewest open requests of d random servers", makePowerOfD},
};

constexpr int kLargestId = 0x7FFFFFF;  // 4096 · id must stay within 32 bits on the ring, as in the original

class Checker {
 public:
  explicit Checker(Diagnostics& problems) : problems_(problems) {}

  void check(const std::vector<ServerSpec>& servers) {
    if (servers.empty()) complain("the pool has no servers", "add at least one server");
    for (const ServerSpec& server : servers) checkOne(server);
  }

 private:
  void complain(std::string what, std::string remedy) {
    problems_.push_back({Severity::Error, {}, std::move(what), std::move(remedy), {}});
  }
  void checkOne(const ServerSpec& server) {
    const std::string who = "server '" + printable(server.name) + "'";
    if (server.name.empty()) complain("a server has no name", "give every server a name");
    if (!names_.insert(server.name).second) complain(who + " is in the pool twice", "give every server its own name");
    if (server.weight < 0 || server.weight > kMaxWeight) {
      complain(who + " has weight " + std::to_string(server.weight), "weights go from 0 to 256");
    }
    if (server.id < 0 || server.id > kLargestId) {
      complain(who + " has id " + std::to_string(server.id), "ids go from 1 to " + std::to_string(kLargestId));
    }
    if (server.id > 0 && !ids_.insert(server.id).second) {
      complain(who + " has id " + std::to_string(server.id) + ", which another server has", "ids are unique");
    }
    if (server.maxConnections < 0) complain(who + " has a negative connection limit", "use 0 for no limit");
    if (server.maxQueue < 0) complain(who + " has a negative queue limit", "use 0 for no limit");
    if (server.slowStart.ns() < 0) complain(who + " has a negative slow start", "use 0 for none");
    if (server.maxFails < 0) complain(who + " has a negative max_fails", "use 0 to never take it out");
    if (server.failTimeout.ns() < 0) complain(who + " has a negative fail_timeout", "use a time of 0 or more");
  }

  Diagnostics& problems_;
  std::set<std::string> names_;
  std::set<int> ids_;
};

const AlgorithmEntry* find(const PolicySpec& spec) {
  for (const AlgorithmEntry& entry : kAlgorithms) {
    if (entry.product == spec.product && entry.name == spec.algorithm) return &entry;
  }
  return nullptr;
}

Diagnostic unknownAlgorithm(const PolicySpec& spec) {
  std::vector<std::string> names;
  for (const AlgorithmEntry& entry : kAlgorithms) {
    if (entry.product == spec.product) names.emplace_back(entry.name);
  }
  if (names.empty()) {
    return {Severity::Error,
            {},
            "unknown product '" + printable(spec.product) + "'",
            "use haproxy, nginx, envoy, arr or headroom",
            {}};
  }
  return {Severity::Error,
          {},
          spec.product + " has no algorithm '" + printable(spec.algorithm) + "'",
          "use " + joinWithAnd(names),
          {}};
}

/// Ids that were not given are the next free numbers from 1, in declaration order.
void numberServers(std::vector<ServerSpec>& servers) {
  std::set<int> taken;
  for (const ServerSpec& server : servers) taken.insert(server.id);
  int next = 1;
  for (ServerSpec& server : servers) {
    if (server.id != 0) continue;
    while (taken.contains(next)) ++next;
    server.id = next++;
  }
}

}  // namespace

std::span<const AlgorithmEntry> algorithms() {
  return kAlgorithms;
}

Result<std::unique_ptr<Policy>> makePolicy(const PolicySpec& spec) {
  Diagnostics problems;
  Checker(problems).check(spec.servers);
  const AlgorithmEntry* entry = find(spec);
  if (entry == nullptr) {
    problems.push_back(unknownAlgorithm(spec));
    return problems;
  }
  PolicySpec numbered = spec;
  numberServers(numbered.servers);
  Diagnostics own;
  std::unique_ptr<Policy> policy = problems.empty() ? entry->make(numbered, own) : nullptr;
  if (!problems.empty()) {
    // The options are looked at even when the servers are wrong, so that every problem is told at once.
    numbered.servers.clear();
    entry->make(numbered, own);
  }
  problems.insert(problems.end(), own.begin(), own.end());
  if (!problems.empty()) return problems;
  return policy;
}

}  // namespace headroom::routing
