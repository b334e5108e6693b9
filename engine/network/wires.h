// The wiring of one farm: segments, links and the quickest way between two nodes. Inside of the network room.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/farm/farm.h"
#include "engine/network/network.h"
#include "engine/topology/farm_graph.h"

namespace headroom::network {

/// Which messages a query is about: those to one port, or all of them as if no firewall stood between.
using Port = std::optional<int>;

/// Paths between nodes. Only segments pass messages on, so that the graph searched is the small one of segments; what a
/// farm's many servers add are first and last steps. Queries may run at the same time: found trees are kept under a
/// lock.
class Wires {
 public:
  /// Copies what it needs.
  explicit Wires(const farm::Farm& farm);

  /// Empty for an unknown node and for one without a segment.
  const std::string& segmentOf(const std::string& node) const;
  bool knows(const std::string& node) const { return nodes_.contains(node); }
  /// As Network::path; an empty path from a node to itself.
  std::optional<Path> path(const std::string& from, const std::string& to, Port port) const;
  /// Whether the link lets messages to `port` pass.
  bool passes(std::size_t link, Port port) const;

 private:
  using Segment = topology::NodeIndex;
  /// A drawn link from a node to a segment.
  struct Exit {
    Segment segment = 0;
    std::size_t link = 0;
  };
  struct Node {
    std::string segmentName;
    std::optional<Segment> segment;
    std::vector<Exit> exits;
    std::unordered_map<std::string, std::vector<std::size_t>> direct;  ///< By the node at the other end.
  };
  /// One end of a way: the segment entered and the link to it, or none for the segment a node stands in.
  struct Step {
    Segment segment = 0;
    std::optional<std::size_t> link;
  };

  void addNodes(const farm::Farm& farm);
  void addNode(const std::string& name, const std::string& segment);
  void addLinks(const farm::Farm& farm);
  /// A new one at the first mention.
  Segment segmentNamed(const std::string& name);
  Path alone(std::size_t link) const { return Path{{link}, latencies_[link]}; }
  /// Over links drawn between the two nodes.
  std::optional<Path> quickestDirect(const Node& from, const std::string& to, Port port) const;
  /// The segments that a node enters by itself or over an open link of its own.
  std::vector<Step> stepsOf(const Node& node, Port port) const;
  /// First step, way between segments, last step: the quickest of all combinations.
  std::optional<Path> throughSegments(const Node& from, const Node& to, Port port) const;
  std::optional<Path> drawn(const Node& from, const std::string& toName, const Node& to, Port port) const;
  /// Computed once for each segment and port; valid as long as this.
  const topology::RouteTree& treeFrom(Segment from, Port port) const;

  std::unordered_map<std::string, Node> nodes_;
  std::unordered_map<std::string, Segment> segments_;
  topology::FarmGraph graph_;
  std::vector<std::size_t> farmLink_;  ///< Index in Farm::links of each link of the graph.
  std::vector<Duration> latencies_;    ///< By index in Farm::links, as are the next two.
  std::vector<char> filtered_;
  std::vector<std::vector<int>> openPorts_;
  mutable std::mutex lock_;
  mutable std::map<std::pair<Segment, int>, topology::RouteTree> trees_;  ///< Port −1: ignoring firewalls.
};

}  // namespace headroom::network
