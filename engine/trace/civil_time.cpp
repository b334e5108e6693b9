#include "engine/trace/civil_time.h"

#include <cstdio>

namespace headroom::trace {
namespace {

struct Civil {
  std::int64_t year;
  int month;
  int day;
};

/// Era-based conversion: 400 Gregorian years have 146097 days, and a year that starts in March ends with the leap day.
Civil civilFromDays(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const auto dayOfEra = static_cast<int>(days - era * 146097);
  const int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const int shifted = (5 * dayOfYear + 2) / 153;
  const int month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1};
}

/// "Z", "+hh:mm", "+hhmm" or nothing, as seconds east of UTC.
std::optional<std::int64_t> parseOffset(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return 0;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  const bool colon = text.size() == 6 && text[3] == ':';
  if (!colon && text.size() != 5) return std::nullopt;
  const int hours = twoDigits(text.data() + 1), minutes = twoDigits(text.data() + (colon ? 4 : 3));
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
}

/// Length of the "HH:MM[:SS[.fff]]" at the front of `text` with its nanoseconds; 0 when there is none.
std::size_t readClock(std::string_view text, std::int64_t& ns) {
  if (text.size() < 5) return 0;
  const bool hasSeconds = text.size() >= 8 && text[5] == ':';
  const char shortForm[] = {text[0], text[1], text[2], text[3], text[4], ':', '0', '0'};
  const std::int32_t seconds = secondsOfDay(hasSeconds ? text.data() : shortForm);
  if (seconds < 0) return 0;
  ns = seconds * kNsPerSecond;
  if (!hasSeconds || text.size() < 9 || (text[8] != '.' && text[8] != ',')) return hasSeconds ? 8 : 5;
  std::size_t digits = 0;
  ns += fractionNs(text.substr(9), digits);
  return digits > 0 ? 9 + digits : 0;
}

}  // namespace

bool isDate(int year, int month, int day) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (year < 1970 || year > 2261 || month < 1 || month > 12 || day < 1) return false;
  const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return day <= kDays[month - 1] + (month == 2 && leap ? 1 : 0);
}

std::int64_t daysFromCivil(int year, int month, int day) {
  const int y = month <= 2 ? year - 1 : year;
  const int era = y / 400;
  const int yearOfEra = y - era * 400;
  const int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  const int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return std::int64_t{era} * 146097 + dayOfEra - 719468;
}

std::string utcText(std::int64_t nsSince1970) {
  std::int64_t seconds = nsSince1970 / kNsPerSecond;
  std::int64_t ns = nsSince1970 % kNsPerSecond;
  if (ns < 0) {
    ns += kNsPerSecond;
    --seconds;
  }
  std::int64_t days = seconds / kSecondsPerDay;
  std::int64_t rest = seconds % kSecondsPerDay;
  if (rest < 0) {
    rest += kSecondsPerDay;
    --days;
  }
  const Civil date = civilFromDays(days);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year), date.month,
                date.day, static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60),
                static_cast<int>(ns / 1'000'000));
  return text;
}

std::int64_t fractionNs(std::string_view text, std::size_t& used) {
  std::int64_t ns = 0, unit = kNsPerSecond / 10;
  for (used = 0; used < text.size() && text[used] >= '0' && text[used] <= '9'; ++used) {
    ns += (text[used] - '0') * unit;
    unit /= 10;
  }
  return ns;
}

std::optional<std::int64_t> parseUtc(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const int century = twoDigits(text.data()), years = twoDigits(text.data() + 2);
  const int month = twoDigits(text.data() + 5), day = twoDigits(text.data() + 8);
  if (century < 0 || years < 0 || !isDate(century * 100 + years, month, day)) return std::nullopt;
  const std::int64_t midnight = daysFromCivil(century * 100 + years, month, day) * kSecondsPerDay * kNsPerSecond;
  if (text.size() == 10) return midnight;
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  std::int64_t ns = 0;
  const std::size_t length = readClock(text.substr(11), ns);
  if (length == 0) return std::nullopt;
  const std::optional<std::int64_t> offset = parseOffset(text.substr(11 + length));
  if (!offset) return std::nullopt;
  return midnight + ns - *offset * kNsPerSecond;
}

std::optional<std::int64_t> parseTimeOfDay(std::string_view text) {
  std::int64_t ns = 0;
  const std::size_t length = readClock(text, ns);
  if (length == 0 || length != text.size()) return std::nullopt;
  return ns;
}

}  // namespace headroom::trace
