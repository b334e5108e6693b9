#include <gtest/gtest.h>

#include "engine/templates/templates.h"
#include "gui/canvas/diagram_layout.h"
#include "gui/canvas/zone_shape.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

/// All shapes that stand by themselves.
std::vector<QRectF> shapes(const DiagramLayout& layout) {
  std::vector<QRectF> all = layout.nodes;
  for (const auto& zone : layout.zones) all.push_back(zone.block);
  return all;
}

void expectNoOverlap(const DiagramLayout& layout, const std::string& what) {
  const auto all = shapes(layout);
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j)
      EXPECT_FALSE(all[i].intersects(all[j])) << what << " " << i << " " << j;
  }
}

DiagramLayout laidOut(const farm::Farm& farm) {
  const Diagram diagram = diagramOf(farm);
  return layOut(diagram, arrange(diagram));
}

QRectF rectOf(const farm::Farm& farm, const DiagramLayout& layout, const ObjectRef& ref) {
  return layout.rectOf(diagramOf(farm), ref);
}

TEST(Layout, NothingOverlapsInAnyTemplate) {
  for (const auto& entry : templates::all()) {
    const auto loaded = farm_file::read(entry.text, farm_file::Format::Text, entry.name);
    ASSERT_TRUE(loaded.ok()) << entry.name;
    expectNoOverlap(laidOut(loaded->farm), entry.name);
  }
}

TEST(Layout, NothingOverlapsInAFarmOfFiftyServersAndEightZones) {
  FarmDocument document;
  for (int z = 0; z < 8; ++z) document.perform(AddObject(Item::Zone, std::nullopt));
  for (int s = 0; s < 50; ++s) {
    document.perform(
        AddObject(Item::Server, std::nullopt, document.farm().zones[static_cast<std::size_t>(s % 8)].name));
  }
  for (int a = 0; a < 20; ++a) {
    document.perform(
        AddObject(Item::Application, std::nullopt, document.farm().zones[static_cast<std::size_t>(a % 8)].name));
  }
  for (const Item item : {Item::Proxy, Item::Users, Item::Users, Item::Database, Item::Database, Item::Note}) {
    document.perform(AddObject(item, std::nullopt));
  }
  expectNoOverlap(laidOut(document.farm()), "large");
}

TEST(Layout, TiersStandFromLeftToRight) {
  const farm::Farm farm = twoZones();
  const DiagramLayout layout = laidOut(farm);
  const auto x = [&](ObjectType type, const char* name) { return rectOf(farm, layout, {type, name}).center().x(); };
  EXPECT_LT(x(ObjectType::Users, "Visitors"), x(ObjectType::Proxy, "proxy"));
  EXPECT_LT(x(ObjectType::Proxy, "proxy"), x(ObjectType::Zone, "Global"));
  EXPECT_LT(x(ObjectType::Zone, "Global"), x(ObjectType::Server, "FE1"));
  EXPECT_LT(x(ObjectType::Server, "FE1"), x(ObjectType::Database, "DB"));
}

TEST(Layout, ASharedServerLiesInsideBothZonesAndAnUnsharedOneOnlyInItsOwn) {
  const farm::Farm farm = twoZones();
  const DiagramLayout layout = laidOut(farm);
  for (const char* shared : {"FE2", "FE3"}) {
    const QRectF rect = rectOf(farm, layout, {ObjectType::Server, shared});
    EXPECT_TRUE(layout.zones[0].outline.contains(rect)) << shared;
    EXPECT_TRUE(layout.zones[1].outline.contains(rect)) << shared;
  }
  const QRectF fe1 = rectOf(farm, layout, {ObjectType::Server, "FE1"});
  EXPECT_TRUE(layout.zones[0].outline.contains(fe1));
  EXPECT_FALSE(layout.zones[1].outline.intersects(fe1));
}

TEST(Layout, AZonesShapeHoldsItsOwnBlockAndNoOtherBalancer) {
  const DiagramLayout layout = laidOut(twoZones());
  EXPECT_TRUE(layout.zones[0].outline.contains(layout.zones[0].balancer));
  EXPECT_FALSE(layout.zones[0].outline.intersects(layout.zones[1].balancer));
  EXPECT_FALSE(layout.zones[1].outline.intersects(layout.zones[0].balancer));
}

TEST(Layout, OutlinesOfZonesThatShareServersDoNotCoincide) {
  const DiagramLayout layout = laidOut(twoZones());
  EXPECT_NE(layout.zones[0].bandPadding, layout.zones[1].bandPadding);
}

TEST(Layout, BalancerAndChipsStandInsideTheBlock) {
  const DiagramLayout layout = laidOut(twoZones());
  for (const auto& zone : layout.zones) {
    EXPECT_TRUE(zone.block.contains(zone.balancer));
    for (const QRectF& chip : zone.chips) {
      EXPECT_TRUE(zone.block.contains(chip));
      EXPECT_FALSE(chip.intersects(zone.balancer));
    }
  }
}

TEST(Layout, StatedPlacesAreKeptAndTheRestMovesOutOfTheirWay) {
  farm::Farm farm = twoZones();
  const Diagram diagram = diagramOf(farm);
  const Centres automatic = arrange(diagram);
  // FE1 is put exactly where the database would go.
  farm.servers[0].position = automatic.at({ObjectType::Database, "DB"});
  const Centres places = placesOf(farm, diagram);
  EXPECT_EQ(places.at({ObjectType::Server, "FE1"}), *farm.servers[0].position);
  expectNoOverlap(layOut(diagram, places), "moved");
}

TEST(Layout, IsTheSameEveryTime) {
  const Diagram diagram = diagramOf(twoZones());
  EXPECT_EQ(arrange(diagram), arrange(diagram));
}

TEST(ZoneShape, NeighboursShareOneBandUnlessAStrangerStandsBetween) {
  const QRectF block(0, 0, 100, 100), upper(200, 0, 80, 40), lower(200, 60, 80, 40);
  const QPainterPath together = zoneOutline(block, {upper, lower}, {}, 8);
  EXPECT_TRUE(together.contains(QPointF(240, 50)));
  const QRectF stranger(200, 44, 80, 12);
  const QPainterPath apart = zoneOutline(block, {upper, lower}, {stranger}, 1);
  EXPECT_FALSE(apart.contains(stranger.center()));
  EXPECT_TRUE(apart.contains(upper.center()));
  EXPECT_TRUE(apart.contains(lower.center()));
}

TEST(ZoneShape, BlockAndBandAreOneShapeWhenNothingStandsBetween) {
  const QRectF block(0, 0, 100, 100), member(180, 20, 80, 40);
  EXPECT_TRUE(zoneOutline(block, {member}, {}, 8).contains(QPointF(140, 40)));
  EXPECT_FALSE(zoneOutline(block, {member}, {QRectF(120, 10, 40, 80)}, 8).contains(QPointF(140, 40)));
}

}  // namespace
}  // namespace headroom::gui::test
