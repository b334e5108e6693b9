#include <algorithm>
#include <cstring>

#include "engine/trace/byte_scan.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/format_table.h"
#include "engine/trace/formats/haproxy_timers.h"
#include "engine/trace/formats/line_prefix.h"
#include "engine/trace/formats/ncsa.h"
#include "engine/trace/formats/ncsa_tail.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"

namespace headroom::trace {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::size_t kDateLength = 11;   // 23/Nov/2026
constexpr std::size_t kClockLength = 8;   // 00:43:45
constexpr std::size_t kOffsetLength = 5;  // +0000

/// Seconds east of UTC of "+0330"; false when it is none.
bool readOffset(const char* text, std::int64_t& seconds) {
  const int hours = twoDigits(text + 1), minutes = twoDigits(text + 3);
  if ((text[0] != '+' && text[0] != '-') || hours < 0 || hours > 15 || minutes < 0 || minutes > 59) return false;
  seconds = (text[0] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
  return true;
}

bool isHostWithPort(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  const bool sixth = text.starts_with('[') && text.substr(0, colon).ends_with(']');
  return colon != kNone && colon > 0 && (sixth || text.find(':') == colon) &&
         readWhole(text.substr(colon + 1)).has_value();
}

/// `client - -`, which nearly all lines begin with.
bool readUsualHead(std::string_view head, std::string_view& client, std::string_view& user) {
  constexpr std::string_view kNobody = " - -";
  if (!head.ends_with(kNobody)) return false;
  const std::string_view first = head.substr(0, head.size() - kNobody.size());
  if (first.empty() || first.back() == ',' || findByte(first, ' ') < first.size()) return false;
  client = first;
  user = head.substr(head.size() - 1);
  return true;
}

/// Takes `[vhost[:port]] client ident user` apart; the client may be a list "a, b, c", the user may hold spaces.
bool readHead(std::string_view head, std::string_view& client, std::string_view& user, bool& virtualHost) {
  if (readUsualHead(head, client, user)) return true;
  head = withoutShipper(head);
  if (readUsualHead(head, client, user)) return true;
  const char* start = head.data();
  std::string_view token = takeToken(head);
  while (token.ends_with(',') && !head.empty()) token = takeToken(head);
  client = {start, static_cast<std::size_t>(token.data() + token.size() - start)};
  if (client.empty()) return false;
  const std::string_view ident = takeToken(head);
  if (head.empty()) return false;  // ident and user must both stand there
  virtualHost = ident != "-" && head.find(' ') != kNone && (isHostWithPort(client) || looksLikeAddresses(ident));
  if (virtualHost) {
    client = ident;
    takeToken(head);
  }
  user = head;
  return !ident.empty();
}

/// Where the first bracket behind a space stands, from `from` on.
std::size_t openingBracket(std::string_view line, std::size_t from) {
  std::size_t at = line.find('[', from);
  while (at != kNone && (at == 0 || line[at - 1] != ' ')) at = line.find('[', at + 1);
  return at;
}

/// Where the request's closing quote stands: before ` ddd `. A quote that is escaped is taken only if no other fits.
std::size_t requestEnd(std::string_view line, std::size_t from) {
  std::size_t fallback = kNone;
  for (std::size_t at = line.find('"', from); at != kNone; at = line.find('"', at + 1)) {
    const std::string_view behind = line.substr(at + 1, 5);
    if (behind.size() < 5 || behind[0] != ' ' || behind[4] != ' ' || readStatus(behind.substr(1, 3)) < 0) continue;
    if (!isEscaped(line, at)) return at;
    if (fallback == kNone) fallback = at;
  }
  return fallback;
}

/// nginx's `[$time_iso8601]` at `at`; where the text behind it starts, or npos.
std::size_t readIsoStampAt(std::string_view line, std::size_t at, Record& record) {
  LocalTime utc;  // the stamp names its zone
  const std::size_t end = at + 1 + readIsoStamp(line.substr(at + 1), utc, record);
  return end > at + 1 && end < line.size() && line[end] == ']' ? end + 1 : kNone;
}

}  // namespace

std::string Ncsa::endSample() {
  constexpr std::uint64_t kEnough = 20;
  constexpr std::int64_t kWholeSeconds = 100;
  const bool small =
      !forcedMicroseconds_ && seen_.bareNumbers >= kEnough && 2 * seen_.smallBareNumbers > seen_.bareNumbers;
  wholeSecondTail_ = !forcedMicroseconds_ && seen_.bareNumbers >= kEnough && seen_.largestBareNumber < kWholeSeconds;
  seen_ = {};
  if (!wholeSecondTail_ && small)
    return "the number behind each line is taken for microseconds (%D), and most are below a millisecond; if they are "
           "milliseconds, say so: --format-string '%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" "
           "%{ms}T'";
  if (!wholeSecondTail_) return {};
  return "the number behind each line is far too small for microseconds (%D); taken for whole seconds (%T) and not "
         "used";
}

std::unique_ptr<LineFormat> Ncsa::fork() const {
  auto other = std::make_unique<Ncsa>(*this);
  other->seen_ = {};
  return other;
}

void Ncsa::join(const LineFormat& fork) {
  const Seen& more = static_cast<const Ncsa&>(fork).seen_;
  seen_.common += more.common;
  seen_.combined += more.combined;
  seen_.vhost += more.vhost;
  seen_.microseconds += more.microseconds;
  seen_.timed += more.timed;
  seen_.ingress += more.ingress;
  seen_.traefik += more.traefik;
  seen_.haproxy += more.haproxy;
}

FormatInfo Ncsa::format() const {
  const std::pair<std::uint64_t, FormatInfo> kinds[] = {
      {seen_.ingress, {"nginx-ingress", "end"}},         {seen_.timed, {"nginx-rt", "end"}},
      {seen_.haproxy, {"haproxy-clf", "start"}},         {seen_.traefik, {"traefik-clf", "start"}},
      {seen_.microseconds, {"combined-D", kStartOrEnd}}, {seen_.vhost, {"vhost-combined", kStartOrEnd}},
      {seen_.combined, {"ncsa-combined", kStartOrEnd}},  {seen_.common, {"ncsa-common", kStartOrEnd}},
  };
  return std::max_element(std::begin(kinds), std::end(kinds),
                          [](const auto& a, const auto& b) { return a.first < b.first; })
      ->second;
}

std::int64_t Ncsa::midnight(const char* date) {
  if (dateNs_ >= 0 && std::memcmp(date, dateText_, kDateLength) == 0) return dateNs_;
  const int day = twoDigits(date), century = twoDigits(date + 7), years = twoDigits(date + 9);
  const int month = monthNumber({date + 3, 3});
  if (date[2] != '/' || date[6] != '/' || century < 0 || years < 0 || !isDate(century * 100 + years, month, day))
    return -1;
  std::memcpy(dateText_, date, kDateLength);
  dateNs_ = daysFromCivil(century * 100 + years, month, day) * kSecondsPerDay * kNsPerSecond;
  return dateNs_;
}

std::size_t Ncsa::readStamp(std::string_view line, std::size_t at, Parsed& parsed) {
  if (line.substr(at + 1).size() > 4 && line[at + 5] == '-') return readIsoStampAt(line, at, parsed.record);
  const std::size_t clock = at + 1 + kDateLength + 1;
  std::size_t behind = clock + kClockLength;
  if (behind + 2 + kOffsetLength > line.size() || line[clock - 1] != ':') return kNone;
  if (isLatestStamp(line.data() + at + 1)) {
    parsed.offset = line.substr(behind + 1, kOffsetLength);
    parsed.record.stampNs = stampNs_;
    return behind + 2 + kOffsetLength;
  }
  const std::int64_t day = midnight(line.data() + at + 1);
  const std::int32_t seconds = secondsOfDay(line.data() + clock);
  if (day < 0 || seconds < 0) return kNone;
  std::int64_t ns = day + seconds * kNsPerSecond;
  if (line[behind] == '.') {
    std::size_t digits = 0;
    ns += fractionNs(line.substr(behind + 1), digits);
    behind += 1 + digits;
    parsed.record.wholeSecondStamp = false;
    if (digits == 0 || behind + 2 + kOffsetLength > line.size()) return kNone;
  }
  std::int64_t offset = 0;
  if (line[behind] != ' ' || line[behind + 1 + kOffsetLength] != ']' || !readOffset(line.data() + behind + 1, offset))
    return kNone;
  parsed.offset = line.substr(behind + 1, kOffsetLength);
  parsed.record.stampNs = ns - offset * kNsPerSecond;
  if (parsed.record.wholeSecondStamp) {
    std::memcpy(stampText_, line.data() + at + 1, kStampLength);
    stampNs_ = parsed.record.stampNs;
  }
  return behind + 2 + kOffsetLength;
}

LineKind Ncsa::parse(std::string_view line, Parsed& parsed) {
  std::size_t at = kNone, bracket = openingBracket(line, 0);
  constexpr int kTries = 4;  // brackets in user names
  for (int i = 0; i < kTries && bracket != kNone; ++i, bracket = openingBracket(line, bracket + 1)) {
    at = readStamp(line, bracket, parsed);
    if (at != kNone) break;
  }
  Record& record = parsed.record;
  bool virtualHost = false;
  if (at == kNone || !readHead(line.substr(0, bracket - 1), record.client, record.user, virtualHost))
    return LineKind::Malformed;
  if (!line.substr(at).starts_with(" \"")) return LineKind::Malformed;
  const std::size_t close = requestEnd(line, at + 2);
  if (close == kNone) return LineKind::Malformed;
  std::string_view rest = line.substr(close + 6);
  if (!takeBytes(rest, record.bytes)) return LineKind::Malformed;
  record.status = readStatus(line.substr(close + 2, 3));
  readRequest(line.substr(at + 2, close - at - 2), record);
  seen_.vhost += virtualHost ? 1 : 0;
  readTail(rest, parsed);
  return LineKind::Valid;
}

void Ncsa::readTail(std::string_view rest, Parsed& parsed) {
  int quoted = 0;
  while (quoted < 2 && rest.starts_with('"')) {
    const std::size_t close = closingQuote(rest, 0);
    if (quoted == 1) parsed.record.agent = rest.substr(1, close == kNone ? kNone : close - 1);
    rest.remove_prefix(close == kNone ? rest.size() : std::min(close + 2, rest.size()));
    ++quoted;
  }
  ++(quoted > 0 ? seen_.combined : seen_.common);
  if (rest.empty()) return;
  if (quoted == 2 && readHaproxyClfTail(rest, parsed, server_)) {
    --seen_.combined;
    ++seen_.haproxy;
    return;
  }
  const NcsaTail tail = readNcsaTail(rest);
  parsed.record.forwardedFor = tail.forwardedFor;
  if (tail.time == NcsaTail::Time::None) return;
  if (tail.time == NcsaTail::Time::BareNumber) {
    ++seen_.bareNumbers;
    const std::int64_t number = readWhole(tail.number).value_or(0);
    seen_.largestBareNumber = std::max(seen_.largestBareNumber, number);
    seen_.smallBareNumbers += number < 1'000 ? 1 : 0;
    if (wholeSecondTail_) return;
  }
  const bool seconds = tail.time == NcsaTail::Time::Seconds;
  if (seconds) (tail.ingress ? readIngressUpstream : readUpstream)(rest, parsed.record);
  readDuration(tail.number,
               seconds                                     ? kNsPerSecond
               : tail.time == NcsaTail::Time::Milliseconds ? 1'000'000
                                                           : 1'000,
               parsed);
  parsed.endStamped = seconds;
  if (quoted == 0) return;
  --seen_.combined;
  ++(seconds                                     ? (tail.ingress ? seen_.ingress : seen_.timed)
     : tail.time == NcsaTail::Time::Milliseconds ? seen_.traefik
                                                 : seen_.microseconds);
}

FormatFamily ncsa_format() {
  return {{"ncsa-common", "ncsa-combined", "vhost-combined", "combined-D", "nginx-rt", "nginx-ingress", "traefik-clf",
           "haproxy-clf"},
          [](const FormatOptions& options, LocalTime) -> std::unique_ptr<LineFormat> {
            return std::make_unique<Ncsa>(options.name);
          }};
}

}  // namespace headroom::trace
