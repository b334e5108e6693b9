#include "gui/runs/pace.h"

#include <cmath>

namespace headroom::gui {

void Pace::restart(Instant simulated, Clock::time_point real, double simulatedPerReal) {
  simulated_ = simulated;
  real_ = real;
  speed_ = std::isfinite(simulatedPerReal) && simulatedPerReal > 0 ? simulatedPerReal : 0;
}

Instant Pace::target(Clock::time_point real) const {
  if (isUnlimited()) return Instant::never();
  const double elapsed = std::chrono::duration<double>(real - real_).count();
  return simulated_ + Duration::seconds(std::fmax(0, elapsed * speed_));
}

}  // namespace headroom::gui
