#include <gtest/gtest.h>

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QtTest/QTest>

#include "gui/commands/delete_objects.h"
#include "gui/commands/property_edits.h"
#include "gui/inspector/inspector_panel.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

const ObjectRef kFe1{ObjectType::Server, "FE1"}, kFe2{ObjectType::Server, "FE2"};

class Inspector : public ::testing::Test {
 protected:
  Inspector() : panel(document) {
    document.adopt(twoZones());
    panel.resize(300, 700);
    panel.show();
  }
  Field& field(const char* key) { return *panel.form()->field(key); }
  static void typeInto(Field& field, const QString& text) {
    auto* line = qobject_cast<QLineEdit*>(field.editor());
    ASSERT_NE(line, nullptr);
    line->setFocus();
    line->selectAll();
    QTest::keyClicks(line, text);
    QTest::keyClick(line, Qt::Key_Return);
  }
  FarmDocument document;
  InspectorPanel panel;
};

TEST_F(Inspector, ShowsTheFarmWhenNothingIsSelected) {
  panel.setSelection({});
  EXPECT_EQ(panel.shownType(), ObjectType::Farm);
  EXPECT_EQ(field("host_name").shownText(), "www.mydomain.net");
}

TEST_F(Inspector, WhatWasEnteredIsNotTakenForMarkupInTheComplaint) {
  panel.setSelection({kFe1});
  typeInto(field("cores"), "<b>four</b>");
  const auto* complaint = field("cores").findChild<QLabel*>("complaint");
  ASSERT_TRUE(complaint->isVisibleTo(&panel));
  EXPECT_TRUE(complaint->text().contains("<b>four</b>"));
  EXPECT_EQ(complaint->textFormat(), Qt::PlainText);
}

TEST_F(Inspector, APoolSaysWithHowManyWorkersItBegins) {
  document.perform(AddRow(kFe1, ObjectType::Pool));
  panel.setSelection({kFe1});
  const auto tables = panel.findChildren<QTableView*>();
  const auto pools = std::find_if(tables.begin(), tables.end(),
                                  [](const QTableView* view) { return view->accessibleName() == "Application pools"; });
  ASSERT_NE(pools, tables.end());
  QAbstractItemModel* model = (*pools)->model();
  const auto columnOf = [&](const QString& title) {
    for (int column = 0; column < model->columnCount(); ++column) {
      if (model->headerData(column, Qt::Horizontal) == title) return column;
    }
    return -1;
  };
  ASSERT_GE(columnOf("At first"), 0);
  EXPECT_TRUE(model->headerData(columnOf("At first"), Qt::Horizontal, Qt::ToolTipRole).toString().contains("12 per"));
  EXPECT_TRUE(model->setData(model->index(0, columnOf("Are there")), "as needed"));
  EXPECT_TRUE(model->setData(model->index(0, columnOf("At first")), "25"));
  EXPECT_TRUE(model->setData(model->index(0, columnOf("Workers")), "50"));
  EXPECT_FALSE(model->setData(model->index(0, columnOf("At first")), "60")) << "more than it may have";
  const farm::Pool& pool = document.farm().servers[0].pools.at(0);
  EXPECT_EQ(pool.threads, farm::Pool::Threads::TuningPage);
  EXPECT_EQ(pool.initialWorkers, 25);
}

TEST_F(Inspector, DetailsOfARowStandBelowItsTable) {
  document.perform(AddRow(kFe1, ObjectType::Pool));
  document.perform(AddRow(kFe1, ObjectType::Pool));
  panel.setSelection({kFe1});
  RowDetails* details = panel.details(ObjectType::Pool);
  ASSERT_NE(details, nullptr);
  EXPECT_TRUE(details->isVisibleTo(&panel));
  Field& every = *details->form().field("recycling_every");
  typeInto(every, "29h");
  EXPECT_EQ(document.farm().servers[0].pools[0].recycling.every, Duration::wholeSeconds(29 * 3600)) << "the first one";
  panel.table(ObjectType::Pool)->view().selectRow(1);
  EXPECT_EQ(every.shownText(), "0s");
  typeInto(every, "1h");
  EXPECT_EQ(document.farm().servers[0].pools[1].recycling.every, Duration::wholeSeconds(3600));
  EXPECT_EQ(details->form().field("workers"), nullptr) << "a column";
  EXPECT_FALSE(details->form().field("injection")->isVisibleTo(&panel)) << "all workers are there from the start";
  document.perform(SetProperty({ObjectType::Pool, "FE1", 1}, "threads", "as needed"));
  EXPECT_TRUE(details->form().field("injection")->isVisibleTo(&panel));
  document.perform(DeleteObjects({{ObjectType::Pool, "FE1", 1}}));
  EXPECT_EQ(every.shownText(), "29h");
  document.perform(DeleteObjects({{ObjectType::Pool, "FE1", 0}}));
  EXPECT_FALSE(details->isVisibleTo(&panel));
}

