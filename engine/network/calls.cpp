#include <algorithm>
#include <unordered_map>

#include "engine/network/network.h"
#include "engine/routing/route_table.h"

namespace headroom::network {

bool listens(const farm::Zone& zone, int port) {
  if (!zone.balancer) return true;
  const std::vector<int>& ports = zone.balancer->ports;
  return std::find(ports.begin(), ports.end(), port) != ports.end();
}

int forwardPort(const farm::Zone& zone, int port) {
  const int other = port == 80 ? 443 : port == 443 ? 80 : port;
  return !listens(zone, port) && listens(zone, other) ? other : port;
}

int userPort(const farm::Farm& farm) {
  return farm.environment.https ? 443 : 80;
}

CallTarget callTarget(const farm::Farm& farm, const farm::Reference& reference) {
  const farm::Application* producer = farm::findApplication(farm, reference.producer);
  const farm::Application* consumer = farm::findApplication(farm, reference.consumer);
  const farm::Zone* zone = producer ? farm::findZone(farm, producer->zone) : nullptr;
  CallTarget target;
  target.address = !reference.address.empty() ? reference.address : zone ? zone->address : std::string();
  if (zone && zone->httpsInternal && !(consumer && consumer->zone == zone->name)) target.port = 443;
  return target;
}

Answering answeringTo(const farm::Farm& farm, const std::string& path) {
  std::vector<routing::RouteRule> rules;
  std::vector<Answering> owners;
  for (const farm::Application& application : farm.applications) {
    for (const farm::Module& module : farm::modulesOf(application)) {
      rules.push_back(routing::RouteRule{{}, module.path, routing::RouteRule::Match::WholeSegmentPrefix});
      owners.push_back(Answering{&application, module.name, zoneOf(application, module)});
    }
  }
  const std::optional<std::size_t> module = routing::RouteTable(std::move(rules)).match({}, path);
  return module ? owners[*module] : Answering{};
}

bool deployedOn(const farm::Farm& farm, const farm::Zone& zone, const std::string& server) {
  if (zone.includesAllServers) return farm::findServer(farm, server) != nullptr;
  return std::any_of(zone.members.begin(), zone.members.end(),
                     [&server](const farm::ZoneMember& member) { return member.server == server; });
}

std::string zoneOf(const farm::Application& application, const farm::Module& module) {
  return module.zoneOverride.empty() ? application.zone : module.zoneOverride;
}

}  // namespace headroom::network
