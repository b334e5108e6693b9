// The whole window, from the start page to a saved, run and undone farm.
#include "gui/shell/main_window.h"

#include <gtest/gtest.h>

#include <QDockWidget>
#include <QDropEvent>
#include <QMimeData>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest/QTest>

#include "gui/charts/chart_widget.h"
#include "gui/charts/results_panel.h"
#include "gui/commands/connect_edits.h"
#include "gui/commands/property_edits.h"
#include "gui/inspector/inspector_panel.h"
#include "gui/shell/message_bar.h"
#include "gui/shell/problems_panel.h"
#include "gui/traffic/import_view.h"
#include "tests/gui/answers.h"
#include "tests/gui/farms.h"

namespace headroom::gui::test {
namespace {

class Window : public ::testing::Test {
 protected:
  Window() : window(AutosaveFolder(home.filePath("autosave"))) {
    Preferences::reset();
    window.setQuestions(&answers);
    window.resize(1280, 800);
    window.show();
  }
  ~Window() override { window.runs().controller().stop(); }
  void act(Command command) { window.actions()[command].trigger(); }
  const farm::Farm& farm() { return window.document().farm(); }
  QPointF at(const ObjectRef& ref) { return window.scene().shapeOf(ref).center(); }
  void select(const ObjectRef& ref) { window.scene().select({ref}); }
  void dragOnCanvas(QPointF from, QPointF to) {
    Toolbox& tools = window.view().toolbox();
    tools.press({from});
    tools.move({(from + to) / 2});
    tools.move({to});
    tools.release({to});
  }
  void drop(const QString& path) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent event(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&window, &event);
  }
  /// A farm with proxy, two zones, three servers of which two are shared, database, users and two applications.
  void sketch();

