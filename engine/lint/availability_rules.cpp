// HA01, HA02, HA05 and HA06: what a single failure takes away.
#include <algorithm>
#include <map>
#include <set>

#include "engine/lint/context.h"

namespace headroom::lint {
namespace {

using Hops = std::vector<std::pair<std::string, std::string>>;
using network::Endpoint;

const std::string kUsers = "\nusers";      // no node's name has a line break
const std::string kCallers = "\ncallers";  // all servers of a zone as one

/// The parts of ways that applications share, and the nodes on which each hangs.
class Ways {
 public:
  explicit Ways(const Context& context) : context_(context) {}

  /// From users to a zone's servers.
  const std::vector<std::string>& entry(const farm::Zone& zone) {
    return remember("users\n" + zone.name, [&] {
      const farm::Farm& farm = context_.farm();
      std::string from;
      for (const farm::Users& users : farm.users) {
        const farm::Application* application = context_.application(users.application);
        if (from.empty() && application && application->zone == zone.name) from = users.name;
      }
      Hops hops;
      lead(hops, kUsers, context_.network().resolve(farm.environment.hostName, from), zone);
      return network::Network::singlePointsOfFailure(hops, kUsers, namesOf(zone));
    });
  }

  /// From a zone's servers to a database.
  const std::vector<std::string>& database(const farm::Zone& zone, const farm::Database& database) {
    return remember("database\n" + zone.name + "\n" + database.name, [&] {
      Hops hops = callers(zone);
      for (const std::string& server : namesOf(zone)) hops.emplace_back(server, database.name);
      return network::Network::singlePointsOfFailure(hops, kCallers, {database.name});
    });
  }

  /// From a zone's servers to those of the producer of a call.
  const std::vector<std::string>& call(const farm::Zone& from, const farm::Zone& to, const std::string& address) {
    return remember("call\n" + from.name + "\n" + to.name + "\n" + address, [&] {
      Hops hops;  // the callers' own machines may be those called: only what stands between counts
      if (!context_.members(from).empty()) {
        lead(hops, kCallers, context_.network().resolve(address, context_.members(from).front()->name), to);
      }
      return network::Network::singlePointsOfFailure(hops, kCallers, namesOf(to));
    });
  }

 private:
  template <class Find>
  const std::vector<std::string>& remember(const std::string& key, const Find& find) {
    const auto known = known_.find(key);
    return known != known_.end() ? known->second : known_.emplace(key, find()).first->second;
  }

  std::vector<std::string> namesOf(const farm::Zone& zone) const {
    std::vector<std::string> names;
    for (const farm::ZoneMember& target : context_.targets(zone)) {
      if (target.weight > 0) names.push_back(target.server);
    }
    return names;
  }

  Hops callers(const farm::Zone& zone) const {
    Hops hops;
    for (const std::string& server : namesOf(zone)) hops.emplace_back(kCallers, server);
    return hops;
  }

  /// The hops from where an address leads to the servers of a zone.
  void lead(Hops& hops, const std::string& from, const Endpoint& end, const farm::Zone& zone) const {
    const std::string balancer = farm::balancerName(zone);
    if (end.kind == Endpoint::Kind::Unknown || end.kind == Endpoint::Kind::Database) return;
    if (end.kind == Endpoint::Kind::Self) {
      for (const std::string& server : namesOf(zone)) hops.emplace_back(from, server);
      return;
    }
    hops.emplace_back(from, end.node);
    if (end.kind == Endpoint::Kind::Server) return;
    if (end.kind == Endpoint::Kind::Proxy) hops.emplace_back(end.node, balancer);
    const std::string& last = end.kind == Endpoint::Kind::Proxy ? balancer : end.node;
    for (const std::string& server : namesOf(zone)) hops.emplace_back(last, server);
  }

