// Calendar arithmetic in UTC: proleptic Gregorian, no zones, no leap seconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace headroom::trace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

/// Days from 1970-01-01 to a date. REQUIRES: isDate(year, month, day).
std::int64_t daysFromCivil(int year, int month, int day);

/// Whether the date exists and its instants fit 64-bit nanoseconds: years 1970 to 2261.
bool isDate(int year, int month, int day);

/// "2015-05-17T10:05:00.000Z": milliseconds, rounded down.
std::string utcText(std::int64_t nsSince1970);

/// Reads "2026-11-23T00:43:25", with or without fraction and with "Z" or "+01:00" at the end, a blank instead of the T,
/// or a date alone. Without an offset it is UTC. Empty for anything else.
std::optional<std::int64_t> parseUtc(std::string_view text);

/// Reads "HH:MM" or "HH:MM:SS[.fff]" as nanoseconds since midnight.
std::optional<std::int64_t> parseTimeOfDay(std::string_view text);

/// The value of two digits, or -1.
inline int twoDigits(const char* at) {
  const unsigned tens = static_cast<unsigned char>(at[0]) - unsigned{'0'};
  const unsigned ones = static_cast<unsigned char>(at[1]) - unsigned{'0'};
  return tens > 9 || ones > 9 ? -1 : static_cast<int>(tens * 10 + ones);
}

/// Seconds since midnight of eight characters "hh:mm:ss" (a leap second counts as the next one), or -1.
inline std::int32_t secondsOfDay(const char* at) {
  const int hour = twoDigits(at), minute = twoDigits(at + 3), second = twoDigits(at + 6);
  const bool ok = at[2] == ':' && at[5] == ':' && hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 &&
                  second >= 0 && second <= 60;
  return ok ? hour * 3600 + minute * 60 + second : -1;
}

/// Nanoseconds of the digits behind a decimal point at the front of `text` (at most nine count); `used` is how many
/// digits stand there.
std::int64_t fractionNs(std::string_view text, std::size_t& used);

}  // namespace headroom::trace
