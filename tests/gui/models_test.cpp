#include <gtest/gtest.h>

#include <QAbstractItemModelTester>

#include "gui/commands/add_edits.h"
#include "gui/commands/delete_objects.h"
#include "gui/commands/rename_object.h"
#include "gui/presenters/outline_model.h"
#include "gui/presenters/problems_model.h"
#include "gui/presenters/rows_model.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

class Models : public ::testing::Test {
 protected:
  void SetUp() override { document.adopt(twoZones()); }
  FarmDocument document;
};

TEST_F(Models, TheOutlineHoldsEveryObjectOfTheDiagram) {
  OutlineModel outline(document);
  QAbstractItemModelTester tester(&outline, QAbstractItemModelTester::FailureReportingMode::Fatal);
  for (const ObjectRef& ref : diagramObjects(document.farm())) {
    const QModelIndex index = outline.indexOf(ref);
    ASSERT_TRUE(index.isValid()) << ref.name;
    EXPECT_EQ(outline.objectAt(index), ref);
  }
}

TEST_F(Models, TheOutlineFollowsEdits) {
  OutlineModel outline(document);
  document.perform(RenameObject({ObjectType::Server, "FE1"}, "Front"));
  EXPECT_TRUE(outline.indexOf({ObjectType::Server, "Front"}).isValid());
  EXPECT_FALSE(outline.indexOf({ObjectType::Server, "FE1"}).isValid());
  document.perform(DeleteObjects(diagramObjects(document.farm())));
  EXPECT_EQ(outline.rowCount(), 0);
}

TEST_F(Models, AServerOfTwoZonesStandsUnderBoth) {
  OutlineModel outline(document);
  int found = 0;
  std::vector<QModelIndex> open = {QModelIndex()};
  while (!open.empty()) {
    const QModelIndex here = open.back();
    open.pop_back();
    for (int row = 0; row < outline.rowCount(here); ++row) {
      const QModelIndex child = outline.index(row, 0, here);
      found += outline.objectAt(child) == ObjectRef{ObjectType::Server, "FE2"};
      open.push_back(child);
    }
  }
  EXPECT_EQ(found, 3);  // both zones and the list of servers
}

TEST_F(Models, ProblemsNameTheObjectTheyAreAbout) {
  ProblemsModel problems;
  QAbstractItemModelTester tester(&problems, QAbstractItemModelTester::FailureReportingMode::Fatal);
  document.perform(DeleteObjects({{ObjectType::Route, {}, 1}}));
  farm::Farm farm = document.farm();
  farm.proxy->defaultZone.clear();
  problems.check(farm);
  ASSERT_GT(problems.rowCount(), 0);
  int withObject = 0;
  for (const ProblemRow& row : problems.rows()) {
    EXPECT_FALSE(row.what.isEmpty());
    if (row.object) {
      ++withObject;
      EXPECT_TRUE(exists(farm, *row.object));
    }
  }
  EXPECT_GT(withObject, 0);
  EXPECT_FALSE(problems.perObject().empty());
}

TEST_F(Models, WhatAFileWouldBeRefusedForIsAProblem) {
  FarmDocument sketch;
  sketch.perform(AddObject(Item::Users, std::nullopt));
  ProblemsModel problems;
  problems.check(sketch.farm());
  EXPECT_GT(problems.count(Severity::Error), 0);
  EXPECT_EQ(problems.rows().front().severity, Severity::Error);
}

TEST_F(Models, ObjectsAreFoundByTheWordsOfAFinding) {
  const farm::Farm& farm = document.farm();
  EXPECT_EQ(objectNamed(farm, "zone Intranet"), (ObjectRef{ObjectType::Zone, "Intranet"}));
  EXPECT_EQ(objectNamed(farm, "server FE2"), (ObjectRef{ObjectType::Server, "FE2"}));
  EXPECT_EQ(objectNamed(farm, "balancer Global LB"), (ObjectRef{ObjectType::Balancer, "Global"}));
  EXPECT_EQ(objectNamed(farm, "FE3"), (ObjectRef{ObjectType::Server, "FE3"}));
  EXPECT_FALSE(objectNamed(farm, "the weather").has_value());
}

TEST_F(Models, ApplicationsCanBeEditedInATable) {
  RowsModel rows(document, ObjectType::Application,
                 [](const farm::Farm& farm) {
                   ObjectRefs refs;
                   for (const auto& a : farm.applications) refs.push_back({ObjectType::Application, a.name});
                   return refs;
                 },
                 {"name", "zone", "path", "client_traffic", "calls"});
  QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::Fatal);
  EXPECT_EQ(rows.rowCount(), 2);
  EXPECT_TRUE(rows.setData(rows.index(0, 1), "Intranet"));
  EXPECT_EQ(document.farm().applications[0].zone, "Intranet");
  EXPECT_TRUE(rows.setData(rows.index(1, 3), Qt::Unchecked, Qt::CheckStateRole));
  EXPECT_FALSE(document.farm().applications[1].clientTraffic);
  EXPECT_FALSE(rows.flags(rows.index(0, 4)) & Qt::ItemIsEditable);
  EXPECT_EQ(rows.data(rows.index(0, 4)).toString(), "AppY ×0.2");
  QString why;
  QObject::connect(&rows, &RowsModel::refused, [&](const QString& text) { why = text; });
  EXPECT_FALSE(rows.setData(rows.index(0, 0), "AppY"));
  EXPECT_FALSE(why.isEmpty());
}

}  // namespace
}  // namespace headroom::gui::test
