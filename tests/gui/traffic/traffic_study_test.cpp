// What an import knows and what is chosen, without a widget.
#include "gui/traffic/traffic_study.h"

#include <gmock/gmock.h>

#include <QSignalSpy>
#include <QtTest/QTest>

#include "engine/trace/civil_time.h"
#include "gui/commands/property_edits.h"
#include "gui/traffic/fitted_model.h"
#include "gui/traffic/lines_model.h"
#include "gui/traffic/paths_model.h"
#include "gui/traffic/rate_points.h"
#include "gui/traffic/study_sheets.h"
#include "tests/gui/farms.h"
#include "tests/trace/log_files.h"

namespace headroom::gui::test {
namespace {

using ::testing::HasSubstr;

constexpr char kBrowser[] = "Mozilla/5.0 (X11)";

class Study : public trace::LogFiles {
 protected:
  Study() { document.adopt(load("intranet-zone")); }

  static std::string request(int second, const std::string& path, const std::string& agent = kBrowser) {
    char stamp[16];
    std::snprintf(stamp, sizeof stamp, "%02d:%02d:%02d", 10 + second / 3600, second / 60 % 60, second % 60);
    return "10.0.0.1 - - [23/Nov/2026:" + std::string(stamp) + " +0000] \"GET " + path + " HTTP/1.1\" 200 12 \"-\" \"" +
           agent + "\"\n";
  }
  void read(const std::vector<std::string>& files) {
    QStringList names;
    for (const std::string& file : files) names << QString::fromStdString(file);
    study.setNames(names);
    wait();
  }
  void wait() {
    ASSERT_TRUE(QTest::qWaitFor([&] { return study.hasAll() || !study.controller().isBusy(); }, 30000));
  }
  /// Two minutes: ten requests for AppX, robots among them, and some for paths that nobody has.
  std::string mixedLog() {
    std::string log;
    for (int i = 0; i < 8; ++i) log += request(i * 10, "/AppX/Home");
    log += request(100, "/AppX/a.css") + request(101, "/appx/Home", "Googlebot/2.1");
    for (int i = 0; i < 5; ++i) log += request(110 + i, "/Portal/Home");
    log += request(119, "/robots.txt", "Googlebot/2.1");
    return write("access.log", log);
  }
  const StudiedPath* pathNamed(const std::string& segment) {
    paths = study.paths();
    for (const StudiedPath& path : paths) {
      if (path.segment == segment) return &path;
    }
    return nullptr;
  }

  FarmDocument document;
  TrafficStudy study{document};
  std::vector<StudiedPath> paths;
};

TEST_F(Study, PathsHaveTheirApplicationsAndCountsThatFollowTheFilter) {
  read({mixedLog()});
  ASSERT_NE(pathNamed("AppX"), nullptr);
  EXPECT_EQ(pathNamed("AppX")->requests, 10u);
  EXPECT_EQ(pathNamed("AppX")->application, "AppX");
  EXPECT_EQ(pathNamed("Portal")->application, std::nullopt);
  study.takeRobots(false);
  EXPECT_EQ(pathNamed("AppX")->requests, 9u);
  EXPECT_EQ(pathNamed("robots.txt")->requests, 0u);
  study.takeKind(trace::TrafficClass::Static, false);
  EXPECT_EQ(pathNamed("AppX")->requests, 8u);
  EXPECT_EQ(study.selected(), 13u);
}

TEST_F(Study, TheWindowIsThatOfTheReplay) {
  read({mixedLog()});
  EXPECT_TRUE(study.replayOptions().fromUtc.empty()) << "all of it";
  const std::int64_t start = study.span().fromNs;
  study.setWindow(workload::Window{start + 20 * trace::kNsPerSecond, start + 60 * trace::kNsPerSecond});
  EXPECT_EQ(study.selected(), 4u);
  const workload::ReplayOptions options = study.replayOptions();
  EXPECT_EQ(options.fromUtc, "2026-11-23T10:00:20.000Z");
  EXPECT_EQ(options.toUtc, "2026-11-23T10:01:00.000Z");
  const auto replay = workload::loadReplay(document.farm(), {study.usableLogs().front().toStdString()}, options);
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->arrivals.size(), 4u) << "what the view says is what is replayed";
  study.setWindow(study.span());
  EXPECT_FALSE(study.window().has_value()) << "the whole span is no window";
}

TEST_F(Study, WhatIsIgnoredIsNotReplayed) {
  read({mixedLog()});
  document.perform(SetProperty({ObjectType::Application, "AppY"}, "path", "/Portal"));
  EXPECT_EQ(pathNamed("Portal")->application, "AppY") << "the mapping follows the farm";
  study.ignore("portal", true);
  EXPECT_TRUE(pathNamed("Portal")->ignored);
  const auto replay =
      workload::loadReplay(document.farm(), {study.usableLogs().front().toStdString()}, study.replayOptions());
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->arrivals.size(), 10u);
  EXPECT_THAT(replay->facts.notes, ::testing::Contains(HasSubstr("5 requests are left out")));
  study.ignore("Portal", false);
  EXPECT_FALSE(pathNamed("Portal")->ignored);
}