  QTemporaryDir home;
  Answers answers;
  MainWindow window;
};

void Window::sketch() {
  act(Command::NewFarm);
  act(Command::AddProxy);
  act(Command::AddZone);
  for (int i = 0; i < 3; ++i) {
    select({ObjectType::Zone, "Global"});
    act(Command::AddServer);
  }
  window.scene().select({});
  act(Command::AddZone);
  const std::string second = farm().zones[1].name;
  act(Command::AddDatabase);
  act(Command::AddUsers);
  select({ObjectType::Zone, "Global"});
  act(Command::AddApplication);
  select({ObjectType::Zone, second});
  act(Command::AddApplication);
  // One server is dropped into the second zone, the other connected to it.
  dragOnCanvas(at({ObjectType::Server, "FE2"}), at({ObjectType::Zone, second}));
  act(Command::ConnectTool);
  dragOnCanvas(at({ObjectType::Balancer, second}), at({ObjectType::Server, "FE3"}));
  act(Command::SelectTool);
}

TEST_F(Window, StartsWithTheStartPage) {
  EXPECT_TRUE(window.isOnStartPage());
  EXPECT_FALSE(window.actions()[Command::Save].isEnabled());
  EXPECT_FALSE(window.actions()[Command::Run].isEnabled());
}

TEST_F(Window, OpensNoLargerThanALaptopScreenHasRoom) {
  const MainWindow fresh(AutosaveFolder(home.filePath("other")));
  EXPECT_LE(fresh.width(), 1280);
  EXPECT_LE(fresh.height(), 800);
}

TEST_F(Window, FitsALaptopScreen) {
  act(Command::NewFarm);
  window.showCharts();
  QCoreApplication::processEvents();
  EXPECT_LE(window.minimumSizeHint().width(), 1280);
  EXPECT_LE(window.minimumSizeHint().height(), 800);
  EXPECT_EQ(window.size(), QSize(1280, 800));
}

TEST_F(Window, ATwoZoneFarmIsSketchedFromNothingSavedReopenedAndUndone) {
  sketch();
  ASSERT_EQ(farm().zones.size(), 2u);
  EXPECT_EQ(farm().zones[0].members.size(), 3u);
  ASSERT_EQ(farm().zones[1].members.size(), 2u);
  EXPECT_EQ(farm().applications.size(), 2u);
  EXPECT_EQ(farm().proxy->routes.size(), 2u);
  EXPECT_FALSE(farm().users[0].application.empty());
  EXPECT_TRUE(farm_file::validate(farm()).empty()) << farm_file::validate(farm()).front().what;

  answers.save = home.filePath("sketch.farm");
  act(Command::Save);
  EXPECT_FALSE(window.isWindowModified());
  FarmDocument again;
  ASSERT_TRUE(again.open(answers.save).ok());
  EXPECT_TRUE(again.farm() == farm());

  while (window.document().history().canUndo()) act(Command::Undo);
  EXPECT_TRUE(farm::nodeNames(farm()).empty());
  EXPECT_TRUE(farm().zones.empty());
  EXPECT_TRUE(farm().applications.empty());
  EXPECT_TRUE(window.isWindowModified());
  while (window.document().history().canRedo()) act(Command::Redo);
  EXPECT_TRUE(farm() == again.farm());
  EXPECT_FALSE(window.isWindowModified());
}

TEST_F(Window, TheSketchRunsAndItsReportIsWritten) {
  sketch();
  window.document().perform(SetProperty(ObjectRef{}, "measured", "20s"));
  window.document().perform(SetProperty(ObjectRef{}, "warm_up", "5s"));
  window.document().perform(SetProperty(ObjectRef{}, "replications", "2"));
  window.runs().controller().setSpeed(0);
  act(Command::Run);
  EXPECT_TRUE(window.runs().controller().isBusy());
  ASSERT_TRUE(QTest::qWaitFor([&] { return window.runs().result().has_value(); }, 60000))
      << window.messages().text().toStdString();
  ASSERT_TRUE(QTest::qWaitFor([&] { return !window.runs().controller().isBusy(); }, 20000));
  EXPECT_GT(window.runs().result()->totals.completed, 0u);

  const QString path = home.filePath("report.html");
  answers.report = path;
  act(Command::ExportReport);
  ASSERT_TRUE(QTest::qWaitFor([&] { return QFile::exists(path); }, 60000)) << window.messages().text().toStdString();
  EXPECT_GT(QFileInfo(path).size(), 1000);
}

TEST_F(Window, ARealLogIsReplayedOnTheFarm) {
  ASSERT_TRUE(window.openFile(QString::fromStdString(scenario("intranet-zone"))));
  window.runs().controller().setSpeed(0);
  answers.logs = {QString(HEADROOM_SOURCE_DIR) + "/scenarios/intranet-zone/logs/nginx-combined.log.gz"};
  act(Command::Replay);
  ASSERT_TRUE(QTest::qWaitFor([&] { return window.runs().result() && !window.runs().controller().isBusy(); }, 60000))
      << window.messages().text().toStdString();
  EXPECT_TRUE(window.runs().result()->replay);
  ASSERT_TRUE(window.runs().result()->log.has_value());
  EXPECT_GT(window.runs().result()->log->valid, 0u);
  EXPECT_TRUE(window.messages().text().contains("nginx-combined"));
}

TEST_F(Window, ResultsAreStaleAfterAnEditAndFreshAgainAfterUndo) {
  ASSERT_TRUE(window.openFile(QString::fromStdString(scenario("intranet-zone"))));
  window.document().perform(SetProperty(ObjectRef{}, "measured", "5s"));
  window.document().perform(SetProperty(ObjectRef{}, "warm_up", "1s"));
  window.document().perform(SetProperty(ObjectRef{}, "replications", "1"));
  window.runs().controller().setSpeed(0);
  act(Command::Run);
  ASSERT_TRUE(QTest::qWaitFor([&] { return window.runs().result() && !window.runs().controller().isBusy(); }, 60000));
  EXPECT_FALSE(window.runs().isStale());
  window.document().perform(SetProperty({ObjectType::Server, "FE1"}, "cores", "8"));
  EXPECT_TRUE(window.runs().isStale());
  act(Command::Undo);
  EXPECT_FALSE(window.runs().isStale());
}

TEST_F(Window, TheTitleNamesTheFarmAndMarksChanges) {
  ASSERT_TRUE(window.openFile(QString::fromStdString(scenario("intranet-zone"))));
  EXPECT_TRUE(window.windowTitle().contains("intranet-zone.farm[*]"));
  EXPECT_FALSE(window.isWindowModified());
  act(Command::AddServer);
  EXPECT_TRUE(window.isWindowModified());
}

TEST_F(Window, AFileThatCannotBeOpenedIsExplainedAndTheStartPageStays) {
  EXPECT_FALSE(window.openFile(home.filePath("missing.farm")));
  EXPECT_TRUE(window.isOnStartPage());
  EXPECT_TRUE(window.messages().text().contains("missing.farm"));
}

TEST_F(Window, ClosingAsksAboutUnsavedWorkAndCancelKeepsTheWindow) {
  act(Command::NewFarm);
  act(Command::AddZone);
  answers.unsaved = Questions::Unsaved::Cancel;
  EXPECT_FALSE(window.close());
  EXPECT_TRUE(window.isVisible());
  answers.unsaved = Questions::Unsaved::Discard;
  EXPECT_TRUE(window.close());
}

TEST_F(Window, SelectingShowsPropertiesAndEditsAppearInTheDiagram) {
  ASSERT_TRUE(window.openFile(QString::fromStdString(scenario("intranet-zone"))));
  select({ObjectType::Server, "FE1"});
  EXPECT_EQ(window.inspector().shownType(), ObjectType::Server);
  window.inspector().form()->field("cores")->enter("16");
  const auto& nodes = window.scene().diagram().nodes;
  const auto fe1 = std::find_if(nodes.begin(), nodes.end(), [](const auto& n) { return n.ref.name == "FE1"; });
  EXPECT_TRUE(fe1->detail.contains("16"));
}

TEST_F(Window, DuplicateCopyPasteAndDeleteWorkOnTheSelection) {
  ASSERT_TRUE(window.openFile(QString::fromStdString(scenario("intranet-zone"))));
  const farm::Farm before = farm();
  select({ObjectType::Server, "FE1"});
  act(Command::Duplicate);
  EXPECT_EQ(farm().servers.size(), 4u);
  act(Command::Copy);
  act(Command::Paste);
  EXPECT_EQ(farm().servers.size(), 5u);
  act(Command::SelectAll);
  act(Command::Delete);
  EXPECT_TRUE(farm::nodeNames(farm()).empty());
  while (window.document().history().canUndo()) act(Command::Undo);
  EXPECT_TRUE(farm() == before);
}

TEST_F(Window, ArrangingIsOneUndoStep) {
  ASSERT_TRUE(window.openFile(QString::fromStdString(scenario("intranet-zone"))));
  act(Command::Arrange);
  EXPECT_EQ(window.document().history().count(), 1);
  act(Command::Undo);
  EXPECT_FALSE(farm().servers[0].position.has_value());
}

TEST_F(Window, ProblemsFollowTheFarmAndLeadToTheirObject) {
  ASSERT_TRUE(window.openFile(QString::fromStdString(scenario("broken-addresses"))));
  window.problems().checkNow();
  ASSERT_FALSE(window.problems().model().rows().empty());
  EXPECT_NE(window.problems().summary(), "No problems");
  for (const ProblemRow& row : window.problems().model().rows()) {
    if (!row.object) continue;
    emit window.problems().objectChosen(*row.object);
    EXPECT_EQ(window.scene().selection(), ObjectRefs{*row.object});
    break;
  }
}

TEST_F(Window, ADroppedFarmIsOpenedAndALogOnTheStartPageIsExplained) {
  QFile log(home.filePath("access.log"));
  ASSERT_TRUE(log.open(QIODevice::WriteOnly));
  log.write("nothing that is a log\n");
  log.close();
  drop(log.fileName());
  EXPECT_TRUE(window.messages().text().contains("farm"));
  drop(QString::fromStdString(scenario("intranet-zone")));
  EXPECT_FALSE(window.isOnStartPage());
  drop(log.fileName());
  ASSERT_TRUE(window.import().isVisible());
  ASSERT_TRUE(QTest::qWaitFor([&] { return window.import().study().hasAll(); }, 20000));
  EXPECT_FALSE(window.import().study().troubles().empty());
}

TEST_F(Window, DroppedLogsAreImportedReplayedAndComparedWithTheLog) {
  ASSERT_TRUE(window.openFile(QString::fromStdString(scenario("intranet-zone"))));
  window.document().perform(SetProperty(ObjectRef{}, "replications", "2"));
  window.runs().controller().setSpeed(0);
  drop(QString(HEADROOM_SOURCE_DIR) + "/scenarios/intranet-zone/logs/FE1-u_ex261123.log");
  ImportView& import = window.import();
  ASSERT_TRUE(import.isVisible());
  EXPECT_FALSE(import.isModal());
  ASSERT_TRUE(QTest::qWaitFor([&] { return import.study().hasAll(); }, 20000));
  const workload::Window span = import.study().span();
  import.study().setWindow(workload::Window{span.fromNs, span.fromNs + 60'000'000'000});
  const std::uint64_t chosen = import.study().selected();
  import.replay();
  EXPECT_FALSE(import.isVisible());
  ASSERT_TRUE(QTest::qWaitFor([&] { return window.runs().result() && !window.runs().controller().isBusy(); }, 60000))
      << window.messages().text().toStdString();
  const results::RunResult& result = *window.runs().result();
  EXPECT_TRUE(result.replay);
  ASSERT_TRUE(result.validation.has_value());
  EXPECT_FALSE(result.validation->rows.empty());
  EXPECT_LE(result.measuredSeconds, 61);
  EXPECT_NEAR(static_cast<double>(result.totals.arrivals) / result.replications, static_cast<double>(chosen),
              static_cast<double>(chosen) * 0.05);
  const auto* results = window.findChild<ResultsPanel*>();
  EXPECT_EQ(results->model(ResultsPanel::Table::AgainstLog)->rowCount(),
            static_cast<int>(result.validation->rows.size()));
}

TEST_F(Window, AnotherFarmEndsTheImportOfTheFirst) {
  ASSERT_TRUE(window.openFile(QString::fromStdString(scenario("intranet-zone"))));
  act(Command::ImportLogs);
  EXPECT_TRUE(window.import().isVisible());
  ASSERT_TRUE(window.openFile(QString::fromStdString(scenario("single-server"))));
  EXPECT_FALSE(window.import().isVisible());
}

TEST_F(Window, ClosingItEndsTheReadingOfLogs) {
  window.openFile(QString::fromStdString(scenario("intranet-zone")));
  QFile log(home.filePath("access.log"));
  ASSERT_TRUE(log.open(QIODevice::WriteOnly));
  const QByteArray line = "10.0.0.1 - - [23/Nov/2026:10:00:00 +0000] \"GET /AppX HTTP/1.1\" 200 12 \"-\" \"Mozilla\"\n";
  for (int i = 0; i < 200'000; ++i) log.write(line);
  log.close();
  window.importLogs({log.fileName()});
  EXPECT_TRUE(window.import().study().controller().isBusy());
  EXPECT_TRUE(window.close());
  EXPECT_FALSE(window.import().study().controller().isBusy());
  EXPECT_FALSE(window.import().isVisible());
}

TEST_F(Window, LightAndDarkReachCanvasAndWindow) {
  act(Command::ThemeDark);
  EXPECT_TRUE(window.scene().colours().dark);
  EXPECT_LT(window.palette().color(QPalette::Window).lightness(), 80);
  act(Command::ThemeLight);
  EXPECT_FALSE(window.scene().colours().dark);
  EXPECT_GT(window.palette().color(QPalette::Window).lightness(), 180);
}

TEST_F(Window, PanelsComeBackWithTheFarmAndTheLayoutCanBeReset) {
  act(Command::NewFarm);
  auto* properties = window.findChild<QDockWidget*>("properties");
  ASSERT_NE(properties, nullptr);
  EXPECT_TRUE(properties->isVisible());
  properties->hide();
  act(Command::ResetLayout);
  EXPECT_FALSE(properties->isHidden());
}

TEST_F(Window, EveryIconButtonIsNamedForScreenReaders) {
  act(Command::NewFarm);
  for (const QToolButton* button : window.findChildren<QToolButton*>()) {
    if (!button->isVisible() || button->objectName().startsWith("qt_")) continue;
    EXPECT_FALSE(button->accessibleName().isEmpty() && button->text().isEmpty()) << button->objectName().toStdString();
  }
}

}  // namespace
}  // namespace headroom::gui::test
