// Zones whose number of servers follows their load.
#pragma once

#include <cstdint>

#include "engine/base/time.h"
#include "engine/kernel/event_set.h"
#include "engine/sim/autoscaler.h"
#include "engine/sim/model.h"
#include "engine/sim/tally.h"

namespace headroom::sim {

/// A server that is started and stopped.
struct ScaledServer {
  enum class Phase : std::uint8_t {
    Off,
    Booting,
    Running,  ///< In its balancers, unless it is out of order.
    Draining  ///< Finishes what it has.
  };
  Index scaling = kNone;
  Phase phase = Phase::Off;
  bool measured = false;           ///< It has run ever since the last decision,
  WideSum busyBefore = 0;          ///< when its cores had been busy for so many core nanoseconds.
  Level up;                        ///< 1 while it runs or drains.
  WideSum upBefore = 0;            ///< Its area at the beginning of the window.
  kernel::EventSet::Ticket timer;  ///< It has booted, or had time enough to drain.

  bool wanted() const { return phase == Phase::Booting || phase == Phase::Running; }
};

/// A ScalingSpec in progress.
struct ScalingState {
  explicit ScalingState(const ScalingSpec& spec)
      : autoscaler(spec.rules, static_cast<int>(spec.servers.size()), Instant()) {}

  Autoscaler autoscaler;
  Instant decided;
  Level running;
  Level switchedOn;
  Level booting;
  Level draining;
  // Since the beginning of the measured part:
  std::int64_t fewest = 0;  ///< That ran.
  std::int64_t most = 0;
  std::uint64_t ups = 0;
  std::uint64_t downs = 0;
  // At the beginning of the window:
  WideSum runningBefore = 0;
  WideSum bootingBefore = 0;
  WideSum drainingBefore = 0;

  void beginMeasuring(Instant now) {
    running.beginMeasuring(now);
    switchedOn.beginMeasuring(now);
    booting.beginMeasuring(now);
    draining.beginMeasuring(now);
    fewest = most = running.level();
    ups = downs = 0;
  }
};

}  // namespace headroom::sim
