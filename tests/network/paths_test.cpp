#include <gmock/gmock.h>

#include <chrono>

#include "engine/network/network.h"
#include "tests/network/farms.h"

namespace headroom::network {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::dmzFarm;
using tests::link;

/// A farm of segments and links: "web" and "db" without one, "a1", "a2" in segment a, "b1" in b, "c1" in c.
farm::Farm wired(std::vector<farm::Link> links) {
  farm::Farm farm;
  for (const auto& [name, segment] : std::vector<std::pair<std::string, std::string>>{
           {"web", ""}, {"db", ""}, {"a1", "a"}, {"a2", "a"}, {"b1", "b"}, {"c1", "c"}}) {
    farm.servers.push_back(tests::server(name, segment));
  }
  farm.links = std::move(links);
  return farm;
}

TEST(Paths, NodesOfOneSegmentAreDirectlyConnected) {
  const Network network(wired({link("a", "b", 5)}));
  const auto path = network.path("a1", "a2", 80);
  ASSERT_TRUE(path);
  EXPECT_THAT(path->links, IsEmpty());
  EXPECT_EQ(path->latency, Duration());
}

TEST(Paths, GoThroughSegmentsAndAddUpLatencies) {
  const Network network(wired({link("a", "b", 5), link("b", "c", 7)}));
  const auto path = network.path("a1", "c1", 80);
  ASSERT_TRUE(path);
  EXPECT_THAT(path->links, ElementsAre(0u, 1u));
  EXPECT_EQ(path->latency, Duration::milliseconds(12));
  EXPECT_THAT(network.path("c1", "a1", 80)->links, ElementsAre(1u, 0u)) << "in travel order";
}

TEST(Paths, SegmentsWithoutALinkAreNotConnected) {
  const Network network(wired({link("a", "b", 5)}));
  EXPECT_FALSE(network.path("a1", "c1", 80));
  EXPECT_FALSE(network.connectedIgnoringFirewalls("a1", "c1"));
  EXPECT_THAT(network.firewallsStopping("a1", "c1", 80), IsEmpty());
}

TEST(Paths, AFirewallStopsAllPortsButTheOpenOnes) {
  const Network network(wired({link("a", "b", 5, {443, 1433})}));
  EXPECT_TRUE(network.path("a1", "b1", 443));
  EXPECT_FALSE(network.path("a1", "b1", 80));
  EXPECT_TRUE(network.connectedIgnoringFirewalls("a1", "b1"));
  EXPECT_THAT(network.firewallsStopping("a1", "b1", 80), ElementsAre(0u));
  EXPECT_THAT(network.firewallsStopping("a1", "b1", 443), IsEmpty());
}

TEST(Paths, ASlowerWayIsTakenWhereTheQuickOneIsClosed) {
  const Network network(wired({link("a", "c", 1, {443}), link("a", "b", 5), link("b", "c", 5)}));
  EXPECT_THAT(network.path("a1", "c1", 443)->links, ElementsAre(0u));
  EXPECT_THAT(network.path("a1", "c1", 80)->links, ElementsAre(1u, 2u));
}

TEST(Paths, ALinkBetweenTwoNodesTakesTheirSegmentsPlace) {
  const Network network(wired({link("a1", "a2", 3)}));
  EXPECT_THAT(network.path("a1", "a2", 80)->links, ElementsAre(0u));
  EXPECT_EQ(network.path("a1", "a2", 80)->latency, Duration::milliseconds(3));
}

TEST(Paths, AClosedLinkBetweenTwoNodesOfASegmentStaysClosed) {
  const Network network(wired({link("a1", "a2", 3, {443})}));
  EXPECT_FALSE(network.path("a1", "a2", 80));
  EXPECT_TRUE(network.path("a1", "a2", 443));
}

TEST(Paths, NodesWithoutSegmentAreDirectlyConnectedUnlessALinkIsDrawn) {
  EXPECT_EQ(Network(wired({})).path("web", "db", 80)->latency, Duration());
  EXPECT_EQ(Network(wired({link("web", "db", 2)})).path("web", "db", 80)->latency, Duration::milliseconds(2));
  EXPECT_EQ(Network(wired({})).path("web", "a1", 80)->latency, Duration());
}

TEST(Paths, ANodeHangsOnTheSegmentItIsLinkedTo) {
  const Network network(wired({link("web", "a", 4), link("a", "b", 5, {80})}));
  EXPECT_EQ(network.path("web", "a1", 80)->latency, Duration::milliseconds(4));
  EXPECT_EQ(network.path("web", "b1", 80)->latency, Duration::milliseconds(9));
  EXPECT_EQ(network.path("b1", "web", 80)->latency, Duration::milliseconds(9));
  EXPECT_FALSE(network.path("web", "b1", 443)) << "a closed firewall is not walked around";
  EXPECT_EQ(network.path("web", "c1", 443)->latency, Duration()) << "no drawn link leads there at all";
}

TEST(Paths, NodesDoNotPassMessagesOn) {
  const Network network(wired({link("a1", "b1", 1), link("b1", "c1", 1)}));
  EXPECT_TRUE(network.path("a1", "b1", 80));
  EXPECT_FALSE(network.path("a1", "c1", 80)) << "b1 is a server and no router";
}

TEST(Paths, ANodeReachesItselfOverNothing) {
  EXPECT_THAT(Network(wired({link("a1", "a1", 9)})).path("a1", "a1", 80)->links, IsEmpty());
}

TEST(Paths, UnknownNodesHaveNoPath) {
  EXPECT_FALSE(Network(wired({})).path("a1", "nobody", 80));
  EXPECT_FALSE(Network(wired({})).connectedIgnoringFirewalls("nobody", "a1"));
}

TEST(Paths, ABalancerWithoutSegmentStandsWhereItsServersStand) {
  farm::Farm farm = dmzFarm();
  tests::zoneOf(farm, "Internal").balancer->segment.clear();
  tests::zoneOf(farm, "Public").balancer.reset();
  const Network network(farm);
  EXPECT_EQ(network.segmentOf("Internal balancer"), "lan");
  EXPECT_EQ(network.segmentOf("Public balancer"), "dmz");
  EXPECT_FALSE(network.path("FE1", "Internal balancer", 80));
  EXPECT_TRUE(network.path("FE1", "Internal balancer", 443));
}

TEST(Paths, TenThousandServersInThreeSegmentsAreQuick) {
  farm::Farm farm;
  const std::vector<std::string> segments = {"a", "b", "c"};
  for (int i = 0; i < 10000; ++i) farm.servers.push_back(tests::server("S" + std::to_string(i), segments[i % 3]));
  farm.links = {link("a", "b", 1, {1433}), link("b", "c", 1, {1433})};
  farm.databases.resize(1);
  farm.databases[0].name = "DB";
  farm.databases[0].segment = "c";
  const auto start = std::chrono::steady_clock::now();
  const Network network(farm);
  std::size_t links = 0;
  for (const farm::Server& server : farm.servers) links += network.path(server.name, "DB", 1433)->links.size();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(links, 3334u * 2 + 3333u);
  EXPECT_LT(took.count(), 5.0) << "quadratic work would take far longer";
}

}  // namespace
}  // namespace headroom::network
