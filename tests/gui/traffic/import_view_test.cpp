// The import as a user meets it, on a scenario's logs.
#include "gui/traffic/import_view.h"

#include <gmock/gmock.h>

#include <QCheckBox>
#include <QDropEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QtTest/QTest>

#include "gui/charts/rate_chart.h"
#include "gui/traffic/fitted_model.h"
#include "gui/traffic/format_bar.h"
#include "gui/traffic/paths_model.h"
#include "tests/gui/farms.h"
#include "tests/trace/log_files.h"

namespace headroom::gui::test {
namespace {

class Import : public trace::LogFiles {
 protected:
  Import() {
    document.adopt(load("intranet-zone"));
    view.resize(1160, 740);
    view.show();
  }
  static QString scenarioLogs() { return QString(HEADROOM_SOURCE_DIR) + "/scenarios/intranet-zone/logs"; }
  void drop(const QStringList& names) {
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& name : names) urls << QUrl::fromLocalFile(name);
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &event);
  }
  void dropServerLogs() {
    QStringList names;
    for (const char* server : {"FE1", "FE2", "FE3"}) names << scenarioLogs() + "/" + server + "-u_ex261123.log";
    drop(names);
    waitUntilRead();
  }
  void waitUntilRead() {
    ASSERT_TRUE(QTest::qWaitFor([&] { return view.study().hasAll(); }, 30000));
    QCoreApplication::processEvents();
  }
  QString textOf(const char* name) { return view.findChild<QLabel*>(name)->text(); }
  QPushButton* button(const QString& words) {
    for (QPushButton* each : view.findChildren<QPushButton*>()) {
      if (each->text().remove('&').startsWith(words)) return each;
    }
    return nullptr;
  }

  FarmDocument document;
  ImportView view{document};
};

TEST_F(Import, DroppedLogsAreReadAndHandedOnAsChosen) {
  EXPECT_FALSE(button("Replay")->isEnabled());
  dropServerLogs();
  EXPECT_TRUE(textOf("facts").contains("17")) << textOf("facts").toStdString();
  EXPECT_TRUE(button("Replay")->isEnabled()) << textOf("trouble").toStdString();
  view.findChild<QCheckBox*>("robots")->setChecked(false);
  QStringList logs;
  workload::ReplayOptions options;
  std::uint64_t lines = 0;
  QObject::connect(&view, &ImportView::replayWished, &view,
                   [&](const QStringList& l, const workload::ReplayOptions& o, std::uint64_t n) {
                     logs = l;
                     options = o;
                     lines = n;
                   });
  button("Replay")->click();
  EXPECT_EQ(logs.size(), 3);
  EXPECT_TRUE(options.compare) << "these logs have response times";
  EXPECT_EQ(lines, 17866u);
}

