// The tools, driven by pointer and key events on the real diagram, without a window.
#include <gtest/gtest.h>

#include <algorithm>

#include "gui/canvas/diagram_scene.h"
#include "gui/canvas/node_item.h"
#include "gui/tools/toolbox.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

const ObjectRef kFe1{ObjectType::Server, "FE1"}, kFe2{ObjectType::Server, "FE2"}, kDb{ObjectType::Database, "DB"},
    kIntranet{ObjectType::Zone, "Intranet"}, kAppX{ObjectType::Application, "AppX"},
    kAppY{ObjectType::Application, "AppY"};

class Tools : public ::testing::Test {
 protected:
  Tools() : scene(document), tools(document, scene) {
    document.adopt(twoZones());
    QObject::connect(&scene, &DiagramScene::hinted, [this](const QString& text) { hint = text; });
    QObject::connect(&scene, &DiagramScene::refused, [this](const QString& text) { refusal = text; });
  }
  QPointF at(const ObjectRef& ref) const { return scene.shapeOf(ref).center(); }
  void click(QPointF point, Qt::KeyboardModifiers modifiers = {}) {
    tools.move({point, Qt::NoButton, modifiers});
    tools.press({point, Qt::LeftButton, modifiers});
    tools.release({point, Qt::LeftButton, modifiers});
  }
  void drag(QPointF from, QPointF to, Qt::KeyboardModifiers modifiers = {}) {
    tools.press({from, Qt::LeftButton, {}});
    tools.move({from + (to - from) / 2, Qt::LeftButton, modifiers});
    tools.move({to, Qt::LeftButton, modifiers});
    tools.release({to, Qt::LeftButton, modifiers});
  }
  bool isMember(const std::string& server, const std::string& zone) const {
    const auto& members = farm::findZone(document.farm(), zone)->members;
    return std::any_of(members.begin(), members.end(), [&](const auto& m) { return m.server == server; });
  }

  FarmDocument document;
  DiagramScene scene;
  Toolbox tools;
  QString hint, refusal;
};

TEST_F(Tools, AClickSelectsAndAClickOnBareCanvasSelectsNothing) {
  click(at(kFe1));
  EXPECT_EQ(scene.selection(), ObjectRefs{kFe1});
  click(scene.contentRect().bottomRight() + QPointF(50, 50));
  EXPECT_TRUE(scene.selection().empty());
  EXPECT_EQ(document.history().count(), 0);
}

TEST_F(Tools, CtrlClickTogglesAndALaterPlainClickKeepsOne) {
  click(at(kFe1));
  click(at(kDb), Qt::ControlModifier);
  EXPECT_EQ(scene.selection().size(), 2u);
  click(at(kFe1), Qt::ControlModifier);
  EXPECT_EQ(scene.selection(), ObjectRefs{kDb});
}

TEST_F(Tools, ADragMovesAsOneStepOnTheGrid) {
  drag(at(kDb), at(kDb) + QPointF(83, 47));
  ASSERT_EQ(document.history().count(), 1);
  const farm::Position place = *document.farm().databases[0].position;
  EXPECT_EQ(std::fmod(place.x, 10), 0);
  EXPECT_EQ(std::fmod(place.y, 10), 0);
}

TEST_F(Tools, WhatIsNotDraggedStaysWhereItIsSeenAlsoAfterLaterEdits) {
  std::map<ObjectRef, QPointF> seen;
  drag(at(kDb), at(kDb) + QPointF(0, 120));
  for (const ObjectRef& ref : diagramObjects(document.farm())) seen[ref] = at(ref);
  document.perform(AddObject(Item::Server, std::nullopt, "Intranet"));
  document.perform(AddObject(Item::Zone, std::nullopt));
  for (const auto& [ref, place] : seen) EXPECT_EQ(at(ref), place) << ref.name;
}

TEST_F(Tools, ShiftKeepsTheDirectionAndAltIgnoresTheGrid) {
  const QPointF from = at(kDb);
  drag(from, from + QPointF(83, 7), Qt::ShiftModifier | Qt::AltModifier);
  EXPECT_DOUBLE_EQ(document.farm().databases[0].position->y, from.y());
  EXPECT_DOUBLE_EQ(document.farm().databases[0].position->x, from.x() + 83);
}

TEST_F(Tools, EscapeDuringADragPutsEverythingBack) {
  const QPointF from = at(kFe1);
  tools.press({from});
  tools.move({from + QPointF(100, 100)});
  EXPECT_NE(at(kFe1), from);
  tools.key(Qt::Key_Escape, {});
  EXPECT_EQ(at(kFe1), from);
  tools.release({from + QPointF(100, 100)});
  EXPECT_EQ(document.history().count(), 0);
}

