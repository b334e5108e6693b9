// Reading logs for the import: what is told, and how soon it stops.
#include "gui/runs/log_survey.h"

#include <gmock/gmock.h>

#include <QSignalSpy>
#include <QtTest/QTest>

#include "engine/trace/civil_time.h"
#include "gui/runs/traffic_controller.h"
#include "tests/trace/log_files.h"

namespace headroom::gui {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Clock = ReadingMeter::Clock;

std::string line(int i, const std::string& path = "/AppX/Home") {
  char stamp[16];
  std::snprintf(stamp, sizeof stamp, "%02d:%02d:%02d", i / 3600 % 24, i / 60 % 60, i % 60);
  return "10.0.0.1 - - [23/Nov/2026:" + std::string(stamp) + " +0000] \"GET " + path +
         " HTTP/1.1\" 200 12 \"-\" \"Mozilla/5.0\"\n";
}

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += line(i);
  return text;
}

/// Keeps what it is told, and stops the survey after so many pieces of news about its progress.
class Kept : public SurveyListener {
 public:
  void onFiles(std::vector<std::string> files) override { this->files = std::move(files); }
  void onPreview(std::size_t, LogPreview preview) override { previews.push_back(std::move(preview)); }
  void onFile(std::size_t, trace::Counts counts) override { read.push_back(std::move(counts)); }
  void onFileFailed(std::size_t, Diagnostics problems) override { failed.push_back(std::move(problems)); }
  void onFigures(trace::TierFigures figures) override { this->figures = std::move(figures); }
  void onProgress(ReadingProgress now) override {
    progress.push_back(now);
    if (progress.size() == stopAfter) stop = true;
  }

  std::vector<std::string> files;
  std::vector<LogPreview> previews;
  std::vector<trace::Counts> read;
  std::vector<Diagnostics> failed;
  trace::TierFigures figures;
  std::vector<ReadingProgress> progress;
  std::size_t stopAfter = 0;
  std::atomic<bool> stop{false};
};

class LogSurvey : public trace::LogFiles {
 protected:
  /// A clock that goes on by a second each time somebody looks, so that everything is told.
  SurveyEnding survey(const std::vector<std::string>& names, const trace::ReadOptions& options = {}) {
    return surveyLogs(
        names, options, kept.stop, [this] { return now += std::chrono::seconds(1); }, kept);
  }

  Kept kept;
  Clock::time_point now;
};

TEST_F(LogSurvey, TellsFormatCountsAndFirstLines) {
  const std::string path = write("access.log", "what is this\n" + line(1) + line(2, "/AppY"));
  const SurveyEnding ending = survey({path});
  EXPECT_FALSE(ending.stopped);
  EXPECT_EQ(ending.lines, 3u);
  ASSERT_EQ(kept.previews.size(), 1u);
  const LogPreview& preview = kept.previews[0];
  ASSERT_EQ(preview.lines.size(), 3u);
  EXPECT_EQ(preview.lines[0].kind, PreviewLine::Kind::Malformed);
  EXPECT_EQ(preview.lines[0].raw, "what is this");
  EXPECT_EQ(preview.lines[2].target, "/AppY");
  EXPECT_EQ(preview.lines[2].status, 200);
  EXPECT_EQ(preview.counts.format, "ncsa-combined");
  EXPECT_NEAR(preview.counts.detection.share, 2.0 / 3, 1e-9);
  ASSERT_EQ(kept.read.size(), 1u);
  EXPECT_THAT(kept.read[0].malformedLines, ElementsAre(1u));
  EXPECT_EQ(kept.figures.requests(), 2u);
  EXPECT_EQ(kept.progress.back().done, 1);
}

TEST_F(LogSurvey, GoesOnAfterAFileThatIsNoLog) {
  const std::string bad = write("notes.txt", "nothing that is a log\n"), good = write("access.log", line(1));
  survey({bad, good});
  ASSERT_EQ(kept.failed.size(), 1u);
  EXPECT_EQ(kept.failed[0].front().place.file, bad);
  EXPECT_EQ(kept.previews[0].lines.size(), 1u) << "its lines are shown all the same";
  EXPECT_EQ(kept.figures.requests(), 1u);
}

TEST_F(LogSurvey, ReadsAFolderAndAFileThatIsNamedTwiceOnce) {
  const std::string path = write("a.log", line(1));
  write("b.log", line(2));
  survey({path, path.substr(0, path.find_last_of('/'))});
  EXPECT_EQ(kept.files.size(), 2u);
  EXPECT_EQ(kept.figures.requests(), 2u);
}

TEST_F(LogSurvey, NamesThatStandForNothingAreAProblem) {
  const SurveyEnding ending = survey({path("*.log")});
  ASSERT_FALSE(ending.problems.empty());
  EXPECT_THAT(ending.problems.front().what, HasSubstr("pattern"));
}