TEST_F(Inspector, UsersHavePagesWhileTheyComeInSessions) {
  const ObjectRef users{ObjectType::Users, "Visitors"};
  panel.setSelection({users});
  EXPECT_EQ(panel.table(ObjectType::SessionPage), nullptr);
  document.perform(SetProperty(users, "load", "sessions"));
  ASSERT_NE(panel.table(ObjectType::SessionPage), nullptr);
  EXPECT_EQ(panel.table(ObjectType::SessionPage)->model().rowCount(), 1);
  document.history().undo();
  EXPECT_EQ(panel.table(ObjectType::SessionPage), nullptr);
}

TEST_F(Inspector, EveryKindOfObjectHasItsForm) {
  for (const ObjectRef& ref : diagramObjects(document.farm())) {
    panel.setSelection({ref});
    ASSERT_NE(panel.form(), nullptr);
    EXPECT_EQ(panel.shownType(), ref.type);
  }
}

TEST_F(Inspector, APresetIsSeenInTheEmptyFieldWithItsSource) {
  document.perform(SetProperty({ObjectType::Balancer, "Global"}, "product", "HAProxy"));
  panel.setSelection({{ObjectType::Balancer, "Global"}});
  const auto* retries = qobject_cast<QLineEdit*>(field("retries").editor());
  ASSERT_NE(retries, nullptr);
  EXPECT_EQ(retries->text(), "");
  EXPECT_EQ(retries->placeholderText(), "3");
  EXPECT_TRUE(retries->toolTip().contains("4.2 retries"));
  typeInto(field("retries"), "1");
  EXPECT_EQ(document.farm().zones[0].balancer->retries, 1);
  document.history().undo();
  EXPECT_EQ(retries->text(), "");
  EXPECT_EQ(retries->placeholderText(), "3");
}

TEST_F(Inspector, AnotherProductBringsItsAlgorithmsAndFields) {
  panel.setSelection({{ObjectType::Balancer, "Global"}});
  document.perform(SetProperty({ObjectType::Balancer, "Global"}, "product", "nginx"));
  auto* algorithms = qobject_cast<QComboBox*>(field("balancer_algorithm").editor());
  ASSERT_NE(algorithms, nullptr);
  EXPECT_EQ(algorithms->itemText(0), "round_robin (default)");
  EXPECT_GE(algorithms->findData("least_conn"), 0);
  EXPECT_TRUE(field("max_fails").isVisibleTo(&panel));
  document.history().undo();
  EXPECT_LT(algorithms->findData("least_conn"), 0);
  EXPECT_FALSE(field("max_fails").isVisibleTo(&panel));
}

TEST_F(Inspector, ATypedValueIsAnUndoStep) {
  panel.setSelection({kFe1});
  typeInto(field("memory"), "16GiB");
  EXPECT_EQ(document.farm().servers[0].memoryBytes, std::int64_t{16} << 30);
  EXPECT_EQ(document.history().count(), 1);
  document.history().undo();
  EXPECT_EQ(field("memory").shownText(), "12GiB");
}

TEST_F(Inspector, ABadValueStaysInTheFieldWithTheReasonAndNothingIsLost) {
  panel.setSelection({kFe1});
  typeInto(field("memory"), "16 bananas");
  EXPECT_EQ(document.history().count(), 0);
  EXPECT_EQ(field("memory").shownText(), "16 bananas");
  EXPECT_FALSE(field("memory").complaint().isEmpty());
  EXPECT_TRUE(field("memory").findChild<QLabel*>("complaint")->isVisible());
  typeInto(field("memory"), "16GiB");
  EXPECT_TRUE(field("memory").complaint().isEmpty());
  EXPECT_EQ(document.history().count(), 1);
}