TEST_F(Tools, AServerDroppedIntoAZoneJoinsIt) {
  drag(at(kFe1), at(kIntranet));
  EXPECT_TRUE(isMember("FE1", "Intranet"));
  EXPECT_TRUE(isMember("FE1", "Global"));
  EXPECT_EQ(document.history().count(), 1);
  document.history().undo();
  EXPECT_FALSE(isMember("FE1", "Intranet"));
  EXPECT_FALSE(document.farm().servers[0].position.has_value());
}

TEST_F(Tools, WhileDraggingOverAZoneTheHintSaysWhatWillHappen) {
  tools.press({at(kFe1)});
  const QPointF target = at(kIntranet);
  tools.move({target});
  EXPECT_TRUE(hint.contains("Intranet"));
  tools.key(Qt::Key_Escape, {});
}

TEST_F(Tools, ADraggedZoneTakesItsOwnServersAlongAndLeavesSharedOnes) {
  const QPointF fe1 = at(kFe1), fe2 = at(kFe2);
  const ObjectRef global{ObjectType::Zone, "Global"};
  const QPointF head = scene.shapeOf(global).topLeft() + QPointF(20, 12);
  drag(head, head + QPointF(0, -200));
  EXPECT_LT(at(kFe1).y(), fe1.y() - 150);
  EXPECT_EQ(at(kFe2), fe2);
}

TEST_F(Tools, AnApplicationDroppedOnAnotherZoneMovesThere) {
  drag(at(kAppX), at(kIntranet));
  EXPECT_EQ(document.farm().applications[0].zone, "Intranet");
  EXPECT_EQ(document.farm().proxy->routes[0].zone, "Intranet");
}

TEST_F(Tools, ARubberBandSelectsWhatLiesInside) {
  const QRectF area = scene.shapeOf(kFe1).united(scene.shapeOf(kFe2)).adjusted(-60, -60, 60, 30);
  // Above the servers' bands the canvas is bare.
  drag(QPointF(area.left(), scene.contentRect().top() - 40), area.bottomRight());
  const ObjectRefs selection = scene.selection();
  EXPECT_NE(std::find(selection.begin(), selection.end(), kFe1), selection.end());
  EXPECT_NE(std::find(selection.begin(), selection.end(), kFe2), selection.end());
  EXPECT_EQ(std::find(selection.begin(), selection.end(), kDb), selection.end());
}

TEST_F(Tools, TabWalksThroughAllObjectsAndBack) {
  const ObjectRefs all = diagramObjects(document.farm());
  for (const ObjectRef& ref : all) {
    tools.key(Qt::Key_Tab, {});
    EXPECT_EQ(scene.selection(), ObjectRefs{ref});
  }
  tools.key(Qt::Key_Tab, {});
  EXPECT_EQ(scene.selection(), ObjectRefs{all.front()});
  tools.key(Qt::Key_Backtab, {});
  EXPECT_EQ(scene.selection(), ObjectRefs{all.back()});
}

TEST_F(Tools, ArrowKeysMoveByOneOrTenAndMergeIntoOneStep) {
  click(at(kDb));
  const farm::Position from = *scene.placeOf(kDb);
  tools.key(Qt::Key_Right, {});
  tools.key(Qt::Key_Right, {});
  tools.key(Qt::Key_Down, Qt::ShiftModifier);
  EXPECT_EQ(document.farm().databases[0].position, (farm::Position{from.x + 2, from.y + 10}));
  EXPECT_EQ(document.history().count(), 1);
}

TEST_F(Tools, TheConnectToolLightsUpOnlyValidEndsAndSaysWhyNotElsewhere) {
  tools.takeConnect(ConnectTool::Meaning::Traffic);
  tools.press({at({ObjectType::Balancer, "Intranet"})});
  tools.move({at(kDb)});
  EXPECT_TRUE(hint.contains("servers"));
  tools.move({at(kFe1)});
  EXPECT_TRUE(hint.contains("FE1"));
  tools.release({at(kFe1)});
  EXPECT_TRUE(isMember("FE1", "Intranet"));
  EXPECT_EQ(tools.kind(), Toolbox::Kind::Connect);
}

TEST_F(Tools, AConnectionCanAlsoBeDrawnByTwoClicks) {
  tools.takeConnect(ConnectTool::Meaning::Traffic);
  click(at({ObjectType::Balancer, "Intranet"}));
  click(at(kFe1));
  EXPECT_TRUE(isMember("FE1", "Intranet"));
}

