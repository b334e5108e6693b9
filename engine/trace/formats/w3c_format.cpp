#include <bit>
#include <cstring>

#include "engine/base/text.h"
#include "engine/trace/byte_scan.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/format_table.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/w3c.h"
#include "engine/trace/padding.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kDateLength = 10;
constexpr std::size_t kTimeLength = 8;
constexpr std::size_t kBehindColumns = 2 + Bytes16::kSize;  // the end, and what one step of split() finds too much

}  // namespace

std::string IisW3c::endSample() {
  state_ = beforeSample_;
  return {};
}

LineKind IisW3c::parse(std::string_view line, Parsed& parsed) {
  if (line.front() == '#') {
    readDirective(line.substr(1));
    return LineKind::Directive;
  }
  if (state_.columns.count == 0 || !split(line)) return LineKind::Malformed;
  if (!readStamp(line, parsed) || !readStatusAndBytes(line, parsed)) return LineKind::Malformed;
  Record& record = parsed.record;
  parsed.endStamped = true;
  fillOptional(line, record);
  if (state_.columns.method != kAbsent) record.method = column(line, state_.columns.method);
  if (state_.columns.stem != kAbsent) record.target = column(line, state_.columns.stem);
  record.badRequestLine = record.method == "-";
  if (record.badRequestLine) record.method = record.target = {};
  if (state_.columns.taken != kAbsent) {
    const std::string_view taken = column(line, state_.columns.taken);
    const std::int64_t unit = taken.find('.') == std::string_view::npos ? 1'000'000 : kNsPerSecond;
    readDuration(taken, unit, parsed);
  }
  return LineKind::Valid;
}

/// Reads the directives alone. Hash signs are rare in logs.
bool IisW3c::skim(std::string_view lines, std::size_t maxLineBytes) {
  bool changed = false;
  for (std::size_t at = lines.find('#'); at != std::string_view::npos; at = lines.find('#', at + 1)) {
    std::size_t start = at;
    while (start > 0 && lines[start - 1] == '\0') --start;  // http.sys leaves NULs in front of lines
    if (start > 0 && lines[start - 1] != '\n') continue;
    const std::string_view line = withoutPadding(lines.substr(at, lines.find('\n', at) - at), false);
    if (line.size() > maxLineBytes) continue;
    readDirective(line.substr(1));
    changed = true;
  }
  return changed;
}

void IisW3c::fillOptional(std::string_view line, Record& record) const {
  const Columns& columns = state_.columns;
  if (columns.client != kAbsent) record.client = column(line, columns.client);
  if (columns.forwarded != kAbsent) record.forwardedFor = orNothing(column(line, columns.forwarded));
  if (columns.agent != kAbsent) record.agent = column(line, columns.agent);
  if (columns.user != kAbsent) record.user = column(line, columns.user);
  if (columns.cookie != kAbsent) record.cookie = orNothing(column(line, columns.cookie));
  const std::size_t server = columns.computer != kAbsent ? columns.computer : columns.address;
  if (server != kAbsent && !state_.httpErrors) record.server = orNothing(column(line, server));
}

void IisW3c::readDirective(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon), value = trim(line.substr(colon + 1));
  if (equalIgnoringCase(name, "Fields")) readFields(value);
  if (equalIgnoringCase(name, "Date") && value.size() >= kDateLength && readDate(value.substr(0, kDateLength)))
    state_.directiveNs = state_.latestNs = dateNs_;
}

void IisW3c::readFields(std::string_view names) {
  struct Known {
    std::string_view name;
    std::size_t Columns::*column;
  };
  static constexpr Known kKnown[] = {
      {"date", &Columns::date},
      {"time", &Columns::time},
      {"cs-method", &Columns::method},
      {"cs-uri-stem", &Columns::stem},
      {"cs-uri", &Columns::stem},
      {"c-ip", &Columns::client},
      {"sc-status", &Columns::status},
      {"sc-bytes", &Columns::bytes},
      {"time-taken", &Columns::taken},
      {"X-Forwarded-For", &Columns::forwarded},
      {"X_FORWARDED_FOR", &Columns::forwarded},
      {"HTTP_X_FORWARDED_FOR", &Columns::forwarded},
      {"cs(X_Forwarded_For)", &Columns::forwarded},
      {"cs(User-Agent)", &Columns::agent},
      {"cs-username", &Columns::user},
      {"cs(Cookie)", &Columns::cookie},
      {"s-computername", &Columns::computer},
      {"s-ip", &Columns::address},
      {"s-reason", &Columns::reason},
      {"cs(X-Forwarded-For)", &Columns::forwarded},
  };
  state_.columns = {};
  while (!names.empty() && state_.columns.count <= kMaxColumns) {
    const std::size_t length = std::min(names.find_first_of(" \t"), names.size());
    const std::string_view name = names.substr(0, length);
    for (const Known& known : kKnown) {
      if (equalIgnoringCase(name, known.name) && state_.columns.*known.column == kAbsent)
        state_.columns.*known.column = state_.columns.count;
    }
    ++state_.columns.count;
    names = trim(names.substr(length));
  }
  state_.httpErrors = state_.columns.reason != kAbsent;
  if (state_.columns.count > kMaxColumns || state_.columns.time == kAbsent) state_.columns = {};
}

