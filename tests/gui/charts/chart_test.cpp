#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QApplication>
#include <QComboBox>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>
#include <cmath>

#include "engine/results/figures.h"
#include "gui/charts/chart_view.h"
#include "gui/charts/charts_panel.h"
#include "tests/gui/charts/made_up.h"

namespace headroom::gui {
namespace {

using ::testing::HasSubstr;

class Charts : public ::testing::Test {
 protected:
  Charts() {
    panel.resize(1000, 640);
    panel.setFarm(made_up::farm());
    panel.show();
    QApplication::processEvents();
  }
  ChartWidget& chart(const char* id) {
    for (ChartWidget* chart : panel.charts()) {
      if (chart->id() == id) return *chart;
    }
    throw std::out_of_range(id);
  }
  ChartView& view(ChartWidget& chart) { return *chart.findChild<ChartView*>(); }
  void play(double until, double step = 0.5) {
    for (double at = step; at <= until; at += step) panel.addSnapshot(made_up::snapshot(at));
  }
  ChartsPanel panel;
};

TEST_F(Charts, AreFiveWithNamesForTheirDocks) {
  ASSERT_EQ(panel.charts().size(), 5U);
  EXPECT_EQ(chart("latency").title(), "Latency per zone");
  EXPECT_EQ(chart("load").title(), "Load per zone");
  EXPECT_EQ(chart("utilisation").title(), "Utilisation per server");
  EXPECT_EQ(chart("queue").title(), "Queue per server");
  EXPECT_EQ(chart("servers").title(), "Servers of scaled zones");
}

TEST_F(Charts, SayWhatToDoWhileEmpty) {
  EXPECT_TRUE(chart("latency").isEmpty());
  EXPECT_TRUE(chart("latency").valuesAt(10).isEmpty());
  const QImage before = panel.grab().toImage();
  play(5);
  QApplication::processEvents();
  EXPECT_FALSE(chart("latency").isEmpty());
  panel.clear();
  EXPECT_TRUE(chart("latency").isEmpty());
  EXPECT_EQ(panel.grab().toImage(), before);
}

TEST_F(Charts, HaveASeriesForEveryZoneAndServerOfTheFarm) {
  EXPECT_EQ(chart("latency").seriesNames(),
            QStringList({"Global p50", "Global p95", "Global p99", "Intranet p50", "Intranet p95", "Intranet p99"}));
  EXPECT_EQ(chart("load").seriesNames(), QStringList({"Global", "Intranet"}));
  EXPECT_EQ(chart("utilisation").seriesNames(), QStringList({"FE1", "FE2", "FE3", "DB"}));
}

TEST_F(Charts, OfQueuesShowABalancerThatHoldsRequestsBackForFullServers) {
  farm::Farm farm = made_up::farm();
  EXPECT_EQ(chart("queue").seriesNames(), QStringList({"FE1", "FE2", "FE3", "DB"})) << "nobody waits elsewhere";
  for (farm::ZoneMember& member : farm.zones[1].members) member.maxConnections = 8;
  farm.zones[1].balancer.emplace().name = "LB";
  panel.setFarm(farm);
  EXPECT_EQ(chart("queue").seriesNames(), QStringList({"FE1", "FE2", "FE3", "DB", "LB"}));
  EXPECT_EQ(chart("utilisation").seriesNames(), QStringList({"FE1", "FE2", "FE3", "DB"}));
  sim::Snapshot now = made_up::snapshot(1);
  sim::LiveNode balancer;
  balancer.name = "LB";
  balancer.queue = 12;
  now.nodes.push_back(balancer);
  panel.addSnapshot(now);
  EXPECT_EQ(chart("queue").pointsOf("LB").back(), QPointF(1, 12));
}

TEST_F(Charts, KeepTheValuesGivenInTheUnitsOfTheirAxes) {
  play(3);
  const sim::Snapshot last = made_up::snapshot(3);
  EXPECT_EQ(chart("latency").pointsOf("Intranet p95").back(), QPointF(3, last.zones[1].p95));
  EXPECT_EQ(chart("load").pointsOf("Global").back(), QPointF(3, last.zones[0].throughput));
  EXPECT_EQ(chart("utilisation").pointsOf("FE2").back(), QPointF(3, 100 * last.nodes[1].utilisation));
  EXPECT_EQ(chart("queue").pointsOf("FE3").back(), QPointF(3, static_cast<double>(last.nodes[2].queue)));
  EXPECT_EQ(chart("latency").pointsOf("Global p50").size(), 6);
}

TEST_F(Charts, OfServersFollowAScaledZoneLiveAndInResults) {
  EXPECT_EQ(chart("servers").seriesNames(), QStringList()) << "none of the farm's zones scales";
  farm::Farm farm = made_up::farm();
  farm.zones[1].autoscaling.emplace();
  panel.setFarm(farm);
  EXPECT_EQ(chart("servers").seriesNames(), QStringList({"Intranet ready", "Intranet booting", "Intranet draining"}));
  sim::Snapshot now = made_up::snapshot(5);
  now.zones[1].servers = {3, 2, 1};
  panel.addSnapshot(now);
  EXPECT_EQ(chart("servers").pointsOf("Intranet ready").back(), QPointF(5, 3));
  EXPECT_EQ(chart("servers").pointsOf("Intranet booting").back(), QPointF(5, 2));
  EXPECT_EQ(chart("servers").pointsOf("Intranet draining").back(), QPointF(5, 1));
  results::RunResult run = made_up::run();
  run.scaling.push_back({"Intranet", made_up::estimate(3, 0.2), made_up::estimate(4, 0.2), 2, 5, 3, 1});
  made_up::addSeries(run, "Intranet", "servers", "servers", 3, 1, 1);
  made_up::addSeries(run, "Intranet", "booting", "servers", 1, 1, 2);
  panel.showResult(run);
  EXPECT_EQ(chart("servers").pointsOf("Intranet ready").size(), 120);
  EXPECT_EQ(chart("servers").pointsOf("Intranet booting").size(), 120);
  EXPECT_TRUE(chart("servers").pointsOf("Intranet draining").isEmpty());
  EXPECT_THAT(chart("servers").valuesAt(300).join('|').toStdString(), HasSubstr("Intranet ready"));
}

TEST_F(Charts, LeaveAGapWhereNothingFinished) {
  sim::Snapshot idle = made_up::snapshot(1);
  idle.zones[0].p95 = std::numeric_limits<double>::quiet_NaN();
  panel.addSnapshot(idle);
  EXPECT_TRUE(std::isnan(chart("latency").pointsOf("Global p95").back().y()));
  EXPECT_THAT(chart("latency").valuesAt(1).join('|').toStdString(), HasSubstr("Global p95  –"));
}

TEST_F(Charts, ShowTheMergedSeriesOfAResultInsteadOfTheLiveOnes) {
  play(60);
  const results::RunResult run = made_up::run();
  panel.showResult(run);
  const auto points = chart("latency").pointsOf("Global p95");
  ASSERT_EQ(points.size(), 120);
  for (const results::Series& series : run.series) {
    if (series.object != "Global" || series.measure != "p95") continue;
    for (std::size_t i = 0; i < 120; ++i) {
      EXPECT_EQ(points[static_cast<qsizetype>(i)], QPointF(series.times[i], series.values[i]));
    }
  }
  EXPECT_EQ(chart("latency").timeRange(), (std::pair{0.0, 600.0}));
  EXPECT_NEAR(chart("utilisation").pointsOf("FE1").front().y(), 44.7, 5.1);
}

TEST_F(Charts, GoOnLiveAfterAPartialResultOfAPause) {
  play(20);
  panel.showResult(made_up::run());
  panel.addSnapshot(made_up::snapshot(20.5));
  EXPECT_EQ(chart("load").pointsOf("Global").size(), 41);
}

TEST_F(Charts, StartAgainWhenTheClockGoesBack) {
  play(20);
  panel.addSnapshot(made_up::snapshot(0.5));
  EXPECT_EQ(chart("load").pointsOf("Global").size(), 1);
}

TEST_F(Charts, StayBoundedInALongRun) {
  for (int i = 1; i <= 20'000; ++i) panel.addSnapshot(made_up::snapshot(i * 0.03, 0));
  for (ChartWidget* each : panel.charts()) {
    for (const QString& name : each->seriesNames()) {
      EXPECT_LE(each->pointsOf(name).size(), static_cast<qsizetype>(400)) << name.toStdString();
    }
  }
}

TEST_F(Charts, FollowTheSnapshotWhenNoFarmWasGiven) {
  ChartsPanel alone;
  alone.addSnapshot(made_up::snapshot(1));
  EXPECT_EQ(alone.charts()[1]->seriesNames(), QStringList({"Global", "Intranet"}));
  EXPECT_EQ(alone.charts()[2]->seriesNames(), QStringList({"FE1", "FE2", "FE3", "DB", "proxy"}));
}

TEST_F(Charts, HideASeriesByAClickOnItsLegendEntryAndShowItAgain) {
  play(10);
  QApplication::processEvents();
  panel.showResult(made_up::run());
  auto* entry = chart("load").findChild<QToolButton*>("legend-Intranet");
  ASSERT_NE(entry, nullptr);
  QTest::mouseClick(entry, Qt::LeftButton);
  EXPECT_FALSE(chart("load").isSeriesVisible("Intranet"));
  EXPECT_TRUE(chart("load").isSeriesVisible("Global"));
  EXPECT_EQ(chart("load").valuesAt(300).size(), 2);  // the time and one series
  QTest::mouseClick(entry, Qt::LeftButton);
  EXPECT_TRUE(chart("load").isSeriesVisible("Intranet"));
  EXPECT_EQ(chart("load").pointsOf("Intranet").size(), 120);
}

TEST_F(Charts, IsolateASeriesByADoubleClickOnItsLegendEntry) {
  panel.showResult(made_up::run());
  ChartWidget& utilisation = chart("utilisation");
  QTest::mouseDClick(utilisation.findChild<QToolButton*>("legend-FE2"), Qt::LeftButton);
  EXPECT_TRUE(utilisation.isSeriesVisible("FE2"));
  EXPECT_FALSE(utilisation.isSeriesVisible("FE1"));
  EXPECT_FALSE(utilisation.isSeriesVisible("DB"));
}

TEST_F(Charts, ShowOneZoneOrAll) {
  panel.showResult(made_up::run());
  auto* zones = chart("latency").findChild<QComboBox*>("zone");
  ASSERT_EQ(zones->count(), 3);
  zones->setCurrentText("Intranet");
  EXPECT_FALSE(chart("latency").isSeriesVisible("Global p95"));
  EXPECT_TRUE(chart("latency").isSeriesVisible("Intranet p95"));
  panel.showResult(made_up::run());
  EXPECT_EQ(zones->currentText(), "Intranet");
}

TEST_F(Charts, ShowThePercentilesThatWereChosen) {
  panel.showResult(made_up::run());
  auto* p99 = chart("latency").findChild<QToolButton*>("p99");
  QTest::mouseClick(p99, Qt::LeftButton);
  EXPECT_FALSE(chart("latency").isSeriesVisible("Global p99"));
  EXPECT_TRUE(chart("latency").isSeriesVisible("Global p95"));
}

TEST_F(Charts, ZoomAtTheCursorAndShowEverythingAgainOnADoubleClick) {
  panel.showResult(made_up::run());
  QApplication::processEvents();
  ChartWidget& latency = chart("latency");
  QWidget* canvas = view(latency).viewport();
  const QPointF centre = canvas->rect().center();
  QWheelEvent wheel(centre, canvas->mapToGlobal(centre), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(canvas, &wheel);
  const auto [from, to] = latency.timeRange();
  EXPECT_GT(from, 0);
  EXPECT_LT(to, 600);
  EXPECT_NEAR(to - from, 480, 1);
  EXPECT_EQ(chart("queue").timeRange(), latency.timeRange()) << "time axes are linked";
  QTest::mouseDClick(canvas, Qt::LeftButton, {}, centre.toPoint());
  EXPECT_EQ(latency.timeRange(), (std::pair{0.0, 600.0}));
  EXPECT_EQ(chart("queue").timeRange(), (std::pair{0.0, 600.0}));
}

TEST_F(Charts, ZoomToASpanThatWasDragged) {
  panel.showResult(made_up::run());
  QApplication::processEvents();
  QWidget* canvas = view(chart("load")).viewport();
  const int middle = canvas->width() / 2;
  QTest::mousePress(canvas, Qt::LeftButton, {}, {middle, 60});
  QTest::mouseMove(canvas, {middle + 60, 60});
  QTest::mouseRelease(canvas, Qt::LeftButton, {}, {middle + 60, 60});
  const auto [from, to] = chart("load").timeRange();
  EXPECT_GT(from, 200);
  EXPECT_LT(to, 420);
  EXPECT_LT(from, to);
}

TEST_F(Charts, RefuseASpanOutsideTheRunOrTooNarrowToSee) {
  panel.showResult(made_up::run());
  ChartWidget& load = chart("load");
  load.setTimeRange(std::pair{-500.0, 10'000.0});
  EXPECT_EQ(load.timeRange(), (std::pair{0.0, 600.0}));
  load.setTimeRange(std::pair{5.0, 5.0});
  EXPECT_EQ(load.timeRange(), (std::pair{0.0, 600.0}));
  load.setTimeRange(std::pair{std::nan(""), 7.0});
  EXPECT_EQ(load.timeRange(), (std::pair{0.0, 600.0}));
}

TEST_F(Charts, TellAllValuesAtOneTimeInTheWordsOfTheCommandLine) {
  const results::RunResult run = made_up::run();
  panel.showResult(run);
  const QStringList lines = chart("load").valuesAt(301);
  ASSERT_EQ(lines.size(), 3);
  EXPECT_EQ(lines[0], "5:00 min");
  const double value = chart("load").pointsOf("Global")[59].y();
  EXPECT_EQ(lines[1], "Global  " + QString::fromStdString(results::figure(value, results::Unit::PerSecond)));
  EXPECT_THAT(chart("utilisation").valuesAt(301)[1].toStdString(), HasSubstr("%"));
}

TEST_F(Charts, MoveTheCrosshairOfAllByTheArrowKeysOfOne) {
  panel.showResult(made_up::run());
  QSignalSpy moved(&chart("latency"), &ChartWidget::crosshairMoved);
  QTest::keyClick(&view(chart("latency")), Qt::Key_Right);
  ASSERT_EQ(moved.count(), 1);
  EXPECT_THAT(view(chart("queue")).accessibleDescription().toStdString(), HasSubstr("5:05 min"));
}

TEST_F(Charts, FollowADarkPaletteAndAnOrder) {
  panel.showResult(made_up::run());
  const auto corner = [&] { return chart("load").grab().toImage().pixelColor(2, 2); };
  EXPECT_GT(corner().lightness(), 200);
  QPalette dark;
  dark.setColor(QPalette::Window, QColor("#202020"));
  dark.setColor(QPalette::WindowText, Qt::white);
  panel.setPalette(dark);
  QApplication::processEvents();
  EXPECT_LT(corner().lightness(), 60);
  panel.setDark(false);
  EXPECT_GT(corner().lightness(), 200);
}

TEST_F(Charts, ForgetTheCurvesWhenAnotherFarmIsOpenedButNotWhenTheSameIsEdited) {
  play(10);
  farm::Farm farm = made_up::farm();
  farm.servers[0].cores = 16;
  panel.setFarm(farm);
  EXPECT_FALSE(chart("utilisation").isEmpty());
  farm.servers[0].name = "WEB1";
  panel.setFarm(farm);
  EXPECT_TRUE(chart("utilisation").isEmpty());
  EXPECT_FALSE(chart("load").isEmpty());
  EXPECT_EQ(chart("utilisation").seriesNames().front(), "WEB1");
}

TEST_F(Charts, GiveMostOfASmallDockToTheCurves) {
  LatencyChart small;
  small.setFarm(made_up::farm());
  small.showResult(made_up::run());
  for (const QSize size : {QSize(420, 260), QSize(300, 160), QSize(900, 200)}) {
    small.resize(size);
    small.show();
    QApplication::processEvents();
    EXPECT_GE(view(small).height(), size.height() * 2 / 5) << size.width();
    EXPECT_GE(view(small).width(), size.width() - 12) << size.width();
  }
}

TEST_F(Charts, DrawTheObjectivesOfTheFarm) {
  panel.showResult(made_up::run());
  const QImage with = chart("latency").toImage({700, 300}, 1);
  farm::Farm farm = made_up::farm();
  farm.slos.clear();
  panel.setFarm(farm);
  EXPECT_NE(chart("latency").toImage({700, 300}, 1), with);
}

}  // namespace
}  // namespace headroom::gui
