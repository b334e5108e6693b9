#include "engine/calibration/stop_check.h"

namespace headroom::calibration {

Diagnostics cancelled() {
  Diagnostics problems = problem("cancelled before the fit was done");
  problems.front().rule = "cancelled";
  return problems;
}

}  // namespace headroom::calibration
