#include <gtest/gtest.h>

#include <QImage>
#include <QLineEdit>
#include <QMimeData>
#include <QtTest/QTest>

#include "gui/canvas/diagram_view.h"
#include "gui/commands/delete_objects.h"
#include "gui/commands/rename_object.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

const ObjectRef kFe1{ObjectType::Server, "FE1"};

class View : public ::testing::Test {
 protected:
  View() : scene(document), view(scene, document) {
    view.resize(900, 600);
    view.show();
    document.adopt(twoZones());
  }
  QPoint pixel(const ObjectRef& ref) { return view.mapFromScene(scene.shapeOf(ref).center()); }
  FarmDocument document;
  DiagramScene scene;
  DiagramView view;
};

TEST_F(View, ShowsTheWholeFarmAtFirst) {
  const QRectF seen = view.mapToScene(view.viewport()->rect()).boundingRect();
  EXPECT_TRUE(seen.contains(scene.layout().bounds));
}

TEST_F(View, ShowsTheWholeFarmInASmallerWindowTooUnlessSomebodyZoomed) {
  const auto seesAll = [&] {
    return view.mapToScene(view.viewport()->rect()).boundingRect().contains(scene.layout().bounds);
  };
  view.resize(700, 300);
  EXPECT_TRUE(seesAll()) << "as when the results open below";
  view.zoomTo(2);
  view.resize(900, 600);
  EXPECT_EQ(view.zoom(), 2) << "what somebody chose stays";
}

TEST_F(View, MouseEventsReachTheTool) {
  QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, pixel(kFe1));
  EXPECT_EQ(scene.selection(), ObjectRefs{kFe1});
}

TEST_F(View, ZoomStaysWithinBounds) {
  for (int i = 0; i < 100; ++i) view.zoomBy(2);
  EXPECT_LE(view.zoom(), 4.0);
  for (int i = 0; i < 100; ++i) view.zoomBy(0.5);
  EXPECT_GE(view.zoom(), 0.1);
}

TEST_F(View, FramingBringsAnObjectIntoSight) {
  view.zoomTo(3);
  view.frame({ObjectType::Database, "DB"});
  const QRectF seen = view.mapToScene(view.viewport()->rect()).boundingRect();
  EXPECT_TRUE(seen.contains(scene.shapeOf({ObjectType::Database, "DB"})));
}

TEST_F(View, TheNameEditorCommitsOnEnterAndRevertsOnEscape) {
  QString given;
  QObject::connect(&view, &DiagramView::renamed, [&](const ObjectRef&, const QString& to) { given = to; });
  view.startNameEdit(kFe1);
  auto* editor = view.viewport()->findChild<QLineEdit*>();
  ASSERT_NE(editor, nullptr);
  EXPECT_EQ(editor->text(), "FE1");
  QTest::keyClicks(editor, "Front");
  QTest::keyClick(editor, Qt::Key_Return);
  EXPECT_EQ(given, "Front");
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  given.clear();
  view.startNameEdit(kFe1);
  editor = view.viewport()->findChild<QLineEdit*>();
  ASSERT_NE(editor, nullptr);
  QTest::keyClicks(editor, "Other");
  QTest::keyClick(editor, Qt::Key_Escape);
  EXPECT_TRUE(given.isEmpty());
}

TEST_F(View, TheSelectionSurvivesEditsAndForgetsWhatIsGone) {
  scene.select({kFe1, {ObjectType::Server, "FE2"}});
  document.perform(DeleteObjects({kFe1}));
  EXPECT_EQ(scene.selection(), (ObjectRefs{{ObjectType::Server, "FE2"}}));
  document.history().undo();
  EXPECT_TRUE(exists(document.farm(), kFe1));
}

TEST_F(View, LiveLoadChangesWhatIsDrawn) {
  const QImage calm = view.grab().toImage();
  scene.setLoads({{"FE1", {0.99, 120, false}}, {"FE2", {0.3, 0, true}}});
  EXPECT_NE(view.grab().toImage(), calm);
  scene.setLoads({});
  EXPECT_EQ(view.grab().toImage(), calm);
}

TEST_F(View, DarkAndLightAreBothDrawn) {
  scene.setColours(DiagramColours::make(false));
  const QColor light = view.grab().toImage().pixelColor(3, 3);
  scene.setColours(DiagramColours::make(true));
  const QColor dark = view.grab().toImage().pixelColor(3, 3);
  EXPECT_GT(light.lightness(), 200);
  EXPECT_LT(dark.lightness(), 60);
}

TEST_F(View, IsNamedForScreenReaders) {
  EXPECT_FALSE(view.accessibleName().isEmpty());
}

}  // namespace
}  // namespace headroom::gui::test
