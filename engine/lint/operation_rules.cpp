// HA04 and OP06: what planned events and deployments leave of a zone.
#include <algorithm>
#include <map>
#include <set>

#include "engine/lint/context.h"
#include "engine/lint/flow.h"

namespace headroom::lint {
namespace {

using Kind = farm::PlannedEvent::Kind;

constexpr double kRedLine = 0.80;

/// A server leaves a zone's balancer or comes back.
struct Change {
  Duration at;
  std::string server;
  std::string zone;    ///< Empty: every zone.
  std::string reason;  ///< It is back when no reason is left.
  bool out = false;
  const farm::Origin* origin = nullptr;
  std::string what;  ///< "a deployment", "an event".
};

std::vector<std::string> serversBehind(const farm::Farm& farm, const std::string& node) {
  std::vector<std::string> servers;
  for (const farm::Server& server : farm.servers) {
    if (server.name == node || server.failureDomain == node) servers.push_back(server.name);
  }
  return servers;
}

void addEvent(std::vector<Change>& changes, const farm::Farm& farm, const farm::PlannedEvent& event) {
  const bool fails = event.kind == Kind::Fail || event.kind == Kind::Repair;
  const bool weighs = event.kind == Kind::Weight;
  const bool out = event.kind == Kind::Fail || event.kind == Kind::Drain || event.kind == Kind::Maintenance ||
                   (weighs && event.weight.value_or(1) == 0);
  const std::string reason = fails ? "failed " + event.node : weighs ? "weight" : "told";
  for (const std::string& server : serversBehind(farm, event.node)) {
    changes.push_back({event.at, server, event.zone, reason, out, &event.origin, "an event"});
  }
}

void addDeployment(std::vector<Change>& changes, const farm::Farm& farm, const farm::Deployment& deployment) {
  Duration at = deployment.at;
  for (const auto& half : farm::halvesOf(farm, deployment)) {
    for (const bool out : {true, false}) {
      for (const std::string& server : half) {
        changes.push_back({at, server, {}, "told", out, &deployment.origin, "a deployment"});
      }
      if (out) at += deployment.half;
    }
  }
}

/// All changes in order of time; of the same instant, in the order in which a run does them.
std::vector<Change> changesOf(const farm::Farm& farm) {
  std::vector<Change> changes;
  for (const farm::PlannedEvent& event : farm.events) addEvent(changes, farm, event);
  for (const farm::Deployment& deployment : farm.deployments) addDeployment(changes, farm, deployment);
  std::stable_sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.at < b.at; });
  return changes;
}

/// The change that leaves the zone's balancer without a server for a while; nullptr when none does.
const Change* emptying(const Context& context, const farm::Zone& zone, const std::vector<Change>& changes) {
  std::map<std::string, std::set<std::string>> reasons;
  for (const farm::ZoneMember& target : context.targets(zone)) {
    std::set<std::string>& own = reasons[target.server];
    if (target.disabled || target.drain) own.insert("told");
    if (target.weight == 0) own.insert("weight");
  }
  const auto out = [](const auto& entry) { return !entry.second.empty(); };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const Change& change = changes[i];
    const auto own = reasons.find(change.server);
    if (own == reasons.end() || (!change.zone.empty() && change.zone != zone.name)) continue;
    change.out ? (void)own->second.insert(change.reason) : (void)own->second.erase(change.reason);
    const bool more = i + 1 < changes.size() && changes[i + 1].at == change.at;
    if (!more && change.out && std::all_of(reasons.begin(), reasons.end(), out)) return &change;
  }
  return nullptr;
}

/// The farm while these servers get nothing from any balancer.
farm::Farm without(farm::Farm farm, const std::vector<std::string>& servers) {
  const auto gone = [&](const std::string& name) {
    return std::find(servers.begin(), servers.end(), name) != servers.end();
  };
  for (farm::Server& server : farm.servers) server.inBalancer = server.inBalancer && !gone(server.name);
  for (farm::Zone& zone : farm.zones) {
    if (zone.balancer) std::erase_if(zone.balancer->targets, gone);
  }
  return farm;
}

void checkHalf(Context& context, const farm::Deployment& deployment, const std::vector<std::string>& half) {
  const farm::Farm rest = without(context.farm(), half);
  const Context restContext(rest);
  const Flow flow = Flow::declared(restContext);
  for (const farm::Server& server : rest.servers) {
    const double load = flow.load(server);
    if (!server.inBalancer || load <= kRedLine + 1e-9) continue;
    context.add("HA04", Subject{"server " + server.name, spotOf(deployment.origin, "half")},
                "Server " + server.name + " rises to " + percent(load) + " of its cores while a deployment has " +
                    serversText(half) + " out; the limit is " + percent(kRedLine) + ".",
                "Deploy while there is less load, or add servers to its zones.");
  }
}

}  // namespace

void checkOperations(Context& context) {
  const std::vector<Change> changes = changesOf(context.farm());
  for (const farm::Zone& zone : context.farm().zones) {
    if (context.applicationsOf(zone).empty() || context.targets(zone).empty()) continue;
    const Change* change = emptying(context, zone, changes);
    if (change == nullptr) continue;
    context.add(
        "OP06", Subject{"zone " + zone.name, spotOf(*change->origin, "at")},
        "When " + change->what + " takes out server " + change->server + ", zone " + zone.name + " has no server left.",
        "Bring another server back first, or add one to the zone.");
  }
  for (const farm::Deployment& deployment : context.farm().deployments) {
    for (const auto& half : farm::halvesOf(context.farm(), deployment)) {
      if (!half.empty()) checkHalf(context, deployment, half);
    }
  }
}

}  // namespace headroom::lint
