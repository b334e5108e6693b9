#include "engine/topology/farm_graph.h"

#include <gmock/gmock.h>

#include <limits>
#include <map>
#include <random>

namespace headroom::topology {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Nodes and links by name: "a-b 2" is a link of 2 ms.
class Net {
 public:
  NodeIndex operator[](char name) {
    const auto [it, added] = nodes_.try_emplace(name, 0);
    if (added) it->second = graph.addNode();
    return it->second;
  }
  LinkIndex link(char a, char b, int ms, std::vector<int> openPorts = {}) {
    const bool filtered = !openPorts.empty();
    const NodeIndex from = (*this)[a];
    return graph.addLink({from, (*this)[b], Duration::milliseconds(ms), filtered, std::move(openPorts)});
  }
  std::optional<Route> route(char a, char b, std::optional<int> port = {}) {
    return graph.routesFrom((*this)[a], port).routeTo((*this)[b]);
  }
  FarmGraph graph;

 private:
  std::map<char, NodeIndex> nodes_;
};

TEST(FarmGraph, TakesTheQuickestWayAndNotTheShortestOne) {
  Net net;
  net.link('a', 'b', 10);
  const LinkIndex first = net.link('a', 'c', 3);
  const LinkIndex second = net.link('c', 'b', 4);
  const auto route = net.route('a', 'b');
  ASSERT_TRUE(route);
  EXPECT_THAT(route->links, ElementsAre(first, second));
  EXPECT_EQ(route->latency, Duration::milliseconds(7));
}

TEST(FarmGraph, PrefersFewerLinksAmongEquallyQuickWays) {
  Net net;
  net.link('a', 'c', 5);
  net.link('c', 'b', 5);
  const LinkIndex direct = net.link('a', 'b', 10);
  EXPECT_THAT(net.route('a', 'b')->links, ElementsAre(direct));
}

TEST(FarmGraph, PrefersTheLinkAddedFirstAmongEqualWays) {
  Net net;
  const LinkIndex first = net.link('a', 'b', 5);
  net.link('a', 'b', 5);
  EXPECT_THAT(net.route('a', 'b')->links, ElementsAre(first));
  EXPECT_THAT(net.route('b', 'a')->links, ElementsAre(first));
}

TEST(FarmGraph, OnlyTakesLinksThatLetThePortPass) {
  Net net;
  net.link('a', 'b', 1, {443});
  const LinkIndex slow = net.link('a', 'b', 9, {80, 443});
  EXPECT_THAT(net.route('a', 'b', 80)->links, ElementsAre(slow));
  EXPECT_FALSE(net.route('a', 'b', 1433));
  EXPECT_EQ(net.route('a', 'b')->latency, Duration::milliseconds(1)) << "without a port no filter counts";
}

TEST(FarmGraph, AFilterWithoutOpenPortsStopsEverything) {
  FarmGraph graph;
  const NodeIndex a = graph.addNode();
  const NodeIndex b = graph.addNode();
  graph.addLink({a, b, {}, true, {}});
  EXPECT_FALSE(graph.routesFrom(a, 80).reaches(b));
  EXPECT_TRUE(graph.routesFrom(a, std::nullopt).reaches(b));
}

TEST(FarmGraph, ReachesItselfOverNoLinkAndNothingElseWithoutLinks) {
  FarmGraph graph;
  const NodeIndex a = graph.addNode();
  const NodeIndex b = graph.addNode();
  const RouteTree tree = graph.routesFrom(a, std::nullopt);
  EXPECT_THAT(tree.routeTo(a)->links, IsEmpty());
  EXPECT_FALSE(tree.routeTo(b));
  EXPECT_FALSE(tree.latencyTo(b));
}

TEST(FarmGraph, FindsWaysOverLinksWithoutLatency) {
  Net net;
  net.link('a', 'b', 0);
  net.link('b', 'c', 0);
  net.link('c', 'a', 0);
  EXPECT_EQ(net.route('a', 'c')->links.size(), 1u);
  EXPECT_EQ(net.route('a', 'c')->latency, Duration());
}

TEST(FarmGraph, AbsurdLatenciesDoNotWrapIntoQuickWays) {
  FarmGraph graph;
  const NodeIndex a = graph.addNode();
  const NodeIndex b = graph.addNode();
  const NodeIndex c = graph.addNode();
  graph.addLink({a, b, Duration::max(), false, {}});
  graph.addLink({b, c, Duration::max(), false, {}});
  const LinkIndex sane = graph.addLink({a, c, Duration::wholeSeconds(1), false, {}});
  EXPECT_THAT(graph.routesFrom(a, std::nullopt).routeTo(c)->links, ElementsAre(sane));
}

TEST(FarmGraph, TellsComponentsApart) {
  Net net;
  net.link('a', 'b', 1);
  net.link('c', 'd', 1);
  const auto component = net.graph.components();
  EXPECT_EQ(component[net['a']], component[net['b']]);
  EXPECT_NE(component[net['a']], component[net['c']]);
}

TEST(FarmGraph, ArticulationPointsAreTheNodesThatHoldAComponentTogether) {
  Net net;  // a - b - c with the triangle c d e behind it
  net.link('a', 'b', 1);
  net.link('b', 'c', 1);
  net.link('c', 'd', 1);
  net.link('d', 'e', 1);
  net.link('e', 'c', 1);
  EXPECT_THAT(net.graph.articulationPoints(), ElementsAre(net['b'], net['c']));
}

TEST(FarmGraph, CutNodesLieOnEveryWayToEveryTarget) {
  Net net;  // users - proxy - balancer - two servers
  net.link('u', 'p', 1);
  net.link('p', 'b', 1);
  net.link('b', '1', 1);
  net.link('b', '2', 1);
  EXPECT_THAT(net.graph.cutNodes(net['u'], {net['1'], net['2']}), ElementsAre(net['p'], net['b']));
}

TEST(FarmGraph, ASoleTargetIsACutNodeItself) {
  Net net;
  net.link('u', 'p', 1);
  net.link('p', '1', 1);
  EXPECT_THAT(net.graph.cutNodes(net['u'], {net['1']}), ElementsAre(net['p'], net['1']));
}

TEST(FarmGraph, ANodeThatOnlyCutsOffASideBranchIsNoCutNode) {
  Net net;  // b carries the dead end x, but u also reaches t through c
  net.link('u', 'b', 1);
  net.link('b', 'x', 1);
  net.link('b', 't', 1);
  net.link('u', 'c', 1);
  net.link('c', 't', 1);
  EXPECT_THAT(net.graph.cutNodes(net['u'], {net['t']}), ElementsAre(net['t']));
}

TEST(FarmGraph, NothingIsCutWhereNothingWasConnected) {
  Net net;
  net.link('u', 'p', 1);
  EXPECT_THAT(net.graph.cutNodes(net['u'], {net['z']}), IsEmpty());
  EXPECT_THAT(net.graph.cutNodes(net['u'], {}), IsEmpty());
}

/// Bellman and Ford's relaxation, as slow and plain as it gets.
std::vector<std::int64_t> slowDistances(const std::vector<GraphLink>& links, std::size_t nodes, NodeIndex from,
                                        int port) {
  constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();
  std::vector<std::int64_t> best(nodes, kFar);
  best[from] = 0;
  for (std::size_t round = 0; round < nodes; ++round) {
    for (const GraphLink& link : links) {
      const auto& open = link.openPorts;
      if (link.filtered && std::find(open.begin(), open.end(), port) == open.end()) continue;
      if (best[link.a] != kFar) best[link.b] = std::min(best[link.b], best[link.a] + link.latency.ns());
      if (best[link.b] != kFar) best[link.a] = std::min(best[link.a], best[link.b] + link.latency.ns());
    }
  }
  return best;
}

TEST(FarmGraph, AgreesWithPlainRelaxationOnRandomGraphs) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const std::size_t nodes = 2 + random() % 9;
    FarmGraph graph;
    std::vector<GraphLink> links;
    for (std::size_t i = 0; i < nodes; ++i) graph.addNode();
    const std::size_t count = random() % 20;
    for (std::size_t i = 0; i < count; ++i) {
      GraphLink link{
          NodeIndex(random() % nodes), NodeIndex(random() % nodes), Duration::nanoseconds(random() % 4), false, {}};
      link.filtered = random() % 2 == 0;
      if (random() % 2 == 0) link.openPorts = {80};
      graph.addLink(link);
      links.push_back(link);
    }
    const RouteTree tree = graph.routesFrom(0, 80);
    const auto expected = slowDistances(links, nodes, 0, 80);
    for (NodeIndex to = 0; to < nodes; ++to) {
      ASSERT_EQ(tree.reaches(to), expected[to] != std::numeric_limits<std::int64_t>::max());
      if (!tree.reaches(to)) continue;
      ASSERT_EQ(tree.latencyTo(to)->ns(), expected[to]);
      std::int64_t sum = 0;
      const Route route = *tree.routeTo(to);
      for (const LinkIndex link : route.links) sum += links[link].latency.ns();
      ASSERT_EQ(sum, expected[to]) << "the links of a route add up to its latency";
    }
  }
}

}  // namespace
}  // namespace headroom::topology
