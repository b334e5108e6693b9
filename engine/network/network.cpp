#include "engine/network/network.h"

#include <unordered_map>

#include "engine/network/addresses.h"
#include "engine/network/wires.h"
#include "engine/topology/farm_graph.h"

namespace headroom::network {

struct Network::Inside {
  explicit Inside(const farm::Farm& farm) : wires(farm), addresses(farm) {}
  Wires wires;
  Addresses addresses;
};

Network::Network(const farm::Farm& farm) : inside_(std::make_unique<Inside>(farm)) {}
Network::~Network() = default;
Network::Network(Network&&) noexcept = default;
Network& Network::operator=(Network&&) noexcept = default;

Endpoint Network::resolve(const std::string& address, const std::string& from) const {
  return inside_->addresses.resolve(address, from, inside_->wires.segmentOf(from));
}

std::optional<Path> Network::path(const std::string& from, const std::string& to, int port) const {
  return inside_->wires.path(from, to, port);
}

bool Network::connectedIgnoringFirewalls(const std::string& from, const std::string& to) const {
  return inside_->wires.path(from, to, std::nullopt).has_value();
}

std::vector<std::size_t> Network::firewallsStopping(const std::string& from, const std::string& to, int port) const {
  std::vector<std::size_t> stopping;
  if (inside_->wires.path(from, to, port)) return stopping;
  const std::optional<Path> way = inside_->wires.path(from, to, std::nullopt);
  if (!way) return stopping;
  for (const std::size_t link : way->links) {
    if (!inside_->wires.passes(link, port)) stopping.push_back(link);
  }
  return stopping;
}

std::string Network::segmentOf(const std::string& node) const {
  return inside_->wires.segmentOf(node);
}

std::vector<std::string> Network::singlePointsOfFailure(const std::vector<std::pair<std::string, std::string>>& hops,
                                                        const std::string& from,
                                                        const std::vector<std::string>& targets) {
  topology::FarmGraph graph;
  std::unordered_map<std::string, topology::NodeIndex> indices;
  std::vector<std::string> names;
  const auto indexOf = [&](const std::string& name) {
    const auto [it, added] = indices.try_emplace(name, 0);
    if (added) {
      it->second = graph.addNode();
      names.push_back(name);
    }
    return it->second;
  };
  for (const auto& [a, b] : hops) graph.addLink({indexOf(a), indexOf(b), Duration::nanoseconds(1), false, {}});
  const topology::NodeIndex start = indexOf(from);
  std::vector<topology::NodeIndex> ends;
  for (const std::string& target : targets) ends.push_back(indexOf(target));
  std::vector<std::string> cuts;
  for (const topology::NodeIndex cut : graph.cutNodes(start, ends)) cuts.push_back(names[cut]);
  return cuts;
}

}  // namespace headroom::network
