#include "gui/charts/results_panel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAbstractItemModel>
#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <limits>

#include "engine/results/figures.h"
#include "gui/charts/figure_model.h"
#include "tests/gui/charts/made_up.h"

namespace headroom::gui {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Table = ResultsPanel::Table;

class Results : public ::testing::Test {
 protected:
  void show(const results::RunResult& run, bool partial = false) {
    panel.showResult(run, partial);
    panel.show();
  }
  QString cell(Table table, int row, const QString& title) {
    const QAbstractItemModel* model = panel.model(table);
    for (int column = 0; column < model->columnCount(); ++column) {
      if (model->headerData(column, Qt::Horizontal) == title) return model->index(row, column).data().toString();
    }
    return "no such column";
  }
  QString label(const char* name) { return panel.findChild<QLabel*>(name)->text(); }
  ResultsPanel panel;
};

TEST_F(Results, ShowEachFigureAsTheCommandLineDoes) {
  const results::RunResult run = made_up::run();
  show(run);
  const auto& p95 = run.zones[0].response.p95;
  const std::string expected =
      meanOf(p95, results::Unit::Milliseconds) + " ±" + halfWidth(p95, results::Unit::Milliseconds);
  EXPECT_EQ(cell(Table::Zones, 0, "p95 ms").toStdString(), expected);
  EXPECT_EQ(cell(Table::Zones, 0, "failed"), "3");
  EXPECT_EQ(cell(Table::Servers, 2, "offered %").left(5), "107.2");
}

TEST_F(Results, StandBesideTheLogTheyWereComparedWith) {
  results::RunResult run = made_up::run();
  show(run);
  EXPECT_EQ(panel.model(Table::AgainstLog)->rowCount(), 0);
  run.validation.emplace();
  run.validation->rows.push_back(
      {"zone", "Global", "response", {500, 100, 80, 200, 300}, {1000, 110, 80, 190, 400}, {}});
  run.validation->rows.back().error = {0.1, 0, -0.05, std::numeric_limits<double>::quiet_NaN()};
  show(run);
  EXPECT_EQ(cell(Table::AgainstLog, 0, "object"), "zone Global");
  EXPECT_EQ(cell(Table::AgainstLog, 0, "mean ms"), "100 → 110 (+10.0 %)");
  EXPECT_EQ(cell(Table::AgainstLog, 0, "p95 ms"), "200 → 190 (−5.0 %)");
  EXPECT_EQ(cell(Table::AgainstLog, 0, "p99 ms"), "300 → 400") << "too few to judge";
  EXPECT_TRUE(panel.tableAsCsv(Table::AgainstLog).contains("mean_logged_ms"));
  EXPECT_EQ(panel.findChild<QTabWidget*>()->currentIndex(), static_cast<int>(Table::AgainstLog));
}

TEST_F(Results, SayInWordsWhoIsNearAndWhoIsOver) {
  show(made_up::run());
  EXPECT_EQ(cell(Table::Servers, 0, "state"), "✓ OK");
  EXPECT_EQ(cell(Table::Servers, 1, "state"), "▲ near");
  EXPECT_EQ(cell(Table::Servers, 2, "state"), "✕ OVER");
  EXPECT_EQ(cell(Table::Stations, 0, "kind"), "database");
}

TEST_F(Results, TellTheVerdictOnEachObjective) {
  results::RunResult run = made_up::run();
  run.slos[0].verdict = results::SloVerdict::Verdict::NotShown;
  show(run);
  EXPECT_EQ(cell(Table::Objectives, 0, "verdict"), "○ not shown");
  EXPECT_EQ(cell(Table::Objectives, 0, "what it promises"), "p95 of AppX below 250 ms");
}

TEST_F(Results, SortNumbersAsNumbersWithTheUnobservedLast) {
  results::RunResult run = made_up::run();
  run.servers[0].queue.mean = 9;
  run.servers[1].queue.mean = 10;
  run.servers[2].queue = {std::numeric_limits<double>::quiet_NaN(), {}, {}, 0, "nothing ran"};
  show(run);
  QAbstractItemModel* model = panel.model(Table::Servers);
  for (int column = 0; column < model->columnCount(); ++column) {
    if (model->headerData(column, Qt::Horizontal) == "queue") model->sort(column, Qt::DescendingOrder);
  }
  EXPECT_EQ(cell(Table::Servers, 0, "server"), "FE2");
  EXPECT_EQ(cell(Table::Servers, 1, "server"), "FE1");
  EXPECT_EQ(cell(Table::Servers, 2, "queue"), "–");
}

TEST_F(Results, CopyAsCsvWithUnroundedNumbersAndIntervals) {
  results::RunResult run = made_up::run();
  run.servers[0].utilisation = made_up::estimate(0.447123456789, 0.25);
  show(run);
  const std::string csv = panel.tableAsCsv(Table::Servers).toStdString();
  EXPECT_THAT(csv, HasSubstr("server,utilisation_share,utilisation_low_share,utilisation_high_share,"));
  EXPECT_THAT(csv, HasSubstr("FE1,0.447123456789,0.197123456789"));
  EXPECT_THAT(csv, Not(HasSubstr("±")));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);
}

