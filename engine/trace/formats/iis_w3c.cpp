#include "engine/trace/formats/iis_w3c.h"

#include <bit>
#include <cstring>

#include "engine/base/text.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/formats/numbers.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kDateLength = 10;
constexpr std::size_t kTimeLength = 8;

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
  if (state_.columns.client != kAbsent) record.client = column(line, state_.columns.client);
  if (state_.columns.forwarded != kAbsent) {
    record.forwardedFor = column(line, state_.columns.forwarded);
    if (record.forwardedFor == "-") record.forwardedFor = {};
  }
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

void IisW3c::readDirective(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = line.substr(0, colon), value = trim(line.substr(colon + 1));
  if (equalIgnoringCase(name, "Fields")) readFields(value);
  if (equalIgnoringCase(name, "Date") && value.size() >= kDateLength && readDate(value.substr(0, kDateLength)))
    state_.directiveNs = dateNs_;
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
      {"cs(X-Forwarded-For)", &Columns::forwarded},
  };
  state_.columns = {};
  while (!names.empty()) {
    const std::size_t length = std::min(names.find_first_of(" \t"), names.size());
    const std::string_view name = names.substr(0, length);
    for (const Known& known : kKnown) {
      if (equalIgnoringCase(name, known.name) && state_.columns.*known.column == kAbsent)
        state_.columns.*known.column = state_.columns.count;
    }
    ++state_.columns.count;
    names = trim(names.substr(length));
  }
  if (state_.columns.count > kMaxColumns || state_.columns.time == kAbsent) state_.columns = {};
}

/// Finds where each column starts, eight bytes at a time; false when their number is not that of #Fields.
bool IisW3c::split(std::string_view line) {
  if (line.back() == ' ') line.remove_suffix(1);
  const std::size_t wanted = state_.columns.count;
  std::size_t found = 1;
  starts_[0] = 0;
  const auto add = [&](std::size_t space) {
    if (found <= wanted) starts_[found] = static_cast<std::uint32_t>(space + 1);
    ++found;
  };
  std::size_t at = 0;
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7F, kSpaces = 0x2020202020202020;
    for (; at + 8 <= line.size(); at += 8) {
      std::uint64_t word;
      std::memcpy(&word, line.data() + at, 8);
      word ^= kSpaces;
      std::uint64_t zeros = ~(((word & kLow) + kLow) | word | kLow);  // high bit of each byte that was a space
      for (; zeros != 0; zeros &= zeros - 1) add(at + static_cast<std::size_t>(std::countr_zero(zeros)) / 8);
    }
  }
  for (; at < line.size(); ++at) {
    if (line[at] == ' ') add(at);
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
  const std::int32_t seconds = secondsOfDay(time.data());
  if (seconds < 0) return false;
  parsed.record.stampNs = midnight + seconds * kNsPerSecond;
  if (time.size() == kTimeLength) return true;
  std::size_t digits = 0;
  if (time[kTimeLength] != '.') return false;
  parsed.record.stampNs += fractionNs(time.substr(kTimeLength + 1), digits);
  parsed.record.wholeSecondStamp = false;
  return digits > 0 && digits == time.size() - kTimeLength - 1;
}

bool IisW3c::readStatusAndBytes(std::string_view line, Parsed& parsed) const {
  if (state_.columns.status != kAbsent) {
    parsed.record.status = readStatus(column(line, state_.columns.status));
    if (parsed.record.status < 0) return false;
  }
  return state_.columns.bytes == kAbsent || readBytes(column(line, state_.columns.bytes), parsed.record.bytes);
}

}  // namespace headroom::trace
