#include "gui/canvas/diagram.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "gui/canvas/diagram_colours.h"
#include "gui/canvas/edge_item.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

std::vector<DiagramEdge> edgesOf(const Diagram& diagram, DiagramEdge::Kind kind) {
  std::vector<DiagramEdge> edges;
  std::copy_if(diagram.edges.begin(), diagram.edges.end(), std::back_inserter(edges),
               [&](const DiagramEdge& edge) { return edge.kind == kind; });
  return edges;
}

TEST(DiagramOfAFarm, AServerOfTwoZonesBearsBothAndGetsALineFromEachBalancer) {
  const Diagram diagram = diagramOf(twoZones());
  const auto fe2 =
      std::find_if(diagram.nodes.begin(), diagram.nodes.end(), [](const auto& n) { return n.ref.name == "FE2"; });
  EXPECT_EQ(fe2->zones, (std::vector<int>{0, 1}));
  int lines = 0;
  for (const auto& edge : edgesOf(diagram, DiagramEdge::Kind::Membership)) lines += edge.to.name == "FE2";
  EXPECT_EQ(lines, 2);
}

TEST(DiagramOfAFarm, RoutesToOneZoneAreOneLineThatNamesThem) {
  const Diagram diagram = diagramOf(load("intranet-zone"));
  const auto routes = edgesOf(diagram, DiagramEdge::Kind::Route);
  ASSERT_EQ(routes.size(), 2u);
  EXPECT_EQ(routes[0].label, "/AppX, all else");
  EXPECT_EQ(routes[0].rows.size(), 1u);
}

TEST(DiagramOfAFarm, ImpliedMembershipsCannotBeDeletedButStatedOnesCan) {
  const Diagram diagram = diagramOf(load("intranet-zone"));
  for (const auto& edge : edgesOf(diagram, DiagramEdge::Kind::Membership)) {
    EXPECT_EQ(edge.rows.empty(), edge.from.name == "Global");
  }
}

TEST(DiagramOfAFarm, WithoutAProxyUsersLeadToTheZoneOfTheirApplication) {
  farm::Farm farm = twoZones();
  farm.proxy.reset();
  const auto traffic = edgesOf(diagramOf(farm), DiagramEdge::Kind::Traffic);
  ASSERT_EQ(traffic.size(), 2u);
  EXPECT_EQ(traffic[0].to, (ObjectRef{ObjectType::Zone, "Global"}));
}

TEST(DiagramOfAFarm, UnevenWeightsAreWrittenOnTheLines) {
  farm::Farm farm = twoZones();
  EXPECT_TRUE(edgesOf(diagramOf(farm), DiagramEdge::Kind::Membership)[0].label.isEmpty());
  farm.zones[0].members[0].weight = 2;
  EXPECT_TRUE(edgesOf(diagramOf(farm), DiagramEdge::Kind::Membership)[0].label.contains("2"));
}

TEST(DiagramOfAFarm, EveryServerReachesTheDatabaseOnce) {
  EXPECT_EQ(edgesOf(diagramOf(twoZones()), DiagramEdge::Kind::Data).size(), 3u);
}

TEST(DiagramOfAFarm, HalfDrawnFarmsAreNoProblem) {
  farm::Farm farm = twoZones();
  farm.servers.clear();
  farm.applications.clear();
  EXPECT_NO_FATAL_FAILURE(diagramOf(farm));
  EXPECT_TRUE(diagramOf({}).nodes.empty());
}

TEST(LoadColours, StateGoesByUtilisationAndDownWins) {
  EXPECT_EQ(stateOf(0.2, false), LoadState::Calm);
  EXPECT_EQ(stateOf(0.7, false), LoadState::Near);
  EXPECT_EQ(stateOf(1.07, false), LoadState::Over);
  EXPECT_EQ(stateOf(0.2, true), LoadState::Down);
}

TEST(LoadColours, EveryStateHasItsOwnWordAndColour) {
  std::set<QString> words, colours;
  for (const bool dark : {false, true}) {
    colours.clear();
    for (const LoadState state : {LoadState::Calm, LoadState::Near, LoadState::Over, LoadState::Down}) {
      words.insert(wordFor(state));
      colours.insert(DiagramColours::make(dark).state(state).name());
    }
    EXPECT_EQ(colours.size(), 4u);
  }
  EXPECT_EQ(words.size(), 4u);
}

TEST(EdgePath, RunsFromOneShapeToTheOther) {
  const QRectF a(0, 0, 100, 50), b(300, 20, 100, 50);
  const QPainterPath path = edgePath(DiagramEdge::Kind::Membership, a, b, 0, 1);
  EXPECT_EQ(path.pointAtPercent(0), QPointF(100, 25));
  EXPECT_EQ(path.pointAtPercent(1), QPointF(300, 45));
}

TEST(EdgePath, LinesThatArriveAtOneSideAreSpread) {
  const QRectF a(0, 0, 100, 50), b(300, 0, 100, 60);
  const double first = edgePath(DiagramEdge::Kind::Membership, a, b, 0, 2).pointAtPercent(1).y();
  const double second = edgePath(DiagramEdge::Kind::Membership, a, b, 1, 2).pointAtPercent(1).y();
  EXPECT_GT(second - first, 10);
}

}  // namespace
}  // namespace headroom::gui::test
