#include "engine/network/wires.h"

#include <algorithm>

namespace headroom::network {
namespace {

bool better(const Path& a, const Path& b) {
  if (a.latency != b.latency) return a.latency < b.latency;
  if (a.links.size() != b.links.size()) return a.links.size() < b.links.size();
  return a.links < b.links;
}

/// A balancer without a segment stands where its servers stand, when they agree.
std::string balancerSegment(const farm::Farm& farm, const farm::Zone& zone,
                            const std::unordered_map<std::string, const farm::Server*>& servers) {
  if (zone.balancer && !zone.balancer->segment.empty()) return zone.balancer->segment;
  std::optional<std::string> common;
  for (const farm::ZoneMember& member : farm::membersOf(farm, zone)) {
    const auto server = servers.find(member.server);
    if (server == servers.end()) continue;
    if (common && *common != server->second->segment) return {};
    common = server->second->segment;
  }
  return common.value_or(std::string());
}

}  // namespace

Wires::Wires(const farm::Farm& farm) {
  addNodes(farm);
  addLinks(farm);
}

void Wires::addNode(const std::string& name, const std::string& segment) {
  Node node;
  node.segmentName = segment;
  if (!segment.empty()) node.segment = segmentNamed(segment);
  nodes_.try_emplace(name, std::move(node));
}

void Wires::addNodes(const farm::Farm& farm) {
  std::unordered_map<std::string, const farm::Server*> servers;
  for (const farm::Server& server : farm.servers) servers.try_emplace(server.name, &server);
  for (const farm::Users& users : farm.users) addNode(users.name, users.segment);
  if (farm.proxy) addNode(farm.proxy->name, farm.proxy->segment);
  for (const farm::Zone& zone : farm.zones) addNode(farm::balancerName(zone), balancerSegment(farm, zone, servers));
  for (const farm::Server& server : farm.servers) addNode(server.name, server.segment);
  for (const farm::Database& database : farm.databases) addNode(database.name, database.segment);
}

void Wires::addLinks(const farm::Farm& farm) {
  for (std::size_t i = 0; i < farm.links.size(); ++i) {
    const farm::Link& link = farm.links[i];
    latencies_.push_back(std::max(link.latency, Duration()));
    filtered_.push_back(link.firewall ? 1 : 0);
    openPorts_.push_back(link.openPorts);
    const auto from = nodes_.find(link.from);
    const auto to = nodes_.find(link.to);
    if (from != nodes_.end() && to != nodes_.end()) {
      from->second.direct[link.to].push_back(i);
      if (from != to) to->second.direct[link.from].push_back(i);
    } else if (from != nodes_.end()) {
      from->second.exits.push_back(Exit{segmentNamed(link.to), i});
    } else if (to != nodes_.end()) {
      to->second.exits.push_back(Exit{segmentNamed(link.from), i});
    } else {
      const Segment a = segmentNamed(link.from);
      const Segment b = segmentNamed(link.to);
      graph_.addLink(topology::GraphLink{a, b, link.latency, link.firewall, link.openPorts});
      farmLink_.push_back(i);
    }
  }
}

Wires::Segment Wires::segmentNamed(const std::string& name) {
  const auto known = segments_.find(name);
  if (known != segments_.end()) return known->second;
  const Segment added = graph_.addNode();
  segments_.emplace(name, added);
  return added;
}

const std::string& Wires::segmentOf(const std::string& node) const {
  static const std::string none;
  const auto known = nodes_.find(node);
  return known == nodes_.end() ? none : known->second.segmentName;
}

bool Wires::passes(std::size_t link, Port port) const {
  if (!port || filtered_[link] == 0) return true;
  return std::find(openPorts_[link].begin(), openPorts_[link].end(), *port) != openPorts_[link].end();
}

std::optional<Path> Wires::quickestDirect(const Node& from, const std::string& to, Port port) const {
  const auto links = from.direct.find(to);
  if (links == from.direct.end()) return std::nullopt;
  std::optional<Path> best;
  for (const std::size_t link : links->second) {
    if (passes(link, port) && (!best || better(alone(link), *best))) best = alone(link);
  }
  return best;
}

std::vector<Wires::Step> Wires::stepsOf(const Node& node, Port port) const {
  std::vector<Step> steps;
  if (node.segment) steps.push_back(Step{*node.segment, std::nullopt});
  for (const Exit& exit : node.exits) {
    if (passes(exit.link, port)) steps.push_back(Step{exit.segment, exit.link});
  }
  return steps;
}

const topology::RouteTree& Wires::treeFrom(Segment from, Port port) const {
  const std::pair key(from, port.value_or(-1));
  const std::scoped_lock hold(lock_);
  const auto known = trees_.find(key);
  if (known != trees_.end()) return known->second;
  return trees_.emplace(key, graph_.routesFrom(from, port)).first->second;  // a map's values never move
}

std::optional<Path> Wires::throughSegments(const Node& from, const Node& to, Port port) const {
  std::optional<Path> best;
  for (const Step& out : stepsOf(from, port)) {
    const topology::RouteTree& tree = treeFrom(out.segment, port);
    for (const Step& in : stepsOf(to, port)) {
      const std::optional<topology::Route> between = tree.routeTo(in.segment);
      if (!between) continue;
      Path path;
      path.latency = between->latency;
      if (out.link) path.links.push_back(*out.link), path.latency += latencies_[*out.link];
      for (const topology::LinkIndex link : between->links) path.links.push_back(farmLink_[link]);
      if (in.link) path.links.push_back(*in.link), path.latency += latencies_[*in.link];
      if (!best || better(path, *best)) best = std::move(path);
    }
  }
  return best;
}

std::optional<Path> Wires::drawn(const Node& from, const std::string& toName, const Node& to, Port port) const {
  std::optional<Path> direct = quickestDirect(from, toName, port);
  std::optional<Path> around = throughSegments(from, to, port);
  if (!direct) return around;
  if (!around) return direct;
  return better(*around, *direct) ? around : direct;
}

std::optional<Path> Wires::path(const std::string& from, const std::string& to, Port port) const {
  const auto start = nodes_.find(from);
  const auto end = nodes_.find(to);
  if (start == nodes_.end() || end == nodes_.end()) return std::nullopt;
  if (start == end) return Path{};
  const Node& a = start->second;
  const Node& b = end->second;
  if (a.segmentName == b.segmentName && a.direct.contains(to)) return quickestDirect(a, to, port);
  if (a.segment && a.segment == b.segment) return Path{};
  if (std::optional<Path> way = drawn(a, to, b, port)) return way;
  if (a.segment && b.segment) return std::nullopt;
  // What the drawn links do not reach at all a node without a segment reaches directly; a closed firewall stays closed.
  if (port && drawn(a, to, b, std::nullopt)) return std::nullopt;
  return Path{};
}

}  // namespace headroom::network
