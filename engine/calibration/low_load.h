// What a request takes while nearly nothing else is going on.
#pragma once

#include <string>
#include <vector>

#include "engine/calibration/observation.h"
#include "engine/calibration/stop_check.h"
#include "engine/results/results.h"

namespace headroom::calibration {

struct LowLoad {
  results::Estimate mean;  ///< Milliseconds; count: requests behind it.
  double squaredVariation = 0;
  bool byTimers = false;  ///< From the proxy's timers (waits in its queues taken out), else whole response times.
  bool quiet = false;     ///< False: the log has too few quiet requests and the least disturbed ones were taken.
  std::size_t mostInProgress = 0;  ///< Other requests in progress when they came, at most.
};

/// One for each application; count 0 where the log has no times for it. A request is judged by what it met on arrival,
/// never by its own length, so short ones are not preferred. Quiet: at most `quietUpTo` other requests of the farm were
/// in progress. With fewer than 100 such requests of an application the hundred that met the fewest others are taken
/// (all within the same number). The interval is over minutes.
/// REQUIRES: requests in order of arrival.
std::vector<LowLoad> lowLoadOf(const std::vector<Observation>& requests, std::size_t applications,
                               std::size_t quietUpTo, const StopCheck& stop = {});

}  // namespace headroom::calibration
