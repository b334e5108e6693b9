#include "engine/sim/targets.h"

#include <algorithm>

#include "engine/routing/route_table.h"

namespace headroom::sim {

bool listens(const farm::Zone& zone, Port port) {
  if (!zone.balancer) return true;
  const auto& ports = zone.balancer->ports;
  return std::find(ports.begin(), ports.end(), portNumber(port)) != ports.end();
}

Targets::Targets(const farm::Farm& farm, const network::Network& network, const balancing::Router& router,
                 WayTable& ways, const Model& model)
    : farm_(farm), network_(network), router_(router), ways_(ways), model_(model) {
  for (std::size_t i = 0; i < farm.zones.size(); ++i) zones_.emplace(farm.zones[i].name, static_cast<Index>(i));
  for (std::size_t i = 0; i < farm.servers.size(); ++i) servers_.emplace(farm.servers[i].name, static_cast<Index>(i));
}

Index Targets::routed(const std::string& host, Index application) const {
  balancing::RouteDecision decision = router_.decide(host, model_.applications[application].path);
  // The browser follows a redirect, as nginx has it for a path without its final slash.
  if (decision.status == 301) decision = router_.decide(host, routing::pathOfTarget(decision.location));
  const auto zone = zones_.find(decision.zone);
  return zone == zones_.end() ? kNone : zone->second;
}

Index Targets::way(const std::string& from, const std::string& to, Port port) const {
  return from.empty() ? ways_.nowhere() : ways_.between(from, to, portNumber(port));
}

Target Targets::atZone(Index zone, const std::string& from, Port port) const {
  Target target;
  target.port = port;
  target.zone = zone;
  target.relay = model_.zones[zone].station;
  target.way = way(from, farm::balancerName(farm_.zones[zone]), port);
  if (target.way == kNone) return target;
  target.kind = listens(farm_.zones[zone], port) ? Target::Kind::Zone : Target::Kind::Refused;
  return target;
}

Target Targets::of(const std::string& address, const std::string& from, Index application, Port port) const {
  const network::Endpoint endpoint = network_.resolve(address, from);
  Target target;
  target.port = port;
  switch (endpoint.kind) {
    case network::Endpoint::Kind::Proxy:
      target.way = way(from, endpoint.node, port);
      if (target.way == kNone) return target;
      target.kind = Target::Kind::Proxy;
      target.relay = model_.proxyStation;
      target.zone = routed(address, application);
      return target;
    case network::Endpoint::Kind::Balancer: {
      const auto zone = zones_.find(endpoint.zone);
      return zone == zones_.end() ? target : atZone(zone->second, from, port);
    }
    case network::Endpoint::Kind::Server:
    case network::Endpoint::Kind::Self: {
      const auto server = servers_.find(endpoint.kind == network::Endpoint::Kind::Self ? from : endpoint.node);
      if (server == servers_.end()) return target;
      target.way = endpoint.kind == network::Endpoint::Kind::Self ? ways_.nowhere() : way(from, server->first, port);
      if (target.way == kNone) return target;
      target.kind = Target::Kind::Server;
      target.server = server->second;
      return target;
    }
    case network::Endpoint::Kind::Database:  // nothing answers HTTP there
      target.way = way(from, endpoint.node, port);
      target.kind = target.way == kNone ? Target::Kind::Unreachable : Target::Kind::Refused;
      return target;
    case network::Endpoint::Kind::Unknown:
      return target;
  }
  return target;
}

Target Targets::ofUsers(const std::string& from, Index application) const {
  const Port port = farm_.environment.https ? Port::Https : Port::Http;
  if (!farm_.environment.hostName.empty()) return of(farm_.environment.hostName, from, application, port);
  // A farm without a host name is a sketch: its users know the proxy, or else the balancer, by sight.
  if (!farm_.proxy) return atZone(model_.applications[application].zone, from, port);
  Target target;
  target.port = port;
  target.way = way(from, farm_.proxy->name, port);
  if (target.way == kNone) return target;
  target.kind = Target::Kind::Proxy;
  target.relay = model_.proxyStation;
  target.zone = routed({}, application);
  return target;
}

}  // namespace headroom::sim
