// What the access log and the CPU counters of a simulated farm would hold: logs whose truth is the farm itself.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/calibration/calibration.h"

namespace headroom::calibration::testing {

struct RunLength {
  double seconds = 1200;
  double interval = 15;  ///< Of the counters, in seconds.
  std::uint64_t seed = 1;
};

/// The farm of a text in the farm's format; throws when there is none.
farm::Farm farmFrom(std::string_view text);

/// Every request of the farm's users with its response time, and a counter for each server and database, from one
/// simulated replication that begins at kStartNs. Nobody is told apart.
Material record(const farm::Farm& farm, const RunLength& length);

/// The same requests as lines of an access log, `$request_time` at the end.
std::string linesOf(const farm::Farm& farm, const Material& material);

}  // namespace headroom::calibration::testing
