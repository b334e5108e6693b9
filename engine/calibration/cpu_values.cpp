#include <charconv>
#include <cmath>

#include "engine/base/text.h"
#include "engine/calibration/cpu_table.h"
#include "engine/results/figures.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

constexpr std::size_t kTold = 20;
constexpr std::int64_t kSecond = trace::kNsPerSecond;

std::optional<int> wholeNumber(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || text.size() > 9) return std::nullopt;
  return value;
}

/// "11/23/2026 00:44:00.123", "23.11.2026 00:44:00", "11/23/2026 1:44:00 PM".
std::optional<std::int64_t> dayAndTime(std::string_view text) {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view date = text.substr(0, blank);
  std::string_view time = trim(text.substr(blank + 1));
  const char separator = date.find('/') != std::string_view::npos ? '/' : '.';
  const std::size_t first = date.find(separator), second = date.rfind(separator);
  if (first == std::string_view::npos || second == first) return std::nullopt;
  auto one = wholeNumber(date.substr(0, first)), two = wholeNumber(date.substr(first + 1, second - first - 1));
  const auto year = wholeNumber(date.substr(second + 1));
  if (!one || !two || !year) return std::nullopt;
  if (separator == '/') std::swap(one, two);  // now day, month
  if (!trace::isDate(*year, *two, *one)) return std::nullopt;
  int add = -1;
  if (time.ends_with("AM") || time.ends_with("PM")) {
    add = time.ends_with("PM") ? 12 : 0;
    time = trim(time.substr(0, time.size() - 2));
  }
  std::string padded(time);
  if (padded.find(':') == 1) padded.insert(0, "0");
  auto ofDay = trace::parseTimeOfDay(padded);
  if (!ofDay) return std::nullopt;
  constexpr std::int64_t kHalfDay = 12 * 3600 * kSecond;
  if (add >= 0) ofDay = *ofDay % kHalfDay + add / 12 * kHalfDay;
  return trace::daysFromCivil(*year, *two, *one) * trace::kSecondsPerDay * kSecond + *ofDay;
}

bool namesZone(std::string_view text) {
  if (text.ends_with('Z')) return true;
  const std::size_t sign = text.find_last_of("+-");
  return sign != std::string_view::npos && sign > 10;  // behind the date
}

}  // namespace

void CpuFaults::leaveOut(int line, int column, std::string what) {
  if (warnings_.size() < kTold) {
    warnings_.push_back({Severity::Warning, {file_, line, column}, std::move(what), "the interval is left out", {}});
  } else {
    ++untold_;
  }
}

void CpuFaults::refuse(int line, std::string what, std::string remedy) {
  problems_.push_back({Severity::Error, {file_, line, 0}, std::move(what), std::move(remedy), {}});
}

Diagnostics CpuFaults::takeWarnings() {
  if (untold_ > 0) {
    warnings_.push_back(
        {Severity::Warning, {file_, 0, 0}, "and " + results::count(untold_) + " more values were left out", {}, {}});
  }
  return std::move(warnings_);
}

std::optional<std::int64_t> CpuClock::read(std::string_view text) const {
  text = trim(text);
  if (const auto number = readNumber(text); number && text.find_first_of(":/") == std::string_view::npos) {
    constexpr double kMilliseconds = 1e11, kLast = 9e12;  // seconds since 1970 stay below the first for 3000 years
    if (!(*number > 0) || *number > kLast) return std::nullopt;
    const double seconds = *number >= kMilliseconds ? *number / 1e3 : *number;
    return seconds > 9e9 ? std::nullopt
                         : std::optional(static_cast<std::int64_t>(std::llround(seconds * 1e3)) * 1'000'000);
  }
  std::string iso(text);
  if (iso.ends_with(" UTC")) iso.replace(iso.size() - 4, 4, "Z");
  if (const auto instant = trace::parseUtc(iso)) return namesZone(iso) ? *instant : *instant - offsetNs_;
  if (const auto local = dayAndTime(text)) return *local - offsetNs_;
  return std::nullopt;
}

std::string zoneText(std::int64_t offsetNs) {
  if (offsetNs == 0) return "UTC";
  const std::int64_t minutes = std::abs(offsetNs) / (60 * kSecond);
  const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::string("UTC") + (offsetNs < 0 ? "-" : "+") + two(minutes / 60) + ":" + two(minutes % 60);
}

Result<std::int64_t> parseZoneOffset(const std::string& text) {
  const Diagnostics bad = problem("'" + printable(text) + "' is no offset from UTC", "write +01:00, -05:00 or UTC");
  if (text == "UTC" || text == "Z" || text == "utc") return std::int64_t{0};
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return bad;
  std::string digits = text.substr(1);
  if (digits.size() == 5 && digits[2] == ':') digits.erase(2, 1);
  if (digits.size() == 2) digits += "00";
  const auto hours = wholeNumber(digits.substr(0, 2));
  const auto minutes = digits.size() == 4 ? wholeNumber(digits.substr(2)) : std::nullopt;
  if (!hours || !minutes || *hours > 14 || *minutes > 59 || *hours < 0 || *minutes < 0) return bad;
  return (text[0] == '-' ? -1 : 1) * std::int64_t{*hours * 60 + *minutes} * 60 * kSecond;
}

std::optional<double> readNumber(std::string_view text) {
  text = trim(text);
  std::string point(text);
  if (const std::size_t comma = point.find(','); comma != std::string::npos) point[comma] = '.';
  double value = 0;
  const auto [end, error] = std::from_chars(point.data(), point.data() + point.size(), value);
  if (error != std::errc() || end != point.data() + point.size() || point.empty()) return std::nullopt;
  return value;
}

void keepValue(CpuTable::Column& column, std::int64_t stampNs, std::string_view text, int line, int columnNumber,
               CpuFaults& faults) {
  const std::string shown = "'" + printable(text.substr(0, 40)) + "'";
  text = trim(text);
  if (text.ends_with('%')) text.remove_suffix(1);
  const std::optional<double> value = readNumber(text);
  if (trim(text).empty()) return faults.leaveOut(line, columnNumber, "there is no value");
  if (!value || std::isnan(*value)) return faults.leaveOut(line, columnNumber, shown + " is not a number");
  if (*value < 0) return faults.leaveOut(line, columnNumber, shown + " is negative");
  if (!std::isfinite(*value) || *value > 1e6) return faults.leaveOut(line, columnNumber, shown + " is no utilisation");
  column.values.push_back({stampNs, *value, line});
}

}  // namespace headroom::calibration
