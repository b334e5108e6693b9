// Scales with ticks that people can read.
#pragma once

#include <string>
#include <vector>

namespace headroom::report {

struct Tick {
  double at = 0;
  std::string label;
};

struct Axis {
  double low = 0;
  double high = 1;
  std::string title;  ///< With its unit.
  std::vector<Tick> ticks;
  double startUtc = -1;  ///< Of a clock axis: seconds since 1970 of its zero; negative: the axis counts from zero.
  /// Where `value` lies between the ends, 0…1 inside.
  double share(double value) const { return (value - low) / (high - low); }
};

/// An axis over [low, high], widened to whole steps of 1, 2 or 5 times a power of ten; about `steps` of them.
Axis numberAxis(double low, double high, std::string title, int steps = 5);

/// An axis of time. `seconds` are counted from `startUtc` ("2026-07-14T09:00:00Z"): then ticks are clock times; without
/// a start they count seconds, minutes, hours or days since `origin` ("the start of the measured part").
Axis timeAxis(double lowSeconds, double highSeconds, const std::string& startUtc, const std::string& origin);

/// Seconds since 1970 of an ISO date and time in UTC; negative when it is not one.
double secondsOf(const std::string& utc);
/// "2026-07-14 09:30:00" of seconds since 1970.
std::string utcOf(double seconds);

}  // namespace headroom::report