TEST_F(Study, APathOfWhichOnlyAPartIsAnApplicationsSaysSo) {
  document.perform(SetProperty({ObjectType::Application, "AppY"}, "path", "/Portal/Home"));
  read({mixedLog()});
  ASSERT_NE(pathNamed("Portal"), nullptr);
  EXPECT_EQ(pathNamed("Portal")->application, "AppY");
  EXPECT_TRUE(pathNamed("Portal")->partly);
  EXPECT_FALSE(pathNamed("AppX")->partly);
}

TEST_F(Study, TheRateCurveMarksThePeakMinute) {
  read({mixedLog()});
  const RateDrawing drawing = rateDrawing(study);
  EXPECT_EQ(drawing.from, 10 * 3600);
  EXPECT_EQ(drawing.to, 10 * 3600 + 120);
  ASSERT_TRUE(drawing.peak);
  EXPECT_EQ(drawing.peak->from, 10 * 3600 + 60);
  EXPECT_TRUE(drawing.peak->label.contains("10:01")) << drawing.peak->label.toStdString();
  double requests = 0;
  for (qsizetype i = 0; i + 1 < drawing.points.size(); i += 2)
    requests += drawing.points[i].y() * (drawing.points[i + 1].x() - drawing.points[i].x());
  EXPECT_NEAR(requests, 16, 1e-6) << "the area under the curve is what was read";
  const RateDrawing coarse = rateDrawing(study, 7);
  EXPECT_LE(coarse.points.size(), 14);
}

TEST_F(Study, LogsFarApartMakeNoEndlessCurve) {
  read({write("a.log",
              request(0, "/AppX") + "10.0.0.1 - - [01/Jan/1999:00:00:00 +0000] \"GET /AppX HTTP/1.0\" 200 1\n")});
  const RateDrawing drawing = rateDrawing(study);
  EXPECT_LE(drawing.points.size(), 1200);
  EXPECT_EQ(study.figures().all.total(), 2u);
}

TEST_F(Study, SaysWhyNothingCanBeDoneYet) {
  EXPECT_FALSE(study.whyNotReady().isEmpty());
  read({write("notes.txt", "no log\n")});
  EXPECT_TRUE(study.whyNotReady().contains("None")) << study.whyNotReady().toStdString();
  EXPECT_THAT(study.troubles().front().place, HasSubstr("notes.txt"));
  read({write("other.log", request(0, "/Elsewhere"))});
  EXPECT_TRUE(study.whyNotReady().contains("application"));
  read({mixedLog()});
  EXPECT_TRUE(study.whyNotReady().isEmpty()) << study.whyNotReady().toStdString();
}

TEST_F(Study, MalformedLinesAreToldWithTheirPlaceAndText) {
  read({write("access.log", request(0, "/AppX") + "\x1b[31mred <b>bold</b>\n" + request(1, "/AppX"))});
  ASSERT_EQ(study.troubles().size(), 1u);
  EXPECT_THAT(study.troubles()[0].place, ::testing::EndsWith("access.log:2"));
  const SheetModel::Rows rows = troubleRows(study);
  EXPECT_TRUE(rows[0][1].text.contains("\\x1B[31mred <b>bold</b>")) << rows[0][1].text.toStdString();
  EXPECT_TRUE(rows[0][1].tip.contains("&lt;b&gt;bold")) << "a tool tip would take HTML for HTML";
  LinesModel lines;
  lines.setPreview(study.logs()[0].preview);
  const QString shown = lines.index(1, LinesModel::Path).data().toString();
  EXPECT_TRUE(shown.startsWith("\\x1B[31mred")) << shown.toStdString();
  EXPECT_TRUE(lines.index(1, LinesModel::Time).data().toString().contains("not understood"));
}

