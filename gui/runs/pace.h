// How fast simulated time follows real time.
#pragma once

#include <chrono>

#include "engine/base/time.h"

namespace headroom::gui {

/// Says how far a live run should have come at a moment of real time. Changing the speed or resuming continues from
/// where the run stands, so that nothing is skipped and no debt is caught up in a burst.
class Pace {
 public:
  using Clock = std::chrono::steady_clock;

  /// From now on `simulatedPerReal` simulated seconds pass in a real one; 0, negative or not a number: as fast as
  /// possible.
  void restart(Instant simulated, Clock::time_point real, double simulatedPerReal);

  /// Where the run should be; Instant::never() without a limit.
  Instant target(Clock::time_point real) const;
  bool isUnlimited() const { return speed_ <= 0; }

 private:
  Instant simulated_;
  Clock::time_point real_;
  double speed_ = 1;
};

}  // namespace headroom::gui
