// Calibration as the import asks for it. Without Qt, on whatever thread calls it.
#pragma once

#include <atomic>
#include <functional>
#include <vector>

#include "engine/calibration/fitted_figures.h"
#include "gui/runs/reading_meter.h"

namespace headroom::gui {

struct CalibrationWish {
  farm::Farm farm;
  calibration::Options options;  ///< Its logs are files; its progress is the job's to set.
  workload::Window window;
  std::uint64_t expectedLines = 0;  ///< From the survey.
};

struct CalibrationFound {
  calibration::Calibration calibration;
  farm::Farm before, fitted;
  std::vector<calibration::FittedFigure> figures;
};

/// Fits what was read. A set `stop` ends it within milliseconds with a problem whose rule is "cancelled".
Result<CalibrationFound> fitJob(CalibrationWish wish, const calibration::Material& material,
                                const std::atomic<bool>& stop);

/// Reads and fits. Problems of either; `stop` ends both: the problems mean nothing then.
Result<CalibrationFound> calibrateJob(CalibrationWish wish, const std::atomic<bool>& stop,
                                      const std::function<ReadingMeter::Clock::time_point()>& now,
                                      const std::function<void(ReadingProgress)>& tell);

}  // namespace headroom::gui