TEST_F(Study, TheLogsTableSaysFormatShareAndRunnerUp) {
  read({std::string(HEADROOM_SOURCE_DIR) + "/scenarios/intranet-zone/logs"});
  const SheetModel::Rows rows = logRows(study);
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0][0].text, "FE1-u_ex261123.log");
  EXPECT_TRUE(rows[0][1].text.startsWith("iis-w3c 100")) << rows[0][1].text.toStdString();
  EXPECT_EQ(rows[3][0].text, "nginx-combined.log.gz");
  EXPECT_TRUE(rows[3][1].text.contains("combined"));
  EXPECT_TRUE(rows[0][7].text.contains("read"));
}

TEST_F(Study, LogsOfOneNameAreToldApartByTheirFolders) {
  const std::string one = write("access.log", request(1, "/AppX/Home"));
  const std::filesystem::path folder = std::filesystem::path(one).parent_path() / "FE2";
  std::filesystem::create_directory(folder);
  const std::string other = (folder / "access.log").string();
  std::ofstream(other) << request(2, "/AppX/Home");
  read({one, other, write("noise.log", "neither\nnor\n")});
  const SheetModel::Rows rows = logRows(study);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1][0].text, "FE2/access.log");
  EXPECT_TRUE(rows[0][0].text.endsWith("/access.log"));
  EXPECT_EQ(rows[2][0].text, "noise.log");
  EXPECT_EQ(rows[2][4].text, "–") << "nothing more is to be waited for";
}

TEST_F(Study, AFormatStringIsUsedAndReadsAgain) {
  const std::string log = write("odd.log", "10.0.0.1|[23/Nov/2026:10:00:00 +0000]|GET /AppX/Home HTTP/1.1|200|1500\n");
  trace::ReadOptions options;
  options.format.pattern = "%h|%t|%r|%>s|%D";
  study.setReading(options);
  read({log});
  EXPECT_EQ(study.figures().all.total(), 1u);
  EXPECT_EQ(study.figures().withDuration, 1u);
  EXPECT_EQ(study.replayOptions().reading.format.pattern, "%h|%t|%r|%>s|%D");
}

TEST_F(Study, PathsAreAssignedInTheTableAndUndone) {
  read({mixedLog()});
  PathsModel model(study, document);
  model.follow();
  int row = 0;
  while (model.paths()[static_cast<std::size_t>(row)].segment != "Portal") ++row;
  const QModelIndex cell = model.index(row, PathsModel::Application);
  EXPECT_TRUE(cell.flags().testFlag(Qt::ItemIsEditable));
  EXPECT_TRUE(cell.data(PathsModel::kChoicesRole).toStringList().contains("AppY"));
  ASSERT_TRUE(model.setData(cell, "AppY"));
  EXPECT_EQ(cell.data().toString(), "AppY");
  EXPECT_EQ(document.history().count(), 1);
  document.history().undo();
  EXPECT_EQ(cell.data().toString(), PathsModel::nobody()) << "the mapping is the farm's";
  model.setData(cell, PathsModel::newApplication());
  EXPECT_EQ(cell.data().toString(), "Portal");
  model.setData(cell, PathsModel::ignored());
  EXPECT_EQ(cell.data().toString(), PathsModel::ignored());
  EXPECT_TRUE(model.summary().contains("5 are ignored") || model.summary().contains("ignored"))
      << model.summary().toStdString();
  model.setData(cell, "Portal");
  EXPECT_EQ(cell.data().toString(), "Portal");
}

TEST_F(Study, ARefusedAssignmentSaysWhy) {
  read({mixedLog()});
  PathsModel model(study, document);
  model.follow();
  QSignalSpy refused(&model, &PathsModel::refused);
  int row = 0;
  while (model.paths()[static_cast<std::size_t>(row)].segment != "AppX") ++row;
  model.setData(model.index(row, PathsModel::Application), "AppY");
  ASSERT_EQ(refused.count(), 1);
  EXPECT_TRUE(refused[0][0].toString().contains("only path"));
}

/// A hundred requests that two zones' balancers pass on; the proxy before them writes a line of its own.
std::string twoTierLog() {
  std::string log;
  for (int i = 0; i < 100; ++i) {
    char stamp[32];
    std::snprintf(stamp, sizeof stamp, "10:00:%02d.%03d", i / 10, i % 10 * 100);
    const bool y = i % 4 == 0;
    const auto line = [&](const std::string& tier, const std::string& timers) {
      return "10.0.0.1:4711 [23/Nov/2026:" + std::string(stamp) + "] " + tier + " " + timers +
             " 200 100 - - ---- 1/1/0/0/0 0/0 \"GET " + (y ? "/AppY/List" : "/AppX/Home") + " HTTP/1.1\"\n";
    };
    log += line(y ? "inY Intranet/FE2" : "inX Global/FE1", "0/10/1/20/40");
    log += line("www to_x/x", "0/0/1/39/41");
  }
  return log;
}

