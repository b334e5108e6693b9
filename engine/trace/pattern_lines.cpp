#include <optional>

#include "engine/trace/civil_time.h"
#include "engine/trace/format_pattern.h"
#include "engine/trace/formats/ncsa_tail.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"
#include "engine/trace/zoned_format.h"

namespace headroom::trace {
namespace {

constexpr auto kNone = std::string_view::npos;

class PatternLines final : public ZonedFormat {
 public:
  PatternLines(Pattern pattern, LocalTime zone) : ZonedFormat(std::move(zone)), pattern_(std::move(pattern)) {}

  LineKind parse(std::string_view line, Parsed& parsed) override {
    civil_.reset();
    fractionNs_ = 0;
    hasFraction_ = stamped_ = false;
    std::string_view rest = line;
    for (std::size_t i = 0; i < pattern_.parts.size(); ++i) {
      const PatternPart& part = pattern_.parts[i];
      if (!part.literal.empty()) {
        if (!rest.starts_with(part.literal)) return LineKind::Malformed;
        rest.remove_prefix(part.literal.size());
        continue;
      }
      const std::size_t length = fieldLength(i, rest);
      if (length == kNone || !take(part, rest.substr(0, length), parsed)) return LineKind::Malformed;
      rest.remove_prefix(length);
    }
    if (!finishStamp(parsed.record)) return LineKind::Malformed;
    if (parsed.record.badRequestLine) parsed.record.method = parsed.record.target = {};
    parsed.endStamped = pattern_.info.stamps == "end";
    return LineKind::Valid;
  }

  FormatInfo format() const override { return pattern_.info; }
  std::unique_ptr<LineFormat> fork() const override {
    std::optional<LocalTime> zone = zone_.steadyCopy();
    return zone ? std::make_unique<PatternLines>(pattern_, std::move(*zone)) : nullptr;
  }

 private:
  /// Where the field at the front of `rest` ends: at the text that follows it in the pattern.
  std::size_t fieldLength(std::size_t index, std::string_view rest) {
    const PatternPart& part = pattern_.parts[index];
    if (part.meaning == Meaning::Stamp || part.meaning == Meaning::IsoStamp) return stampLength(part, rest);
    if (index + 1 == pattern_.parts.size()) return rest.size();
    const std::string& behind = pattern_.parts[index + 1].literal;
    if (part.meaning == Meaning::Request) return requestLength(index, rest, behind);
    const bool quoted = behind.front() == '"';
    std::size_t at = rest.find(behind);
    while (at != kNone && ((quoted && isEscaped(rest, at)) || goesOn(part, rest, at))) at = rest.find(behind, at + 1);
    return at;
  }

  /// Lists of nginx's upstreams hold spaces: "10.0.0.1:80, 10.0.0.2:80 : 10.0.0.3:80".
  static bool goesOn(const PatternPart& part, std::string_view rest, std::size_t at) {
    if (part.meaning != Meaning::Upstream && part.meaning != Meaning::UpstreamTime &&
        part.meaning != Meaning::UpstreamServer && part.meaning != Meaning::ForwardedFor)
      return false;
    if (at >= rest.size() || rest[at] != ' ') return false;
    return (at > 0 && (rest[at - 1] == ',' || rest[at - 1] == ':')) || rest.substr(at).starts_with(" : ");
  }

  std::size_t stampLength(const PatternPart& part, std::string_view rest) {
    const std::size_t bracket = rest.starts_with('[') ? 1 : 0;
    Record probe;
    const std::size_t length = part.meaning == Meaning::Stamp ? readClfStamp(rest.substr(bracket), zone_, probe)
                                                              : readIsoStamp(rest.substr(bracket), zone_, probe);
    if (length == 0) return kNone;
    return length + bracket + (bracket == 1 && rest.substr(bracket + length).starts_with(']') ? 1 : 0);
  }

  /// Requests may hold raw quotes: where the status comes next it decides which one closes.
  std::size_t requestLength(std::size_t index, std::string_view rest, std::string_view behind) const {
    const bool statusNext = index + 2 < pattern_.parts.size() && pattern_.parts[index + 2].meaning == Meaning::Status;
    std::size_t fallback = kNone;
    for (std::size_t at = rest.find(behind); at != kNone; at = rest.find(behind, at + 1)) {
      if (statusNext && readStatus(rest.substr(at + behind.size(), 3)) < 0) continue;
      if (behind.front() != '"' || !isEscaped(rest, at)) return at;
      if (fallback == kNone) fallback = at;
    }
    return fallback;
  }