TEST_F(Tools, AnImpossibleConnectionIsRefusedWithTheReason) {
  tools.takeConnect(ConnectTool::Meaning::Traffic);
  drag(at(kAppY), at(kAppX));
  EXPECT_TRUE(refusal.contains("circle"));
  EXPECT_EQ(document.history().count(), 0);
}

TEST_F(Tools, EscapeFirstDropsTheLineThenTheTool) {
  tools.takeConnect(ConnectTool::Meaning::Traffic);
  tools.press({at(kFe1)});
  tools.key(Qt::Key_Escape, {});
  EXPECT_EQ(tools.kind(), Toolbox::Kind::Connect);
  tools.key(Qt::Key_Escape, {});
  EXPECT_EQ(tools.kind(), Toolbox::Kind::Select);
}

TEST_F(Tools, AConnectHandleDrawsALineWithoutChangingTheTool) {
  click(at(kFe1));
  drag(NodeItem::handleOf(scene.shapeOf(kFe1)).center(), at({ObjectType::Balancer, "Intranet"}));
  EXPECT_TRUE(isMember("FE1", "Intranet"));
  EXPECT_EQ(tools.kind(), Toolbox::Kind::Select);
}

TEST_F(Tools, TheLinkToolJoinsMachines) {
  const std::size_t before = document.farm().links.size();
  tools.takeConnect(ConnectTool::Meaning::NetworkLink);
  drag(at(kFe1), at(kDb));
  ASSERT_EQ(document.farm().links.size(), before + 1);
  EXPECT_EQ(document.farm().links.back().to, "DB");
}

TEST_F(Tools, PlacingEndsTheToolUnlessShiftIsHeld) {
  const QPointF bare = scene.contentRect().bottomLeft() + QPointF(100, 120);
  tools.takePlace(Item::Server);
  click(bare, Qt::ShiftModifier);
  EXPECT_EQ(tools.kind(), Toolbox::Kind::Place);
  click(bare + QPointF(0, 120));
  EXPECT_EQ(tools.kind(), Toolbox::Kind::Select);
  EXPECT_EQ(document.farm().servers.size(), 5u);
  EXPECT_EQ(scene.selection().front().name, document.farm().servers.back().name);
}

TEST_F(Tools, AnItemPlacedOnAZoneBelongsToIt) {
  tools.placeAt(Item::Server, at(kIntranet));
  EXPECT_TRUE(isMember(document.farm().servers.back().name, "Intranet"));
  tools.placeAt(Item::Application, at(kIntranet));
  EXPECT_EQ(document.farm().applications.back().zone, "Intranet");
}

TEST_F(Tools, AServerPlacedIntoAZoneStandsClearOfEverything) {
  tools.placeAt(Item::Server, at(kIntranet));
  const auto& nodes = scene.layout().nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (std::size_t j = i + 1; j < nodes.size(); ++j) EXPECT_FALSE(nodes[i].intersects(nodes[j]));
  }
}

TEST_F(Tools, EscapeLeavesThePlaceToolWithoutATrace) {
  tools.takePlace(Item::Zone);
  tools.move({QPointF(10, 10)});
  tools.key(Qt::Key_Escape, {});
  EXPECT_EQ(tools.kind(), Toolbox::Kind::Select);
  EXPECT_EQ(document.history().count(), 0);
}

TEST_F(Tools, AnotherFarmEndsWhatWasGoingOn) {
  tools.takeConnect(ConnectTool::Meaning::Traffic);
  tools.press({at(kFe1)});
  document.adopt({});
  EXPECT_EQ(tools.kind(), Toolbox::Kind::Select);
  EXPECT_TRUE(scene.selection().empty());
}

TEST_F(Tools, AMembershipLineCanBePickedAndIsTheRowBehindIt) {
  const QPointF middle = (at({ObjectType::Balancer, "Intranet"}) + at(kFe2)) / 2;
  ObjectRefs hit;
  for (double dx = -120; dx <= 120 && hit.empty(); dx += 2) {
    for (double dy = -60; dy <= 60 && hit.empty(); dy += 2) {
      const ObjectRefs here = scene.hitAt(middle + QPointF(dx, dy));
      if (here.size() == 1 && here.front().type == ObjectType::Member && here.front().name == "Intranet") hit = here;
    }
  }
  ASSERT_EQ(hit.size(), 1u);
  EXPECT_TRUE(exists(document.farm(), hit.front()));
}

}  // namespace
}  // namespace headroom::gui::test