TEST_F(Inspector, EscapeBringsTheValueBack) {
  panel.setSelection({kFe1});
  typeInto(field("cores"), "many");
  QTest::keyClick(field("cores").editor(), Qt::Key_Escape);
  EXPECT_EQ(field("cores").shownText(), "4");
  EXPECT_TRUE(field("cores").complaint().isEmpty());
}

TEST_F(Inspector, ATakenNameIsRefused) {
  panel.setSelection({kFe1});
  typeInto(field("name"), "FE2");
  EXPECT_TRUE(field("name").complaint().contains("FE2"));
  EXPECT_EQ(document.farm().servers[0].name, "FE1");
}

TEST_F(Inspector, ArrowKeysStepANumberAndMergeIntoOneStep) {
  panel.setSelection({kFe1});
  auto* line = qobject_cast<QLineEdit*>(field("cores").editor());
  line->setFocus();
  for (int i = 0; i < 3; ++i) QTest::keyClick(line, Qt::Key_Up);
  QTest::keyClick(line, Qt::Key_PageUp);
  EXPECT_EQ(document.farm().servers[0].cores, 17);
  EXPECT_EQ(document.history().count(), 1);
}

TEST_F(Inspector, SeveralObjectsShowADashWhereTheyDifferAndAreSetTogether) {
  document.perform(SetProperty(kFe1, "cores", "8"));
  panel.setSelection({kFe1, kFe2});
  EXPECT_EQ(field("cores").shownText(), "—");
  EXPECT_EQ(field("memory").shownText(), "12GiB");
  EXPECT_FALSE(field("name").isEnabled());
  field("cores").enter("16");
  EXPECT_EQ(document.farm().servers[0].cores, 16);
  EXPECT_EQ(document.farm().servers[1].cores, 16);
}

TEST_F(Inspector, ObjectsOfDifferentKindsHaveNoCommonForm) {
  panel.setSelection({kFe1, {ObjectType::Database, "DB"}});
  EXPECT_EQ(panel.form(), nullptr);
}

TEST_F(Inspector, FollowsUndoAndDeletion) {
  panel.setSelection({kFe1});
  document.perform(DeleteObjects({kFe1}));
  EXPECT_EQ(panel.shownType(), ObjectType::Farm);
}

TEST_F(Inspector, FieldsOfALoadComeAndGoWithItsKind) {
  panel.setSelection({{ObjectType::Users, "Visitors"}});
  EXPECT_TRUE(field("rate").isVisible());
  EXPECT_FALSE(field("population").isVisible());
  field("load").enter("people with think time");
  EXPECT_FALSE(field("rate").isVisible());
  EXPECT_TRUE(field("population").isVisible());
}

TEST_F(Inspector, TablesAddEditAndRemoveRows) {
  panel.setSelection({{ObjectType::Proxy, "proxy"}});
  RowsTable* routes = panel.table(ObjectType::Route);
  ASSERT_NE(routes, nullptr);
  routes->addRow();
  ASSERT_EQ(document.farm().proxy->routes.size(), 3u);
  RowsModel& model = routes->model();
  EXPECT_TRUE(model.setData(model.index(2, 0), "/Shop"));
  EXPECT_EQ(document.farm().proxy->routes[2].path, "/Shop");
  EXPECT_FALSE(model.setData(model.index(2, 0), "Shop"));
  EXPECT_TRUE(routes->findChild<QLabel*>("complaint")->isVisibleTo(routes));
  EXPECT_EQ(document.farm().proxy->routes[2].path, "/Shop");
  routes->view().selectRow(2);
  routes->removeSelected();
  EXPECT_EQ(document.farm().proxy->routes.size(), 2u);
  while (document.history().canUndo()) document.history().undo();
  EXPECT_TRUE(document.farm() == twoZones());
}

TEST_F(Inspector, EveryEditorIsNamedForScreenReaders) {
  for (const ObjectRef& ref : diagramObjects(document.farm())) {
    panel.setSelection({ref});
    for (const Field* field : panel.form()->findChildren<Field*>())
      EXPECT_FALSE(field->editor()->accessibleName().isEmpty());
  }
}

}  // namespace
}  // namespace headroom::gui::test