  bool take(const PatternPart& part, std::string_view text, Parsed& parsed) {
    Record& record = parsed.record;
    switch (part.meaning) {
      case Meaning::Client:
        if (record.client.empty()) record.client = text;
        return true;
      case Meaning::ForwardedFor:
        record.forwardedFor = orNothing(text);
        return true;
      case Meaning::Stamp:
      case Meaning::IsoStamp:
      case Meaning::EpochStamp:
      case Meaning::CustomStamp:
      case Meaning::StampFraction:
        return takeStamp(part, text, parsed);
      case Meaning::Request:
        readRequest(text, record);
        return true;
      case Meaning::Method:
        record.method = orNothing(text);
        record.badRequestLine = record.method.empty();
        return true;
      case Meaning::Target:
        record.target = orNothing(text);
        return true;
      case Meaning::Status:
        record.status = readStatus(text);
        return record.status >= 0;
      case Meaning::Bytes:
        return readBytes(text, record.bytes);
      case Meaning::Duration:
        // whole seconds are too coarse where something finer stands beside them
        if (part.detail == "T" && part.unitNs == kNsPerSecond) return true;
        readDuration(text, part.unitNs, parsed);
        return true;
      case Meaning::Agent:
        record.agent = orNothing(text);
        return true;
      case Meaning::UpstreamTime:
        readLastTry(text, record);
        return true;
      case Meaning::UpstreamServer:
        record.server = lastServer(text);
        return true;
      case Meaning::Upstream:
      case Meaning::Ignored:
        return true;
    }
    return true;
  }

  /// The distance from UTC at the end of "[23/Nov/2026:00:43:45 +0000]".
  static std::string_view offsetOf(std::string_view stamp) {
    if (stamp.ends_with(']')) stamp.remove_suffix(1);
    const std::string_view last = stamp.substr(stamp.size() - std::min<std::size_t>(stamp.size(), 5));
    return last.starts_with('+') || last.starts_with('-') ? last : std::string_view();
  }

  bool takeStamp(const PatternPart& part, std::string_view text, Parsed& parsed) {
    Record& record = parsed.record;
    if (part.meaning == Meaning::StampFraction) {
      std::size_t digits = 0;
      fractionNs_ = headroom::trace::fractionNs(text, digits);
      hasFraction_ = digits > 0;
      return hasFraction_ && digits == text.size();
    }
    if (part.meaning == Meaning::CustomStamp) {
      if (!civil_) civil_.emplace();
      const bool read = readStrftime(part.detail, text, *civil_) == text.size();
      parsed.offset = civil_->offset;
      return read;
    }
    if (part.meaning == Meaning::Stamp) parsed.offset = offsetOf(text);
    stamped_ = true;
    if (part.meaning == Meaning::EpochStamp) return readEpochStamp(text, record);
    return readAnyStamp(text, zone_, record);
  }

  /// Puts together what several fields say of the time.
  bool finishStamp(Record& record) {
    if (civil_) {
      const CivilParts& c = *civil_;
      const int hour = c.hour + (c.afternoon ? 12 : 0);
      if (c.epochNs >= 0) {
        record.stampNs = c.epochNs;
      } else {
        if (!isDate(c.year, c.month, c.day) || hour > 23 || c.minute > 59 || c.second > 60) return false;
        const std::int64_t seconds =
            daysFromCivil(c.year, c.month, c.day) * kSecondsPerDay + hour * 3600 + c.minute * 60 + c.second;
        record.stampNs = c.hasOffset ? (seconds - c.offsetSeconds) * kNsPerSecond : zone_.toUtc(seconds * kNsPerSecond);
      }
      stamped_ = true;
    }
    if (hasFraction_) {
      record.stampNs += fractionNs_;
      record.wholeSecondStamp = false;
    }
    return stamped_;
  }

  Pattern pattern_;
  std::optional<CivilParts> civil_;
  std::int64_t fractionNs_ = 0;
  bool hasFraction_ = false, stamped_ = false;
};

}  // namespace

Result<std::unique_ptr<LineFormat>> patternFormat(const FormatOptions& options) {
  Result<Pattern> pattern = readPattern(options.pattern);
  if (!pattern) return pattern.problems();
  Result<LocalTime> zone = LocalTime::open(options.zone);
  if (!zone) return zone.problems();
  return std::unique_ptr<LineFormat>(
      std::make_unique<PatternLines>(std::move(pattern).value(), std::move(zone).value()));
}

}  // namespace headroom::trace