TEST_F(Study, OfTwoTiersTheOutermostIsTakenAndThatIsSaid) {
  read({write("haproxy.log", twoTierLog())});
  const std::vector<StudiedTier> tiers = study.tiers();
  ASSERT_EQ(tiers.size(), 3u);
  EXPECT_EQ(study.figures().all.total(), 100u) << "each request counts once";
  EXPECT_EQ(pathNamed("AppX")->requests, 75u);
  for (const StudiedTier& tier : tiers) EXPECT_EQ(tier.taken, tier.name == "www") << tier.name;
  EXPECT_FALSE(study.tiersAreChosen());
  EXPECT_THAT(study.tierWarning().toStdString(), HasSubstr("www"));
  EXPECT_THAT(study.tierWarning().toStdString(), HasSubstr("more than once"));
  EXPECT_TRUE(study.replayOptions().tiers.empty()) << "left to the replay, which decides in the same way";
}

TEST_F(Study, AnotherTierIsTakenWithoutReadingAgainAndIsTheReplays) {
  read({write("haproxy.log", twoTierLog())});
  QSignalSpy again(&study.controller(), &TrafficController::stateChanged);
  study.takeTier("www", false);
  EXPECT_EQ(study.figures().all.total(), 100u) << "none is left, so the outermost are taken again";
  study.takeTier("inX", true);
  EXPECT_THAT(study.tierWarning().toStdString(), HasSubstr("count twice"));
  study.takeTier("www", false);
  EXPECT_EQ(study.figures().all.total(), 75u);
  study.takeTier("inY", true);
  EXPECT_EQ(study.figures().all.total(), 100u);
  EXPECT_EQ(study.selected(), 100u);
  EXPECT_EQ(study.tierWarning(), QString());
  EXPECT_EQ(again.count(), 0);
  const std::vector<std::string> both = {"inX", "inY"};
  EXPECT_THAT(study.replayOptions().tiers, ::testing::UnorderedElementsAreArray(both));
  EXPECT_THAT(study.calibrationWish().options.tiers, ::testing::UnorderedElementsAreArray(both));
  const auto replay =
      workload::loadReplay(document.farm(), {study.usableLogs().front().toStdString()}, study.replayOptions());
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->arrivals.size(), study.selected()) << "what the view says is what is replayed";
}

TEST_F(Study, ATierThatTheLogsDoNotHaveAnyMoreIsForgotten) {
  read({write("haproxy.log", twoTierLog())});
  study.takeTier("inX", true);
  study.addNames({QString::fromStdString(mixedLog())});
  wait();
  EXPECT_EQ(study.tiers().size(), 4u);
  EXPECT_EQ(study.replayOptions().tiers.size(), 2u) << "reading again keeps the choice";
  study.removeLog(0);
  wait();
  EXPECT_EQ(study.tiers().size(), 1u);
  EXPECT_TRUE(study.replayOptions().tiers.empty()) << "a replay would refuse it";
  EXPECT_EQ(study.figures().all.total(), 16u);
}

TEST_F(Study, ServersOwnLogsBesideAProxysAreATierOfTheirOwn) {
  std::string server;
  for (int i = 0; i < 100; ++i)
    server += "10.0.0.1 - - [23/Nov/2026:10:00:" + std::string(i < 10 ? "0" : "") + std::to_string(i / 10) +
              " +0000] \"GET /AppX/Home HTTP/1.1\" 200 100\n";
  read({write("haproxy.log", twoTierLog()), write("server.log", server)});
  ASSERT_EQ(study.tiers().size(), 4u);
  study.takeTier("www", false);
  study.takeTier("", true);
  study.takeTier("www", false);
  EXPECT_EQ(study.figures().all.total(), study.tiers().back().requests);
  QStringList logs = study.usableLogs();
  const auto replay =
      workload::loadReplay(document.farm(), {logs[0].toStdString(), logs[1].toStdString()}, study.replayOptions());
  ASSERT_TRUE(replay.ok());
  EXPECT_EQ(replay->arrivals.size(), study.selected());
}

TEST_F(Study, ProgressNamesSpeedAndRest) {
  const QString text = progressText("Reading", {0.5, 1'000'000, 500'000, 2});
  EXPECT_TRUE(text.contains("lines/s")) << text.toStdString();
  EXPECT_TRUE(text.contains("2 s left") || text.contains("left"));
}

}  // namespace
}  // namespace headroom::gui::test
