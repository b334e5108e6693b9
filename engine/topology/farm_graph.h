// The farm's network and its hop graph as plain indices: paths, connectivity and cuts. The only room that sees
// Boost.Graph.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/base/time.h"

namespace headroom::topology {

using NodeIndex = std::uint32_t;
using LinkIndex = std::uint32_t;

/// An undirected connection. A filtered link lets only its open ports pass, in both directions.
struct GraphLink {
  NodeIndex a = 0;
  NodeIndex b = 0;
  Duration latency;  ///< One way; negative values count as zero.
  bool filtered = false;
  std::vector<int> openPorts;
};

/// A way through the graph: links in travel order and the sum of their latencies.
struct Route {
  std::vector<LinkIndex> links;
  Duration latency;
};

/// Quickest ways from one node to all others. Of equally quick ways the one with fewer links wins, then the one whose
/// last link was added first, so that the answer depends on nothing but the order in which links were added.
class RouteTree {
 public:
  /// REQUIRES of all three: to < nodeCount() of the graph it came from.
  bool reaches(NodeIndex to) const { return steps_[to].reached; }
  /// REQUIRES: to < nodeCount() of the graph it came from.
  std::optional<Route> routeTo(NodeIndex to) const;
  std::optional<Duration> latencyTo(NodeIndex to) const;

 private:
  friend class FarmGraph;
  struct Step {
    bool reached = false;
    Duration latency;
    NodeIndex before = 0;
    LinkIndex link = 0;
  };
  NodeIndex from_ = 0;
  std::vector<Step> steps_;
};

/// An undirected multigraph. Nodes and links are numbered from 0 in the order in which they were added. Queries do not
/// change it and may run at the same time; adding may not.
class FarmGraph {
 public:
  FarmGraph();
  ~FarmGraph();
  FarmGraph(FarmGraph&&) noexcept;
  FarmGraph& operator=(FarmGraph&&) noexcept;

  /// The number of the new node.
  NodeIndex addNode();
  /// REQUIRES: both ends exist.
  LinkIndex addLink(GraphLink link);
  std::size_t nodeCount() const;
  /// Valid until the next addLink(). REQUIRES: a link of this graph.
  const GraphLink& link(LinkIndex index) const;

  /// Quickest ways for messages to `port`; without a port every link passes everything. O((V + E) log V).
  RouteTree routesFrom(NodeIndex from, std::optional<int> port) const;

  /// Component of each node when every link passes everything; components are numbered by their lowest node.
  std::vector<std::uint32_t> components() const;

  /// Nodes whose removal splits a component, ascending. O(V + E).
  std::vector<NodeIndex> articulationPoints() const;

  /// Nodes other than `from` whose single removal cuts `from` from every target, in order of the way from `from`; a
  /// sole target is one of them. Empty when no target can be reached anyway.
  std::vector<NodeIndex> cutNodes(NodeIndex from, const std::vector<NodeIndex>& targets) const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace headroom::topology
