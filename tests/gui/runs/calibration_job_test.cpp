// A calibration that the window can end at any stage.
#include "gui/runs/calibration_job.h"

#include <gmock/gmock.h>

#include "engine/farm_file/farm_file.h"
#include "tests/trace/log_files.h"

namespace headroom::gui {
namespace {

class CalibrationJob : public trace::LogFiles {
 protected:
  CalibrationJob() {
    const auto loaded = farm_file::load(HEADROOM_SOURCE_DIR "/scenarios/intranet-zone/intranet-zone.farm");
    EXPECT_TRUE(loaded.ok());
    if (loaded) wish.farm = loaded->farm;
    for (const char* server : {"FE1", "FE2", "FE3"})
      wish.options.logs.push_back(std::string(HEADROOM_SOURCE_DIR "/scenarios/intranet-zone/logs/") + server +
                                  "-u_ex261123.log");
  }
  Result<CalibrationFound> run(const std::function<void(ReadingProgress)>& tell) {
    return calibrateJob(
        wish, stop, [] { return ReadingMeter::Clock::time_point(); }, tell);
  }

  CalibrationWish wish;
  std::atomic<bool> stop{false};
};

TEST_F(CalibrationJob, ReadsAndFits) {
  std::size_t told = 0;
  const auto found = run([&](const ReadingProgress&) { ++told; });
  ASSERT_TRUE(found.ok());
  EXPECT_GT(told, 0u);
  EXPECT_GT(found->figures.size(), 3u);
}

TEST_F(CalibrationJob, StoppedWhileItReadsLooksAtNoFurtherBlock) {
  std::size_t told = 0;
  const auto found = run([&](const ReadingProgress&) {
    ++told;
    stop = true;
  });
  EXPECT_FALSE(found.ok());
  EXPECT_EQ(told, 1u);
}

TEST_F(CalibrationJob, StoppedBeforeTheFitDoesNotFit) {
  const auto material = calibration::readMaterial(wish.farm, wish.options);
  ASSERT_TRUE(material.ok());
  EXPECT_TRUE(fitJob(wish, *material, stop).ok());
  stop = true;
  const auto found = fitJob(wish, *material, stop);
  ASSERT_FALSE(found.ok()) << "the first step of the fit asks";
  EXPECT_EQ(found.problems().front().rule, "cancelled");
}

}  // namespace
}  // namespace headroom::gui
