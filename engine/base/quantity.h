// Numbers with units, as people write them in farm files, on the command line and in the property inspector.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/error.h"
#include "engine/base/time.h"

namespace headroom {

/// Arrivals per second; never negative, never NaN once parsed.
struct Rate {
  double perSecond = 0.0;
  auto operator<=>(const Rate&) const = default;
};

/// Reads `"12ms"`, `"1.5 s"`, `"250us"`, `"3min"`, `"2h"`, `"1d"`, `"10ns"`. A bare `0` is allowed; any other number
/// needs its unit. Refuses negative values, NaN, infinity and values beyond 292 years. Problems carry no place: the
/// caller knows it.
Result<Duration> parseDuration(std::string_view text);

/// Reads `"400/s"`, `"24000/min"`, `"5/h"`, `"1000000/d"`; `"78.8 req/s"` is accepted too.
Result<Rate> parseRate(std::string_view text);

/// Reads bytes: `"30kB"`, `"8GiB"`, `"512 MiB"`, `"100B"`. k, M, G, T are decimal, Ki, Mi, Gi, Ti binary.
Result<std::int64_t> parseBytes(std::string_view text);

/// Reads bits per second: `"1Gbit/s"`, `"100Mbit/s"`, `"64kbit/s"`.
Result<double> parseBandwidth(std::string_view text);

/// Reads a plain number or a percentage: `"0.7"`, `"70%"` (= 0.7).
Result<double> parseFraction(std::string_view text);

/// Shortest text that parses back to the same value, in the largest unit that stays exact: 12ms, 1.5s, 2min.
std::string formatDuration(Duration duration);
/// Always per second: "400/s".
std::string formatRate(Rate rate);
std::string formatBytes(std::int64_t bytes);
std::string formatBandwidth(double bitsPerSecond);
/// As a percentage where that is exact: 70%, 0.1%.
std::string formatFraction(double fraction);

/// The shortest decimal text that reads back as exactly `value`, independent of the locale.
std::string formatNumber(double value);

}  // namespace headroom
