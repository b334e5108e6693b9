#include "engine/routing/policy_spec.h"

#include <set>

#include "engine/base/text.h"

namespace headroom::routing {
namespace {

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
  for (const AlgorithmEntry& entry : algorithms()) {
    if (entry.product == spec.product && entry.name == spec.algorithm) return &entry;
  }
  return nullptr;
}

Diagnostic unknownAlgorithm(const PolicySpec& spec) {
  std::vector<std::string> names;
  std::vector<std::string> products;
  for (const AlgorithmEntry& entry : algorithms()) {
    if (entry.product == spec.product) names.emplace_back(entry.name);
    if (products.empty() || products.back() != entry.product) products.emplace_back(entry.product);
  }
  if (names.empty()) {
    return {
        Severity::Error, {}, "unknown product '" + printable(spec.product) + "'", "use " + joinWithAnd(products), {}};
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
