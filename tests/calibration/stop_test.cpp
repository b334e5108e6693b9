// Fits that are told to end before they are done.
#include <gtest/gtest.h>

#include <atomic>

#include "engine/calibration/calibration.h"
#include "tests/calibration/synthetic.h"
#include "tests/trace/log_files.h"

namespace headroom::calibration {
namespace {

using namespace testing;  // NOLINT

class Stopping : public trace::LogFiles {
 protected:
  Stopping() : farm_(farmOf(1)) { options_.cancel = &cancel_; }

  /// Twenty minutes with a request of 20 ms each second.
  std::string log() {
    std::string text;
    for (int second = 0; second < 1200; ++second) {
      char line[128];
      std::snprintf(line, sizeof line,
                    "10.0.0.1 - - [23/Nov/2026:00:%02d:%02d.500 +0000] \"GET /AppX HTTP/1.1\" 200 1 rt=0.020\n",
                    second / 60, second % 60);
      text += line;
    }
    return write("access.log", text);
  }

  template <class Value>
  static std::string endOf(const Result<Value>& result) {
    return result.ok() ? "done" : result.problems().front().rule;
  }

  Result<results::RunResult> nothing() const { return results::RunResult{}; }

  farm::Farm farm_;
  std::atomic<bool> cancel_{false};
  Options options_;
};

TEST_F(Stopping, EndsEveryPartOfACalibration) {
  options_.logs = {log()};
  const auto material = readMaterial(farm_, options_);
  ASSERT_TRUE(material.ok()) << format(material.problems().front());
  const auto evaluate = [&](const farm::Farm&, const auto&) { return nothing(); };
  EXPECT_EQ(endOf(calibrate(farm_, *material, options_)), "done");
  EXPECT_EQ(endOf(backTest(farm_, *material, options_, {}, evaluate)), "done");
  cancel_ = true;
  EXPECT_EQ(endOf(readMaterial(farm_, options_)), "cancelled");
  EXPECT_EQ(endOf(calibrate(farm_, *material, options_)), "cancelled");
  EXPECT_EQ(endOf(backTest(farm_, *material, options_, {}, evaluate)), "cancelled");
}

TEST_F(Stopping, EndsWhatHasBegun) {
  options_.logs = {log()};
  const auto material = readMaterial(farm_, options_);
  ASSERT_TRUE(material.ok());
  options_.reading.progress = [&](std::uint64_t, std::uint64_t) {
    cancel_ = true;
    return true;
  };
  EXPECT_EQ(endOf(readMaterial(farm_, options_)), "cancelled");
  cancel_ = false;
  options_.reading.progress = {};
  const auto evaluate = [&](const farm::Farm&, const auto&) {
    cancel_ = true;
    return nothing();
  };
  EXPECT_EQ(endOf(backTest(farm_, *material, options_, {}, evaluate)), "cancelled");
}

TEST_F(Stopping, IsAskedForByWhateverGoesThroughALog) {
  cancel_ = true;
  const StopCheck stop(&cancel_);
  std::vector<Observation> requests;
  std::vector<std::int64_t> times;
  for (int i = 0; i < 500; ++i) {
    requests.push_back(request(10 * i, 0, 20));  // well over an hour
    times.push_back(requests.back().arrivalNs);
  }
  const RateWindow window = peakHourOf(requests);
  CpuColumn column;
  for (int i = 0; i < 40; ++i) column.readings.push_back({times[i * 10], times[i * 10 + 10], 0.1 + i * 0.001});
  EXPECT_THROW(peakHourOf(requests, stop), StopCheck::Stopped);
  EXPECT_THROW(hourOfDay(requests, 0, stop), StopCheck::Stopped);
  EXPECT_THROW(rateCurveOf(requests, stop), StopCheck::Stopped);
  EXPECT_THROW(mixOf(farm_, requests, window, stop), StopCheck::Stopped);
  EXPECT_THROW(sessionsOf(farm_, requests, window, Duration::wholeSeconds(1800), stop), StopCheck::Stopped);
  EXPECT_THROW(burstinessOf(times, false, stop), StopCheck::Stopped);
  EXPECT_THROW(lowLoadOf(requests, 1, 2, stop), StopCheck::Stopped);
  EXPECT_THROW(judgeZone(requests, column, stop), StopCheck::Stopped);
  EXPECT_THROW(fitCpu({farm_, requests, {&column}, {}, {10.0}, false, stop}), StopCheck::Stopped);
}

}  // namespace
}  // namespace headroom::calibration
