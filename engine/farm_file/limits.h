// Largest and smallest figures that a farm may hold. They are far beyond any real farm: what they keep out are slips of
// the hand, and figures whose sums would no longer be exact.
#pragma once

#include "engine/base/time.h"

namespace headroom::farm_file {

inline constexpr double kMost = 1e9;            ///< Requests, connections, people.
inline constexpr double kMostPerRequest = 1e6;  ///< Transactions, calls; workers of one pool.
inline constexpr double kMostBytes = 9.2e18;    ///< What 64 bits hold.
inline constexpr double kMostCores = 4096;
inline constexpr double kMostSpeed = 1000;  ///< Times the speed that demands are measured at.
inline constexpr double kLeastSpeed = 1e-6;
inline constexpr Duration kSmallest = Duration::nanoseconds(1);

}  // namespace headroom::farm_file