TEST_F(Results, CopyOnlyTheRowsThatAreSelected) {
  show(made_up::run());
  panel.findChild<QTabWidget*>()->setCurrentIndex(static_cast<int>(Table::Servers));
  qobject_cast<QTableView*>(panel.findChild<QTabWidget*>()->currentWidget())->selectRow(1);
  panel.copyCurrentTable();
  const std::string copied = QApplication::clipboard()->text().toStdString();
  EXPECT_THAT(copied, HasSubstr("FE2,"));
  EXPECT_THAT(copied, Not(HasSubstr("FE1,")));
}

TEST_F(Results, KeepHostileNamesHarmless) {
  results::RunResult run = made_up::run();
  run.zones[0].name = "=HYPERLINK(\"http://x\")";
  run.zones[1].name = "a\x1b[31m\u202egolbal,b";
  run.warnings = {"<b>bold\x07</b>"};
  show(run);
  const std::string csv = panel.tableAsCsv(Table::Zones).toStdString();
  EXPECT_THAT(csv, HasSubstr("\"'=HYPERLINK(\"\"http://x\"\")\""));
  EXPECT_FALSE(cell(Table::Zones, 1, "zone").contains(QChar(0x202e)));
  EXPECT_FALSE(cell(Table::Zones, 1, "zone").contains(QChar(0x1b)));
  EXPECT_THAT(label("warnings").toStdString(), HasSubstr("<b>bold"));
  EXPECT_EQ(panel.findChild<QLabel*>("warnings")->textFormat(), Qt::PlainText);
}

TEST_F(Results, SayThatTheyArePartialOrOld) {
  show(made_up::run(), true);
  EXPECT_THAT(label("state").toStdString(), HasSubstr("Partial result"));
  panel.setStale(true);
  EXPECT_THAT(label("state").toStdString(), HasSubstr("run it again (F5)"));
  show(made_up::run());
  EXPECT_EQ(label("state"), "");
}

TEST_F(Results, ShowEveryWarning) {
  show(made_up::run());
  EXPECT_THAT(label("warnings").toStdString(), HasSubstr("FE3 is asked for 107 % of its capacity"));
  EXPECT_EQ(label("headline").toStdString(), "intranet-zone: 10 runs of " + results::span(600) + " measured after " +
                                                 results::span(40) + " of warm-up, seed 1");
}

TEST_F(Results, NameTheObjectOfAnActivatedRow) {
  results::RunResult run = made_up::run();
  show(run);
  QSignalSpy activated(&panel, &ResultsPanel::objectActivated);
  auto* tabs = panel.findChild<QTabWidget*>();
  auto* servers = qobject_cast<QTableView*>(tabs->widget(static_cast<int>(Table::Servers)));
  emit servers->activated(servers->model()->index(1, 3));
  ASSERT_EQ(activated.count(), 1);
  EXPECT_EQ(activated[0][0].toString(), "FE2");
}