TEST_F(LogSurvey, StopsWithinOneBlockOfAFile) {
  constexpr int kLines = 60'000;  // 5 MB: twenty blocks
  const std::string path = write("access.log", lines(kLines));
  kept.stopAfter = 3;
  const SurveyEnding ending = survey({path});
  EXPECT_TRUE(ending.stopped);
  EXPECT_EQ(kept.progress.size(), 3u) << "nothing is told after the stop";
  EXPECT_TRUE(kept.read.empty());
  // Three blocks were read when it was stopped, and no line of a fourth one is looked at.
  constexpr double kBlock = 256 << 10;
  EXPECT_LT(static_cast<double>(ending.lines), 4 * kBlock / static_cast<double>(line(0).size()));
}

TEST_F(LogSurvey, StopsInsideAFileWithoutASingleRequest) {
  std::string junk;
  while (junk.size() < (std::size_t{4} << 20)) junk += "this line is in no format\n";
  kept.stopAfter = 2;
  EXPECT_TRUE(survey({write("junk", junk)}).stopped);
  EXPECT_EQ(kept.progress.size(), 2u);
  EXPECT_TRUE(kept.failed.empty());
}

TEST_F(LogSurvey, StopsBeforeTheNextRequest) {
  // The stop comes from the figures, which are told in the middle of a block.
  class StopsAtFigures : public Kept {
   public:
    void onPreview(std::size_t file, LogPreview preview) override {
      Kept::onPreview(file, std::move(preview));
      stop = true;
    }
  } stopping;
  const SurveyEnding ending = surveyLogs(
      {write("access.log", lines(1000))}, {}, stopping.stop, [this] { return now += std::chrono::seconds(1); },
      stopping);
  EXPECT_TRUE(ending.stopped);
  EXPECT_EQ(ending.lines, 0u);
}

TEST(ReadingMeter, TellsSpeedAndRemainingTime) {
  const Clock::time_point start;
  ReadingMeter meter({}, start);
  EXPECT_LT(meter.at(start).secondsLeft, 0) << "nothing is known yet";
  const std::string folder = ::testing::TempDir();
  const std::string a = folder + "/meter-a", b = folder + "/meter-b";
  std::ofstream(a) << std::string(1000, 'x');
  std::ofstream(b) << std::string(3000, 'x');
  ReadingMeter two({a, b}, start);
  two.read(1000, 1000);
  two.read(1000, 3000);
  two.setLines(100);
  const ReadingProgress half = two.at(start + std::chrono::seconds(4));
  EXPECT_DOUBLE_EQ(half.done, 0.5);
  EXPECT_DOUBLE_EQ(half.linesPerSecond, 25);
  EXPECT_DOUBLE_EQ(half.secondsLeft, 4);
  std::remove(a.c_str());
  std::remove(b.c_str());
}

class Traffic : public trace::LogFiles {
 protected:
  TrafficController controller;
};

TEST_F(Traffic, IsSurveyedInTheWindowsThread) {
  QSignalSpy done(&controller, &TrafficController::surveyed);
  std::uint64_t requests = 0;
  QObject::connect(&controller, &TrafficController::figuresReady, &controller,
                   [&](const trace::TierFigures& figures) { requests = figures.requests(); });
  controller.survey({QString::fromStdString(write("access.log", lines(500)))}, {});
  EXPECT_EQ(controller.state(), TrafficController::State::Surveying);
  ASSERT_TRUE(QTest::qWaitFor([&] { return done.count() == 1; }, 20000));
  EXPECT_EQ(controller.state(), TrafficController::State::Idle);
  EXPECT_EQ(requests, 500u);
}

TEST_F(Traffic, CancelledWorkIsNotHeardOfAgain) {
  QSignalSpy done(&controller, &TrafficController::surveyed), files(&controller, &TrafficController::filesFound);
  QSignalSpy figures(&controller, &TrafficController::figuresReady);
  const QString path = QString::fromStdString(write("access.log", lines(60'000)));
  controller.survey({path}, {});
  controller.cancel();
  EXPECT_EQ(controller.state(), TrafficController::State::Idle) << "at once, whatever the thread is at";
  controller.survey({path}, {});
  ASSERT_TRUE(QTest::qWaitFor([&] { return done.count() == 1; }, 20000));
  QCoreApplication::processEvents();
  EXPECT_EQ(files.count(), 1) << "the first survey's news is dropped";
  EXPECT_EQ(done.count(), 1);
}

TEST_F(Traffic, ProblemsOfACalibrationAreTold) {
  QSignalSpy failed(&controller, &TrafficController::failed);
  CalibrationWish wish;
  wish.options.logs = {path("missing.log")};
  ASSERT_TRUE(controller.calibrate(wish));
  ASSERT_TRUE(QTest::qWaitFor([&] { return failed.count() == 1; }, 20000));
  EXPECT_TRUE(failed[0][0].toString().contains("missing.log"));
  EXPECT_FALSE(controller.isBusy());
}

}  // namespace
}  // namespace headroom::gui
