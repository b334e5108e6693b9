#include "engine/trace/formats/stamps.h"

#include <charconv>

#include "engine/trace/civil_time.h"
#include "engine/trace/formats/numbers.h"

namespace headroom::trace {
namespace {

constexpr std::int64_t kLastSecond = 9'200'000'000;  // in 2261, where 64-bit nanoseconds end

/// Reads ".123" and moves `at` behind it; false for a point without digits.
bool readFraction(std::string_view text, std::size_t& at, std::int64_t& ns, Record& record) {
  record.wholeSecondStamp = true;
  if (at >= text.size() || (text[at] != '.' && text[at] != ',')) return true;
  std::size_t digits = 0;
  ns += fractionNs(text.substr(at + 1), digits);
  if (digits == 0) return text[at] == ',';  // a comma may be the text's own
  at += 1 + digits;
  record.wholeSecondStamp = false;
  return true;
}

/// Reads "Z", "+01:00", "+0100" at `at`, after a space or not; false when there is none.
bool readZone(std::string_view text, std::size_t& at, std::int64_t& offsetNs) {
  if (at < text.size() && text[at] == 'Z') {
    ++at;
    offsetNs = 0;
    return true;
  }
  const std::size_t from = at + (at < text.size() && text[at] == ' ' ? 1 : 0);
  if (from + 5 > text.size() || (text[from] != '+' && text[from] != '-')) return false;
  const std::size_t colon = text[from + 3] == ':' ? 1 : 0;
  if (from + 5 + colon > text.size()) return false;
  const int hours = twoDigits(text.data() + from + 1), minutes = twoDigits(text.data() + from + 3 + colon);
  if (hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return false;
  offsetNs = (text[from] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60) * kNsPerSecond;
  at = from + 5 + colon;
  return true;
}

std::size_t finish(std::string_view text, std::size_t at, std::int64_t ns, LocalTime& zone, Record& record) {
  if (!readFraction(text, at, ns, record)) return 0;
  std::int64_t offset = 0;
  record.stampNs = readZone(text, at, offset) ? ns - offset : zone.toUtc(ns);
  return at;
}

}  // namespace

int monthNumber(std::string_view name) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (std::size_t i = 0; i < kMonths.size(); i += 3) {
    if (name.substr(0, 3) == kMonths.substr(i, 3)) return static_cast<int>(i / 3) + 1;
  }
  return 0;
}

std::size_t readClfStamp(std::string_view text, LocalTime& zone, Record& record) {
  constexpr std::size_t kLength = 20;  // 23/Nov/2026:00:43:45
  if (text.size() < kLength || text[2] != '/' || text[6] != '/' || text[11] != ':') return 0;
  const int day = twoDigits(text.data()), month = monthNumber(text.substr(3, 3));
  const int century = twoDigits(text.data() + 7), years = twoDigits(text.data() + 9);
  const std::int32_t seconds = secondsOfDay(text.data() + 12);
  if (century < 0 || years < 0 || seconds < 0 || !isDate(century * 100 + years, month, day)) return 0;
  const std::int64_t ns = (daysFromCivil(century * 100 + years, month, day) * kSecondsPerDay + seconds) * kNsPerSecond;
  return finish(text, kLength, ns, zone, record);
}

std::size_t readIsoStamp(std::string_view text, LocalTime& zone, Record& record) {
  constexpr std::size_t kLength = 19;  // 2026-11-23T00:43:45
  if (text.size() < kLength || (text[4] != '-' && text[4] != '/') || text[7] != text[4] ||
      (text[10] != 'T' && text[10] != ' '))
    return 0;
  const int century = twoDigits(text.data()), years = twoDigits(text.data() + 2);
  const int month = twoDigits(text.data() + 5), day = twoDigits(text.data() + 8);
  const std::int32_t seconds = secondsOfDay(text.data() + 11);
  if (century < 0 || years < 0 || seconds < 0 || !isDate(century * 100 + years, month, day)) return 0;
  const std::int64_t ns = (daysFromCivil(century * 100 + years, month, day) * kSecondsPerDay + seconds) * kNsPerSecond;
  return finish(text, kLength, ns, zone, record);
}

bool readEpochStamp(std::string_view text, Record& record) {
  const std::size_t point = text.find('.');
  const std::optional<std::int64_t> whole = readWhole(text.substr(0, point));
  if (point != std::string_view::npos && whole && *whole < kLastSecond) {
    std::size_t digits = 0;
    record.stampNs = *whole * kNsPerSecond + fractionNs(text.substr(point + 1), digits);
    record.wholeSecondStamp = false;
    return digits > 0 && digits == text.size() - point - 1;
  }
  if (point != std::string_view::npos || text.empty()) return false;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return false;
  record.wholeSecondStamp = text.size() <= 11;
  const std::int64_t unit = text.size() <= 11   ? kNsPerSecond
                            : text.size() <= 14 ? 1'000'000
                            : text.size() <= 17 ? 1'000
                                                : 1;
  if (value / (kNsPerSecond / unit) >= kLastSecond) return false;
  record.stampNs = value * unit;
  return true;
}

bool readAnyStamp(std::string_view text, LocalTime& zone, Record& record) {
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (text.empty()) return false;
  if (readIsoStamp(text, zone, record) == text.size()) return true;
  if (readClfStamp(text, zone, record) == text.size()) return true;
  return readEpochStamp(text, record);
}

}  // namespace headroom::trace
