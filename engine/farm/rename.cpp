#include "engine/farm/rename.h"

#include <algorithm>

#include "engine/farm/database_load.h"

namespace headroom::farm {
namespace {

struct Renamer {
  const std::string& from;
  const std::string& to;
  void operator()(std::string& name) const {
    if (name == from) name = to;
  }
  void operator()(std::vector<std::string>& names) const {
    for (std::string& name : names) (*this)(name);
  }
};

}  // namespace

void renameZone(Farm& farm, const std::string& from, const std::string& to) {
  const Renamer rename{from, to};
  for (Zone& zone : farm.zones) {
    const bool impliedBalancer = zone.name == from && !(zone.balancer && !zone.balancer->name.empty());
    if (impliedBalancer) renameNode(farm, balancerName(zone), to + " balancer");
    rename(zone.name);
    if (impliedBalancer && zone.balancer) zone.balancer->name.clear();
  }
  if (farm.proxy) {
    rename(farm.proxy->defaultZone);
    for (Route& route : farm.proxy->routes) rename(route.zone);
  }
  for (Application& application : farm.applications) {
    rename(application.zone);
    for (Module& module : application.modules) rename(module.zoneOverride);
  }
  const std::vector<std::string> nodes = nodeNames(farm);
  const bool eventsMeanZone = std::find(nodes.begin(), nodes.end(), from) == nodes.end();
  for (PlannedEvent& event : farm.events) {
    rename(event.zone);
    if (eventsMeanZone) rename(event.node);
  }
  for (Deployment& deployment : farm.deployments) rename(deployment.zones);
}

void renameApplication(Farm& farm, const std::string& from, const std::string& to) {
  const Renamer rename{from, to};
  for (Application& application : farm.applications) {
    if (application.name == from && application.modules.empty()) {
      application.modules.push_back(Module{from, "/" + from, {}, {}, {}});  // its paths stay what they were
    }
    rename(application.name);
  }
  for (Reference& reference : farm.references) {
    rename(reference.consumer);
    rename(reference.producer);
  }
  for (Users& users : farm.users) {
    rename(users.application);
    if (auto* sessions = std::get_if<SessionLoad>(&users.load)) {
      for (SessionPage& page : sessions->pages) rename(page.application);
    }
  }
  for (Background& background : farm.background) rename(background.application);
  for (Slo& slo : farm.slos) rename(slo.application);
}

void renameNode(Farm& farm, const std::string& from, const std::string& to) {
  const Renamer rename{from, to};
  for (Users& users : farm.users) rename(users.name);
  if (farm.proxy) rename(farm.proxy->name);
  for (Zone& zone : farm.zones) {
    if (balancerName(zone) == from) {
      if (!zone.balancer) zone.balancer.emplace();
      zone.balancer->name = to;
    }
    for (ZoneMember& member : zone.members) rename(member.server);
    if (zone.balancer) rename(zone.balancer->targets);
  }
  for (Server& server : farm.servers) rename(server.name);
  for (Database& database : farm.databases) {
    if (database.name != from) continue;
    const std::string cache = cacheNameOf(database), reads = readsNameOf(database);
    rename(database.name);
    for (PlannedEvent& event : farm.events) {
      if (database.cache) Renamer{cache, cacheNameOf(database)}(event.node);
      if (database.readInstances > 0) Renamer{reads, readsNameOf(database)}(event.node);
    }
  }
  for (Application& application : farm.applications) rename(application.database);
  for (Link& link : farm.links) {
    rename(link.from);
    rename(link.to);
  }
  for (DnsRecord& record : farm.dns) rename(record.target);
  for (PlannedEvent& event : farm.events) rename(event.node);
}

void renameLink(Farm& farm, const std::string& from, const std::string& to) {
  const Renamer rename{from, to};
  for (Link& link : farm.links) rename(link.name);
  for (PlannedEvent& event : farm.events) rename(event.node);
}

void renameFailureDomain(Farm& farm, const std::string& from, const std::string& to) {
  const Renamer rename{from, to};
  for (FailureDomain& domain : farm.failureDomains) rename(domain.name);
  for (Server& server : farm.servers) rename(server.failureDomain);
  for (PlannedEvent& event : farm.events) rename(event.node);
}

}  // namespace headroom::farm
