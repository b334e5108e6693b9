// The rows of the regression before columns are chosen.
#pragma once

#include <vector>

#include "engine/calibration/cpu_fit.h"
#include "engine/calibration/visits.h"

namespace headroom::calibration {

struct CpuRow {
  std::size_t column = 0;  ///< Of the counters.
  double seconds = 0;
  double busy = 0;             ///< Core seconds.
  double fixed = 0;            ///< Of them by calls with a work of their own.
  std::vector<double> counts;  ///< Visits to each application's own work on the machine, over its speed.
};

/// Rows of all intervals inside the logs.
std::vector<CpuRow> rowsOf(const CpuQuestion& question, const std::vector<Visits>& visits);

}  // namespace headroom::calibration
