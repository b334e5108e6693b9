#include "engine/sim/targets.h"

#include <algorithm>

namespace headroom::sim {
namespace {

std::vector<routing::RouteRule> rulesOf(const farm::Farm& farm) {
  std::vector<routing::RouteRule> rules;
  if (!farm.proxy) return rules;
  for (const farm::Route& route : farm.proxy->routes) {
    routing::RouteRule rule{route.host, route.path, routing::RouteRule::Match::WholeSegmentPrefix};
    if (route.match == farm::Route::Match::PlainPrefix) rule.match = routing::RouteRule::Match::PlainPrefix;
    if (route.match == farm::Route::Match::Exact) rule.match = routing::RouteRule::Match::Exact;
    rules.push_back(rule);
  }
  return rules;
}

}  // namespace

bool listens(const farm::Zone& zone, Port port) {
  if (!zone.balancer) return true;
  const auto& ports = zone.balancer->ports;
  return std::find(ports.begin(), ports.end(), portNumber(port)) != ports.end();
}

Targets::Targets(const farm::Farm& farm, const network::Network& network, WayTable& ways, const Model& model)
    : farm_(farm), network_(network), ways_(ways), model_(model), table_(rulesOf(farm)) {
  for (std::size_t i = 0; i < farm.zones.size(); ++i) zones_.emplace(farm.zones[i].name, static_cast<Index>(i));
  for (std::size_t i = 0; i < farm.servers.size(); ++i) servers_.emplace(farm.servers[i].name, static_cast<Index>(i));
}

Index Targets::routed(const std::string& host, Index application) const {
  const auto rule = table_.match(host, model_.applications[application].path);
  const auto zone = zones_.find(rule ? farm_.proxy->routes[*rule].zone : farm_.proxy->defaultZone);
  return zone == zones_.end() ? kNone : zone->second;
}

Index Targets::way(const std::string& from, const std::string& to, Port port) const {
  return from.empty() ? ways_.nowhere() : ways_.between(from, to, portNumber(port));
}

Target Targets::atZone(Index zone, const std::string& from, Port port) const {
  Target target;
  target.port = port;
  target.zone = zone;
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
  target.zone = routed({}, application);
  return target;
}

}  // namespace headroom::sim
