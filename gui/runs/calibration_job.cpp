#include "gui/runs/calibration_job.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace headroom::gui {

Result<CalibrationFound> fitJob(CalibrationWish wish, const calibration::Material& material,
                                const std::atomic<bool>& stop) {
  wish.options.cancel = &stop;
  auto found = calibration::calibrate(wish.farm, material, wish.options, wish.window);
  if (!found) return found.problems();
  CalibrationFound all;
  all.fitted = calibration::fittedFarm(wish.farm, *found);
  all.figures = calibration::fittedFigures(wish.farm, all.fitted, *found);
  all.before = std::move(wish.farm);
  all.calibration = std::move(*found);
  return all;
}

Result<CalibrationFound> calibrateJob(CalibrationWish wish, const std::atomic<bool>& stop,
                                      const std::function<ReadingMeter::Clock::time_point()>& now,
                                      const std::function<void(ReadingProgress)>& tell) {
  ReadingMeter meter(wish.options.logs, now());
  meter.expectLines(wish.expectedLines);
  wish.options.reading.threads = std::max(1u, std::thread::hardware_concurrency());
  wish.options.reading.progress = [&](std::uint64_t bytes, std::uint64_t total) {
    meter.read(bytes, total);
    tell(meter.at(now()));
    return !stop.load(std::memory_order_relaxed);
  };
  wish.options.cancel = &stop;
  const auto material = calibration::readMaterial(wish.farm, wish.options);
  if (!material) return material.problems();
  wish.options.reading.progress = {};  // its counters are gone
  return fitJob(std::move(wish), *material, stop);
}

}  // namespace headroom::gui