/// Finds where each column starts, sixteen bytes at a time; false when their number is not that of #Fields.
bool IisW3c::split(std::string_view line) {
  if (line.back() == ' ') line.remove_suffix(1);
  const std::size_t wanted = state_.columns.count;
  if (starts_.size() < wanted + kBehindColumns) starts_.resize(wanted + kBehindColumns);
  std::size_t found = 1, at = 0;
  starts_[0] = 0;
  for (; at + Bytes16::kSize <= line.size(); at += Bytes16::kSize) {
    std::uint32_t spaces = Bytes16(line.data() + at).equal(' ');
    for (; spaces != 0; spaces &= spaces - 1)
      starts_[found++] = static_cast<std::uint32_t>(at + static_cast<std::size_t>(std::countr_zero(spaces)) + 1);
    if (found > wanted) return false;
  }
  for (; at < line.size(); ++at) {
    if (line[at] != ' ') continue;
    if (found == wanted) return false;
    starts_[found++] = static_cast<std::uint32_t>(at + 1);
  }
  if (found != wanted) return false;
  starts_[found] = static_cast<std::uint32_t>(line.size() + 1);
  return true;
}

std::string_view IisW3c::column(std::string_view line, std::size_t index) const {
  return {line.data() + starts_[index], starts_[index + 1] - starts_[index] - 1};
}

bool IisW3c::readDate(std::string_view text) {
  if (text.size() != kDateLength) return false;
  if (dateNs_ >= 0 && std::memcmp(text.data(), dateText_, kDateLength) == 0) return true;
  const std::optional<std::int64_t> midnight = parseUtc(text);
  if (!midnight) return false;
  std::memcpy(dateText_, text.data(), kDateLength);
  dateNs_ = *midnight;
  return true;
}

bool IisW3c::readStamp(std::string_view line, Parsed& parsed) {
  std::int64_t midnight = state_.directiveNs;
  if (state_.columns.date != kAbsent) {
    if (!readDate(column(line, state_.columns.date))) return false;
    midnight = dateNs_;
  }
  const std::string_view time = column(line, state_.columns.time);
  if (midnight < 0 || time.size() < kTimeLength) return false;
  if (std::memcmp(time.data(), timeText_, kTimeLength) != 0) {
    const std::int32_t read = secondsOfDay(time.data());
    if (read < 0) return false;
    std::memcpy(timeText_, time.data(), kTimeLength);
    seconds_ = read;
  }
  const std::int32_t seconds = seconds_;
  parsed.record.stampNs = midnight + seconds * kNsPerSecond;
  if (state_.columns.date == kAbsent) followMidnight(parsed.record.stampNs);
  if (time.size() == kTimeLength) return true;
  std::size_t digits = 0;
  if (time[kTimeLength] != '.') return false;
  parsed.record.stampNs += fractionNs(time.substr(kTimeLength + 1), digits);
  parsed.record.wholeSecondStamp = false;
  return digits > 0 && digits == time.size() - kTimeLength - 1;
}

/// Logs without a date column go on behind midnight under the #Date of the day before: a step of more than half a day
/// back is the next day.
void IisW3c::followMidnight(std::int64_t& stampNs) {
  constexpr std::int64_t kDay = kSecondsPerDay * kNsPerSecond;
  if (stampNs + kDay / 2 < state_.latestNs) {
    stampNs += kDay;
    state_.directiveNs += kDay;
  }
  state_.latestNs = stampNs;
}

bool IisW3c::readStatusAndBytes(std::string_view line, Parsed& parsed) const {
  if (state_.columns.status != kAbsent) {
    const std::string_view status = column(line, state_.columns.status);
    parsed.record.status = readStatus(status);
    if (parsed.record.status < 0) {
      // a connection that http.sys closed before there was a request
      if (!state_.httpErrors || status != "-") return false;
      parsed.record.status = Record::kNoStatus;
    }
  }
  return state_.columns.bytes == kAbsent || readBytes(column(line, state_.columns.bytes), parsed.record.bytes);
}

FormatFamily w3c_format() {
  return {{"iis-w3c", "httperr"}, [](const FormatOptions& options, LocalTime) -> std::unique_ptr<LineFormat> {
            return std::make_unique<IisW3c>(options.fields);
          }};
}

}  // namespace headroom::trace