TEST_F(Import, TheWindowIsDraggedOnTheCurveAndTyped) {
  dropServerLogs();
  auto* chart = view.findChild<RateChart*>();
  QWidget* plot = chart->childAt(chart->rect().center());
  ASSERT_NE(plot, nullptr);
  const auto whole = chart->window();
  const double third = whole.first + (whole.second - whole.first) / 3;
  const auto mouse = [&](QEvent::Type type, double seconds) {
    const QPoint at = plot->mapFrom(chart, chart->placeOf(seconds));
    QMouseEvent event(type, at, plot->mapToGlobal(at), type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton,
                      type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(plot, &event);
  };
  mouse(QEvent::MouseButtonPress, whole.first);
  mouse(QEvent::MouseMove, third);
  mouse(QEvent::MouseButtonRelease, third);
  ASSERT_TRUE(view.study().window().has_value());
  EXPECT_NEAR(chart->window().first, third, 2);
  EXPECT_EQ(chart->window().second, whole.second) << "only the edge that was dragged moves";
  EXPECT_LT(view.study().selected(), view.study().figures().all.total());
  QTest::keyClick(chart->focusProxy(), Qt::Key_0);
  EXPECT_FALSE(view.study().window().has_value());
  QTest::keyClick(chart->focusProxy(), Qt::Key_Right, Qt::ControlModifier);
  EXPECT_TRUE(view.study().window().has_value());
}

TEST_F(Import, ACalibrationIsAppliedInOneStepAndUndone) {
  dropServerLogs();
  const farm::Farm before = document.farm();
  QSignalSpy found(&view.study().controller(), &TrafficController::calibrated);
  button("Calibrate")->click();
  ASSERT_TRUE(QTest::qWaitFor([&] { return found.count() == 1; }, 60000)) << textOf("trouble").toStdString();
  EXPECT_TRUE(document.farm() == before) << "nothing is changed before it is applied";
  ASSERT_GT(view.fitted().rowCount(), 3);
  const QModelIndex first = view.fitted().index(0, FittedModel::Figure);
  EXPECT_EQ(first.data(Qt::CheckStateRole).toInt(), Qt::Checked);
  EXPECT_FALSE(view.fitted().index(0, FittedModel::Standing).data().toString().isEmpty());
  view.fitted().setData(first, Qt::Unchecked, Qt::CheckStateRole);
  const std::size_t chosen = view.fitted().chosen().size();
  ASSERT_GT(chosen, 0u);
  button("Apply")->click();
  EXPECT_EQ(document.history().count(), 1);
  EXPECT_FALSE(document.farm() == before);
  EXPECT_EQ(document.farm().applications[0].work.demand, before.applications[0].work.demand) << "was unchecked";
  document.history().undo();
  EXPECT_TRUE(document.farm() == before);
  EXPECT_TRUE(farm_file::validate(document.farm()).empty());
}

TEST_F(Import, CancellingIsAtOnceAndReadingAgainBeginsAnew) {
  std::string text;
  for (int i = 0; i < 100'000; ++i)
    text += "10.0.0.1 - - [23/Nov/2026:10:00:00 +0000] \"GET /AppX HTTP/1.1\" 200 12 \"-\" \"Mozilla\"\n";
  drop({QString::fromStdString(write("access.log", text))});
  EXPECT_TRUE(view.study().controller().isBusy());
  button("Cancel")->click();
  EXPECT_FALSE(view.study().controller().isBusy()) << "in the same call";
  EXPECT_FALSE(view.study().hasAll());
  EXPECT_FALSE(button("Replay")->isEnabled());
  view.study().readAgain();
  waitUntilRead();
  EXPECT_EQ(view.study().figures().all.total(), 100'000u);
}

TEST_F(Import, AFormatThatCannotBeUnderstoodIsSaidAndNotUsed) {
  dropServerLogs();
  view.format().choose(FormatBar::kPattern, "%h %Q");
  EXPECT_FALSE(textOf("formatTrouble").isEmpty());
  EXPECT_TRUE(view.study().hasAll()) << "nothing is read again";
  view.format().choose("ncsa-combined");
  EXPECT_TRUE(view.study().controller().isBusy());
  waitUntilRead();
  EXPECT_EQ(view.study().figures().all.total(), 0u) << "these are IIS logs";
  EXPECT_FALSE(textOf("trouble").isEmpty());
}

/// Sixty requests that a proxy and the zone's balancer behind it logged.
std::string logOfTwoFrontEnds(const std::string& inner) {
  std::string log;
  for (int i = 0; i < 60; ++i) {
    char stamp[32];
    std::snprintf(stamp, sizeof stamp, "10:00:%02d.000", i);
    const auto line = [&](const std::string& tier, const char* timers) {
      return "10.0.0.1:4711 [23/Nov/2026:" + std::string(stamp) + "] " + tier + " " + timers +
             " 200 100 - - ---- 1/1/0/0/0 0/0 \"GET /AppX/Home HTTP/1.1\"\n";
    };
    log += line(inner + " Global/FE1", "0/10/1/20/40") + line("www to_x/x", "0/0/1/78/80");
  }
  return log;
}

TEST_F(Import, OffersTheFrontEndsThatLoggedEachRequestTwice) {
  dropServerLogs();
  auto* warning = view.findChild<QLabel*>("tierWarning");
  EXPECT_FALSE(warning->isVisibleTo(&view)) << "these logs hold each request once";
  view.study().setNames({QString::fromStdString(write("haproxy.log", logOfTwoFrontEnds("in&out")))});
  waitUntilRead();
  EXPECT_TRUE(warning->isVisibleTo(&view));
  EXPECT_TRUE(warning->text().contains("www"));
  auto* outer = view.findChild<QCheckBox*>("tier www");
  auto* inner = view.findChild<QCheckBox*>("tier in&out");
  ASSERT_NE(outer, nullptr);
  ASSERT_NE(inner, nullptr);
  EXPECT_EQ(inner->text(), "in&&out (60)") << "no shortcut is made of a name";
  EXPECT_TRUE(outer->isChecked());
  EXPECT_FALSE(inner->isChecked());
  inner->click();
  EXPECT_TRUE(warning->text().contains("twice")) << warning->text().toStdString();
  outer->click();
  EXPECT_FALSE(warning->isVisibleTo(&view));
  EXPECT_EQ(view.replayOptions().tiers, std::vector<std::string>{"in&out"});
  inner->click();
  EXPECT_TRUE(outer->isChecked()) << "without a choice the outermost is taken again";
}

TEST_F(Import, NothingInALogIsTakenForMarkup) {
  drop({QString::fromStdString(write("<b>x.log",
                                     "<script>alert(1)</script>\x1b[2J\n"
                                     "10.0.0.1 - - [23/Nov/2026:10:00:00 +0000] \"GET /<img> HTTP/1.1\" "
                                     "200 12 \"-\" \"<h1>\xe2\x80\xaereversed\"\n"))});
  waitUntilRead();
  for (const QLabel* label : view.findChildren<QLabel*>()) {
    if (label->text().contains('<')) EXPECT_EQ(label->textFormat(), Qt::PlainText) << label->text().toStdString();
  }
  bool escaped = false;
  for (const StudiedTrouble& trouble : view.study().troubles()) escaped = escaped || !trouble.what.empty();
  EXPECT_TRUE(escaped);
}

TEST_F(Import, EverythingIsNamedForScreenReadersAndReachedByKeys) {
  dropServerLogs();
  for (const QWidget* widget : view.findChildren<QWidget*>()) {
    const bool asks = widget->inherits("QTableView") || widget->inherits("QComboBox") ||
                      widget->inherits("QAbstractSpinBox") || widget->inherits("QLineEdit");
    if (!asks || !widget->isVisible() || widget->objectName().startsWith("qt_")) continue;
    EXPECT_FALSE(widget->accessibleName().isEmpty()) << widget->metaObject()->className();
    EXPECT_NE(widget->focusPolicy(), Qt::NoFocus);
  }
}

}  // namespace
}  // namespace headroom::gui::test
