#include "engine/topology/farm_graph.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/biconnected_components.hpp>
#include <boost/graph/connected_components.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/filtered_graph.hpp>
#include <compare>
#include <functional>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

namespace headroom::topology {
namespace {

/// What a way costs: latency first, then the number of links.
struct Cost {
  std::int64_t ns = 0;
  std::uint32_t links = 0;
  auto operator<=>(const Cost&) const = default;
};

constexpr Cost kUnreached{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::uint32_t>::max()};

/// Saturates, so that absurd latencies of a hostile file cannot wrap into quick ways.
struct AddCosts {
  Cost operator()(const Cost& a, const Cost& b) const {
    const std::uint32_t links = std::min(a.links + b.links, kUnreached.links - 1);
    if (a.ns > kUnreached.ns - 1 - b.ns) return Cost{kUnreached.ns - 1, links};
    return Cost{a.ns + b.ns, links};
  }
};

struct LinkProperty {
  LinkIndex index = 0;
  Cost cost;
};

using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS, boost::no_property, LinkProperty>;
using Edge = boost::graph_traits<Graph>::edge_descriptor;

bool passes(const GraphLink& link, std::optional<int> port) {
  if (!link.filtered || !port) return true;
  return std::find(link.openPorts.begin(), link.openPorts.end(), *port) != link.openPorts.end();
}

}  // namespace

struct FarmGraph::Inside {
  std::vector<GraphLink> links;
  Graph graph;

  bool open(const Edge& edge, std::optional<int> port) const { return passes(links[graph[edge].index], port); }
};

FarmGraph::FarmGraph() : inside_(std::make_unique<Inside>()) {}
FarmGraph::~FarmGraph() = default;
FarmGraph::FarmGraph(FarmGraph&&) noexcept = default;
FarmGraph& FarmGraph::operator=(FarmGraph&&) noexcept = default;

NodeIndex FarmGraph::addNode() {
  return static_cast<NodeIndex>(boost::add_vertex(inside_->graph));
}

LinkIndex FarmGraph::addLink(GraphLink link) {
  const auto index = static_cast<LinkIndex>(inside_->links.size());
  const Cost cost{std::max<std::int64_t>(0, link.latency.ns()), 1};
  boost::add_edge(link.a, link.b, LinkProperty{index, cost}, inside_->graph);
  inside_->links.push_back(std::move(link));
  return index;
}

std::size_t FarmGraph::nodeCount() const {
  return boost::num_vertices(inside_->graph);
}
const GraphLink& FarmGraph::link(LinkIndex index) const {
  return inside_->links[index];
}

RouteTree FarmGraph::routesFrom(NodeIndex from, std::optional<int> port) const {
  const Graph& graph = inside_->graph;
  const std::size_t count = nodeCount();
  const auto open = [this, port](const Edge& edge) { return inside_->open(edge, port); };
  const boost::filtered_graph<Graph, std::function<bool(const Edge&)>> passable(graph, open);
  std::vector<Cost> costs(count, kUnreached);
  boost::dijkstra_shortest_paths(passable, from,
                                 boost::weight_map(boost::get(&LinkProperty::cost, graph))
                                     .distance_map(costs.data())
                                     .distance_compare(std::less<Cost>())
                                     .distance_combine(AddCosts())
                                     .distance_inf(kUnreached)
                                     .distance_zero(Cost{}));
  RouteTree tree;
  tree.from_ = from;
  tree.steps_.resize(count);
  tree.steps_[from].reached = true;
  // The heap's order of equal costs must not show: of all last links that fit the cost, the first one added is taken.
  for (NodeIndex node = 0; node < count; ++node) {
    if (node == from || costs[node] == kUnreached) continue;
    RouteTree::Step& step = tree.steps_[node];
    for (const Edge& edge : boost::make_iterator_range(boost::out_edges(node, graph))) {
      const auto before = static_cast<NodeIndex>(boost::target(edge, graph));
      const LinkIndex index = graph[edge].index;
      if (before == node || costs[before] == kUnreached || !open(edge)) continue;
      if (AddCosts()(costs[before], graph[edge].cost) != costs[node] || costs[before] >= costs[node]) continue;
      if (step.reached && step.link < index) continue;
      step = RouteTree::Step{true, Duration::nanoseconds(costs[node].ns), before, index};
    }
  }
  return tree;
}

std::optional<Route> RouteTree::routeTo(NodeIndex to) const {
  if (!steps_[to].reached) return std::nullopt;
  Route route;
  route.latency = steps_[to].latency;
  for (NodeIndex node = to; node != from_; node = steps_[node].before) route.links.push_back(steps_[node].link);
  std::reverse(route.links.begin(), route.links.end());
  return route;
}

std::optional<Duration> RouteTree::latencyTo(NodeIndex to) const {
  if (!steps_[to].reached) return std::nullopt;
  return steps_[to].latency;
}

std::vector<std::uint32_t> FarmGraph::components() const {
  std::vector<std::uint32_t> component(nodeCount());
  if (!component.empty()) boost::connected_components(inside_->graph, component.data());
  return component;
}

std::vector<NodeIndex> FarmGraph::articulationPoints() const {
  std::vector<Graph::vertex_descriptor> points;
  boost::articulation_points(inside_->graph, std::back_inserter(points));
  std::vector<NodeIndex> sorted(points.begin(), points.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

namespace {

/// Whether `to` can be reached from `from` without `without`.
bool reachableWithout(const Graph& graph, NodeIndex from, NodeIndex to, NodeIndex without) {
  std::vector<char> seen(boost::num_vertices(graph), 0);
  std::vector<NodeIndex> waiting{from};
  seen[from] = seen[without] = 1;
  while (!waiting.empty()) {
    const NodeIndex node = waiting.back();
    waiting.pop_back();
    if (node == to) return true;
    for (const auto& next : boost::make_iterator_range(boost::adjacent_vertices(node, graph))) {
      if (!std::exchange(seen[next], 1)) waiting.push_back(static_cast<NodeIndex>(next));
    }
  }
  return false;
}

}  // namespace

std::vector<NodeIndex> FarmGraph::cutNodes(NodeIndex from, const std::vector<NodeIndex>& targets) const {
  // All targets lead to one added sink: what separates `from` and the sink separates it from every target.
  FarmGraph joined;
  for (std::size_t i = 0; i < nodeCount(); ++i) joined.addNode();
  for (const GraphLink& link : inside_->links) joined.addLink(link);
  const NodeIndex sink = joined.addNode();
  for (const NodeIndex target : std::set<NodeIndex>(targets.begin(), targets.end())) {
    if (target == from) return {};
    joined.addLink(GraphLink{target, sink, {}, false, {}});
  }
  const std::optional<Route> way = joined.routesFrom(from, std::nullopt).routeTo(sink);
  if (!way) return {};
  const std::vector<NodeIndex> points = joined.articulationPoints();
  std::vector<NodeIndex> cuts;
  NodeIndex here = from;
  for (const LinkIndex index : way->links) {
    const GraphLink& step = joined.link(index);
    here = step.a == here ? step.b : step.a;
    // Any cut lies on every way, so on this one; an articulation point may still only cut off a side branch.
    if (here != sink && std::binary_search(points.begin(), points.end(), here) &&
        !reachableWithout(joined.inside_->graph, from, sink, here)) {
      cuts.push_back(here);
    }
  }
  return cuts;
}

}  // namespace headroom::topology