TEST_F(Results, AddTheHeadroomOfAPlan) {
  show(made_up::run());
  results::PlanResult plan;
  plan.rows.push_back({"all up", made_up::estimate(1.42, 0.02), "utilisation of FE3 at 70 %", "FE3", true, {}});
  plan.rows.push_back({"FE2 lost", made_up::estimate(0.91, 0.02), "utilisation of FE3 at 70 %", "FE3", false, {}});
  panel.showPlan(plan);
  EXPECT_EQ(cell(Table::Headroom, 0, "holds × today's load").toStdString(), results::reachOf(plan.rows[0]));
  EXPECT_EQ(cell(Table::Headroom, 0, "what breaks first"), "utilisation of FE3 at 70 %");
  EXPECT_EQ(cell(Table::Headroom, 1, "today"), "✕ broken");
}

bool hasColumn(const QAbstractItemModel& model, const QString& title) {
  for (int column = 0; column < model.columnCount(); ++column) {
    if (model.headerData(column, Qt::Horizontal) == title) return true;
  }
  return false;
}

TEST_F(Results, TellWhatOperationDidOnlyWhereThereIsSomething) {
  results::RunResult run = made_up::run();
  show(run);
  auto* tabs = panel.findChild<QTabWidget*>();
  for (const Table table : {Table::Scaling, Table::Availability, Table::Background})
    EXPECT_FALSE(tabs->isTabVisible(static_cast<int>(table)));
  run.scaling.push_back({"Global", made_up::estimate(3.2, 0.2), made_up::estimate(3.6, 0.2), 2, 6, 14, 12});
  run.availability.push_back({"FE1", "server", made_up::estimate(0.9991, 0.0002)});
  results::BackgroundResult work;
  work.name = "Nightly invoices";
  work.due = 1200;
  work.skipped = 4;
  run.background.push_back(work);
  show(run);
  EXPECT_EQ(cell(Table::Scaling, 0, "most"), "6");
  EXPECT_TRUE(cell(Table::Scaling, 0, "switched on").startsWith("3.6"));
  EXPECT_TRUE(cell(Table::Availability, 0, "up %").startsWith("99.9"));
  EXPECT_EQ(cell(Table::Background, 0, "due").toStdString(), results::count(1200));
  EXPECT_EQ(cell(Table::Background, 0, "skipped"), "4");
  EXPECT_TRUE(tabs->isTabVisible(static_cast<int>(Table::Scaling)));
  EXPECT_TRUE(panel.tableAsCsv(Table::Scaling).startsWith("zone,running_servers,running_low_servers"));
}

TEST_F(Results, HaveColumnsForConnectionsCachesAndSheddingWhereThereAreAny) {
  results::RunResult run = made_up::run();
  show(run);
  for (const char* title : {"opened/s", "hits %"}) EXPECT_FALSE(hasColumn(*panel.model(Table::Stations), title));
  EXPECT_FALSE(hasColumn(*panel.model(Table::Servers), "shed"));
  results::StationResult proxy = run.stations[0];
  proxy.name = proxy.kind = "proxy";
  proxy.handshakes = made_up::estimate(12.5, 0.5);
  run.stations.push_back(proxy);
  run.servers[2].shed = 17;
  show(run);
  EXPECT_EQ(cell(Table::Stations, 0, "opened/s"), "") << "a database has none";
  EXPECT_TRUE(cell(Table::Stations, 1, "opened/s").startsWith("12.5"));
  EXPECT_FALSE(hasColumn(*panel.model(Table::Stations), "hits %"));
  EXPECT_EQ(cell(Table::Servers, 2, "shed"), "17");
}

TEST_F(Results, BecomeEmptyAndSayHowToFillThem) {
  show(made_up::run());
  panel.clear();
  EXPECT_EQ(panel.model(Table::Zones)->rowCount(), 0);
  EXPECT_THAT(label("headline").toStdString(), HasSubstr("F5"));
}

}  // namespace
}  // namespace headroom::gui
