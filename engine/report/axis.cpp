#include "engine/report/axis.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "engine/results/figures.h"

namespace headroom::report {
namespace {

struct Date {
  std::int64_t year;
  unsigned month, day;
};

/// Days since 1970-01-01 of a date in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date
/// algorithms").
std::int64_t daysOf(Date date) {
  const std::int64_t y = date.year - (date.month <= 2 ? 1 : 0);
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t yearOfEra = y - era * 400;
  const std::int64_t dayOfYear = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468;
}

Date dateOf(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t dayOfEra = days - era * 146097;
  const std::int64_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const std::int64_t m = (5 * dayOfYear + 2) / 153;
  const auto month = static_cast<unsigned>(m < 10 ? m + 3 : m - 9);
  return {yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
          static_cast<unsigned>(dayOfYear - (153 * m + 2) / 5 + 1)};
}

std::string twoDigits(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

std::optional<int> digitsAt(const std::string& text, std::size_t at, std::size_t length) {
  int value = 0;
  if (at + length > text.size()) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data() + at, text.data() + at + length, value);
  if (error != std::errc{} || end != text.data() + at + length || value < 0) return std::nullopt;
  return value;
}

double niceStep(double span, int steps) {
  const double rough = span / steps;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough * 0.999) return factor * power;
  }
  return 10 * power;
}

int decimalsOfStep(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 9);
}

double timeStep(double span) {
  static constexpr std::array kSteps = {1.0,     2.0,     5.0,     10.0,    15.0,     30.0,    60.0,
                                        120.0,   300.0,   600.0,   900.0,   1800.0,   3600.0,  7200.0,
                                        10800.0, 21600.0, 43200.0, 86400.0, 172800.0, 604800.0};
  for (const double step : kSteps) {
    if (span / step <= 9) return step;
  }
  return niceStep(span / 86400, 8) * 86400;
}

/// Beyond this many seconds (3000 years) a time is no date.
constexpr double kLongest = 1e11;

/// The multiples of `step` from low to high; a few at most, whatever the numbers.
std::vector<double> multiples(double low, double high, double step) {
  std::vector<double> out;
  const double first = std::ceil(low / step);
  for (int i = 0; i < 14 && (first + i) * step <= high + step * 1e-9; ++i) out.push_back((first + i) * step);
  return out;
}

std::string clockLabel(double seconds, double step) {
  const auto whole = static_cast<std::int64_t>(std::floor(seconds));
  const std::int64_t days = whole / 86400 - (whole % 86400 < 0 ? 1 : 0);
  const std::int64_t rest = whole - days * 86400;
  static constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (rest == 0 && step >= 3600) {
    const Date date = dateOf(days);
    return std::to_string(date.day) + "\u00A0" + kMonths[date.month - 1];
  }
  const std::string minutes = twoDigits(rest / 3600) + ":" + twoDigits(rest / 60 % 60);
  return step < 60 ? minutes + ":" + twoDigits(rest % 60) : minutes;
}

}  // namespace

Axis numberAxis(double low, double high, std::string title, int steps) {
  if (!std::isfinite(low) || !std::isfinite(high) || high <= low) {
    high = std::isfinite(high) && high > 0 ? high * 1.2 : 1;
    low = 0;
  }
  const double step = niceStep(high - low, steps);
  Axis axis{std::floor(low / step + 1e-9) * step, std::ceil(high / step - 1e-9) * step, std::move(title), {}, -1};
  const auto ticks = static_cast<int>(std::lround((axis.high - axis.low) / step));
  for (int i = 0; i <= ticks; ++i) {
    const double at = axis.low + i * step;
    axis.ticks.push_back({at, results::fixed(at, decimalsOfStep(step))});
  }
  return axis;
}

Axis timeAxis(double lowSeconds, double highSeconds, const std::string& startUtc, const std::string& origin) {
  if (!(highSeconds > lowSeconds)) highSeconds = lowSeconds + 1;
  const double span = highSeconds - lowSeconds;
  const double step = timeStep(span);
  const double start = secondsOf(startUtc);
  if (start >= 0 && std::abs(lowSeconds) < kLongest && std::abs(highSeconds) < kLongest) {
    Axis axis{lowSeconds, highSeconds, "time of day, UTC, from " + utcOf(start).substr(0, 10), {}, start};
    for (const double at : multiples(start + lowSeconds, start + highSeconds, step)) {
      axis.ticks.push_back({at - start, clockLabel(at, step)});
    }
    return axis;
  }
  const bool days = step >= 86400, hours = !days && step >= 3600, minutes = !days && !hours && step >= 60;
  const double unit = days ? 86400 : hours ? 3600 : minutes ? 60 : 1;
  Axis axis{lowSeconds,
            highSeconds,
            std::string(days      ? "days"
                        : hours   ? "hours"
                        : minutes ? "minutes"
                                  : "seconds") +
                " since " + origin,
            {},
            -1};
  for (const double at : multiples(lowSeconds, highSeconds, step)) {
    axis.ticks.push_back({at, results::fixed(at / unit, decimalsOfStep(step / unit))});
  }
  return axis;
}

double secondsOf(const std::string& utc) {
  const auto year = digitsAt(utc, 0, 4), month = digitsAt(utc, 5, 2), day = digitsAt(utc, 8, 2);
  const auto hour = digitsAt(utc, 11, 2), minute = digitsAt(utc, 14, 2), second = digitsAt(utc, 17, 2);
  if (!year || !month || !day || *month < 1 || *month > 12 || *day < 1 || *day > 31) return -1;
  const std::int64_t days = daysOf({*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day)});
  return static_cast<double>(days * 86400 + hour.value_or(0) * 3600 + minute.value_or(0) * 60 + second.value_or(0));
}

std::string utcOf(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::floor(seconds));
  const std::int64_t days = whole / 86400 - (whole % 86400 < 0 ? 1 : 0);
  const std::int64_t rest = whole - days * 86400;
  const Date date = dateOf(days);
  return std::to_string(date.year) + "-" + twoDigits(date.month) + "-" + twoDigits(date.day) + " " +
         twoDigits(rest / 3600) + ":" + twoDigits(rest / 60 % 60) + ":" + twoDigits(rest % 60);
}

}  // namespace headroom::report
