// What a station may do beyond serving with identical servers in order of arrival.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/kernel/sampler.h"

namespace headroom::sim {

/// Servers that break down, each after a time of its own, and are repaired. Interrupted work goes back to the head of
/// the queue and is resumed. Of shared servers those left are shared, by all that are there.
struct BreakdownRules {
  kernel::Sampler timeToFailure;
  kernel::Sampler timeToRepair;
  int repairers = 1;           ///< Broken servers wait for one, first come, first served.
  bool onlyWhileBusy = false;  ///< An idle server does not age. Not of shared servers.
};

/// A station without rules is the fast case; rules cost only the station that has them.
struct StationRules {
  enum class Order : std::uint8_t { Arrival, Priority, PreemptiveResume };
  Order order = Order::Arrival;
  int priorities = 1;                ///< 0 is the most urgent.
  std::optional<std::int64_t> room;  ///< Waiting and in service. Who comes to a full station is its caller's business.
  std::int64_t concurrency = 0;      ///< Shared servers: how many are in progress at once, the rest waits; 0: all.
  bool holdsFinished = false;        ///< Somebody behind may be full: see Stations::mayLeave.
  std::optional<BreakdownRules> breakdowns;
  /// A server without work switches off and takes this long to come back. Of shared servers there is one.
  std::optional<kernel::Sampler> setup;
};

}  // namespace headroom::sim