  const Context& context_;
  std::map<std::string, std::vector<std::string>> known_;
};

/// A node whose failure stops applications.
struct Weakness {
  std::vector<std::string> applications;
  bool critical = false;
};

/// Nodes that survive the failure of a machine, or are no machine at all.
std::set<std::string> robustNodes(const farm::Farm& farm) {
  std::set<std::string> robust{kUsers, kCallers};
  if (farm.proxy && farm.proxy->capacity.instances > 1) robust.insert(farm.proxy->name);
  for (const farm::Zone& zone : farm.zones) {
    if (!zone.balancer || zone.balancer->capacity.instances > 1) robust.insert(farm::balancerName(zone));
  }
  for (const farm::Database& database : farm.databases) {
    if (database.instances > 1) robust.insert(database.name);
  }
  return robust;
}

std::map<std::string, Weakness> weaknesses(const Context& context) {
  const farm::Farm& farm = context.farm();
  const std::set<std::string> robust = robustNodes(farm);
  Ways ways(context);
  std::map<std::string, std::vector<const farm::Reference*>> calls;
  for (const farm::Reference& reference : farm.references) {
    if (isServerSide(reference) && reference.synchronous) calls[reference.consumer].push_back(&reference);
  }
  std::map<std::string, Weakness> found;
  for (const farm::Application& application : farm.applications) {
    const farm::Zone* zone = context.zone(application.zone);
    if (zone == nullptr) continue;
    std::set<std::string> nodes;
    const auto add = [&](const std::vector<std::string>& cuts) { nodes.insert(cuts.begin(), cuts.end()); };
    if (context.takesUserTraffic(application)) add(ways.entry(*zone));
    const farm::Database* database = farm::databaseOf(farm, application);
    if (database && application.work.databaseTransactions > 0) add(ways.database(*zone, *database));
    for (const farm::Reference* reference : calls[application.name]) {
      const farm::Application* producer = context.application(reference->producer);
      const farm::Zone* to = producer ? context.zone(producer->zone) : nullptr;
      if (to != nullptr) add(ways.call(*zone, *to, network::callTarget(farm, *reference).address));
    }
    for (const std::string& node : nodes) {
      if (robust.contains(node)) continue;
      found[node].applications.push_back(application.name);
      found[node].critical |= application.critical;
    }
  }
  return found;
}

/// The object, its place and the remedy for each kind of node.
std::pair<Subject, std::string> remedyFor(const Context& context, const std::string& node) {
  const farm::Farm& farm = context.farm();
  if (const farm::Server* server = context.server(node)) {
    return {subjectOf(*server), "Add a second server to its zones, on another host."};
  }
  if (const farm::Database* database = farm::findDatabase(farm, node)) {
    return {subjectOf(*database, "instances"), "Add a standby behind the same endpoint, and state instances: 2."};
  }
  for (const farm::Zone& zone : farm.zones) {
    if (zone.balancer && farm::balancerName(zone) == node) {
      return {balancerOf(zone), "Run the balancer as an active/standby pair, and state instances: 2."};
    }
  }
  return {farm.proxy ? subjectOf(*farm.proxy) : Subject{"node " + node, {}},
          "Run the proxy as an active/standby pair, and state instances: 2."};
}

void checkSinglePoints(Context& context) {
  for (const auto& [node, weakness] : weaknesses(context)) {
    const auto [subject, fix] = remedyFor(context, node);
    context.add("HA01", weakness.critical ? Severity::Error : Severity::Warning, subject,
                "When " + node + " fails, " + someOf(weakness.applications) +
                    (weakness.applications.size() > 1 ? " fail" : " fails") + " with it: there is no other way" +
                    (weakness.critical ? ", and a critical application depends on it." : "."),
                fix);
  }
}

void checkFailureDomains(Context& context, const farm::Zone& zone) {
  const auto& members = context.members(zone);
  if (context.applicationsOf(zone).empty() || members.empty()) return;
  std::set<std::string> domains;
  for (const farm::Server* server : members) {
    domains.insert(server->failureDomain.empty() ? "\nown " + server->name : server->failureDomain);
  }
  if (domains.size() > 1) return;
  context.add("HA02", subjectOf(zone),
              members.size() == 1 ? "Zone " + zone.name + " has a single server, " + members.front()->name + "."
                                  : "All servers of zone " + zone.name + " stand in failure domain '" +
                                        members.front()->failureDomain + "' and fail together.",
              "Put a second server of the zone into another failure domain.");
}

void checkBroker(Context& context) {
  const int brokers = context.farm().environment.cacheBrokers;
  if (brokers > 1) return;
  for (const farm::Server& server : context.farm().servers) {
    // A machine that is nothing but controller was planned as such; its broker is asked for only when stated to be
    // single.
    if (!server.controller || (brokers == 0 && isStandaloneController(server))) continue;
    context.add("HA05", subjectOf(server, "controller"),
                "The broker that tells servers to drop cached values " +
                    (brokers == 1 ? std::string("is a single machine") : "runs on the controller " + server.name) +
                    "; while it is down, applications go on with stale values.",
                "Run a cluster of three brokers, and state cache_brokers: 3.");
    return;
  }
}

void checkDatabases(Context& context) {
  const farm::Farm& farm = context.farm();
  for (const farm::Database& database : farm.databases) {
    const bool used = std::any_of(farm.applications.begin(), farm.applications.end(), [&](const auto& application) {
      return farm::databaseOf(farm, application) == &database;
    });
    if (!used || database.instances > 1) continue;
    context.add("HA06", subjectOf(database, "instances"),
                "The endpoint of database " + database.name + " is a single machine.",
                "Use an availability group listener, a failover cluster or RAC, and state instances: 2.");
  }
}

}  // namespace

void checkAvailability(Context& context) {
  checkSinglePoints(context);
  for (const farm::Zone& zone : context.farm().zones) checkFailureDomains(context, zone);
  checkBroker(context);
  checkDatabases(context);
}

}  // namespace headroom::lint
