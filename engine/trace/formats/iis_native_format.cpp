// IIS's own format: fifteen fields with commas, local time.
#include <array>

#include "engine/base/text.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/format_table.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/zoned_format.h"

namespace headroom::trace {
namespace {

enum Column {
  kClient,
  kUser,
  kDate,
  kTime,
  kService,
  kServer,
  kAddress,
  kTaken,
  kReceived,
  kSent,
  kStatus,
  kWin32,
  kMethod,
  kTarget,
  kParameters,
  kColumns
};
using Fields = std::array<std::string_view, kColumns>;

/// The parameters may hold commas; a comma ends the line.
bool split(std::string_view line, Fields& fields) {
  for (std::size_t i = 0; i < kColumns; ++i) {
    const std::size_t comma = i + 1 == kColumns ? line.rfind(',') : line.find(',');
    if (comma == std::string_view::npos && i + 1 < kColumns) return false;
    fields[i] = trim(line.substr(0, comma));
    line.remove_prefix(comma == std::string_view::npos ? line.size() : comma + 1);
  }
  return true;
}

std::int64_t numberUntil(std::string_view& text, char end) {
  const std::size_t at = end == 0 ? std::string_view::npos : text.find(end);
  const std::string_view number = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return number.size() > 4 ? -1 : readWhole(number).value_or(-1);
}

/// "11/23/26" or "11/23/2026", the American way.
bool readDate(std::string_view text, std::int64_t& days) {
  const auto month = static_cast<int>(numberUntil(text, '/')), day = static_cast<int>(numberUntil(text, '/'));
  const std::size_t digits = text.size();
  auto year = static_cast<int>(numberUntil(text, 0));
  if (digits == 2) year += year < 70 ? 2000 : 1900;
  if (year < 0 || month < 0 || day < 0 || !isDate(year, month, day)) return false;
  days = daysFromCivil(year, month, day);
  return true;
}

/// "0:43:45".
bool readClock(std::string_view text, std::int64_t& seconds) {
  const std::int64_t hour = numberUntil(text, ':'), minute = numberUntil(text, ':'), second = numberUntil(text, 0);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return false;
  seconds = hour * 3600 + minute * 60 + second;
  return true;
}

class IisNative final : public ZonedFormat {
 public:
  explicit IisNative(LocalTime zone) : ZonedFormat(std::move(zone)) {}

  LineKind parse(std::string_view line, Parsed& parsed) override {
    Fields fields;
    std::int64_t days = 0, seconds = 0;
    if (!split(line, fields) || !readDate(fields[kDate], days) || !readClock(fields[kTime], seconds))
      return LineKind::Malformed;
    Record& record = parsed.record;
    record.status = readStatus(fields[kStatus]);
    if (record.status < 0 || !readBytes(fields[kSent], record.bytes) || fields[kClient].empty())
      return LineKind::Malformed;
    record.stampNs = zone_.toUtc((days * kSecondsPerDay + seconds) * kNsPerSecond);
    record.client = fields[kClient];
    record.server = orNothing(fields[kServer]);
    record.method = orNothing(fields[kMethod]);
    record.target = orNothing(fields[kTarget]);
    record.badRequestLine = record.method.empty();
    readDuration(fields[kTaken], 1'000'000, parsed);
    parsed.endStamped = true;
    return LineKind::Valid;
  }

  FormatInfo format() const override { return {"iis-native", "end", true}; }
  std::unique_ptr<LineFormat> fork() const override {
    std::optional<LocalTime> zone = zone_.steadyCopy();
    return zone ? std::make_unique<IisNative>(std::move(*zone)) : nullptr;
  }
};

}  // namespace

FormatFamily iis_native_format() {
  return {{"iis-native"}, [](const FormatOptions&, LocalTime zone) -> std::unique_ptr<LineFormat> {
            return std::make_unique<IisNative>(std::move(zone));
          }};
}

}  // namespace headroom::trace
