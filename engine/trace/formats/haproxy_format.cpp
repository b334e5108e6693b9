// HAProxy's `option httplog`, with any syslog prefix, captures and the fields of httpslog behind the request.
#include <algorithm>
#include <array>

#include "engine/trace/format_table.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"

namespace headroom::trace {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::int64_t kNsPerMs = 1'000'000;

/// A timer: digits, "-1" for a stage not reached, "+" in front where the log was written early.
bool readTimer(std::string_view text, std::optional<std::int64_t>& ms) {
  if (text.starts_with('+')) text.remove_prefix(1);
  ms = readWhole(text);
  return ms.has_value() || (text.size() > 1 && text[0] == '-' && readWhole(text.substr(1)));
}

/// "TR/Tw/Tc/Tr/Ta", or "Tq/Tw/Tc/Tr/Tt" up to version 1.6: until the request's head was there, the wait in queues, for
/// the connection, for the answer, and the request's whole time. What is left of that is the server's, unless it never
/// answered.
bool readTimers(std::string_view text, Parsed& parsed) {
  constexpr int kTimers = 5;
  std::array<std::optional<std::int64_t>, kTimers> ms;
  int count = 0;
  while (true) {
    const std::size_t slash = text.find('/');
    if (count == kTimers || !readTimer(text.substr(0, slash), ms[static_cast<std::size_t>(count++)])) return false;
    if (slash == kNone) break;
    text.remove_prefix(slash + 1);
  }
  if (count != kTimers) return false;
  const std::optional<std::int64_t>&head = ms[0], &queue = ms[1], &answer = ms[3], &total = ms[4];
  Record& record = parsed.record;
  if (total) readDuration(text.starts_with('+') ? text.substr(1) : text, kNsPerMs, parsed);
  if (!record.durationNs) return true;
  const std::int64_t whole = *record.durationNs / kNsPerMs;
  if (queue && *queue <= whole) record.queueNs = *queue * kNsPerMs;
  if (head && *head <= whole) record.headNs = *head * kNsPerMs;
  const std::int64_t before = (record.headNs + std::max<std::int64_t>(record.queueNs, 0)) / kNsPerMs;
  if (queue && answer && before <= whole) record.serviceNs = (whole - before) * kNsPerMs;
  return true;
}

class Haproxy final : public LineFormat {
 public:
  explicit Haproxy(LocalTime zone) : zone_(std::move(zone)) {}

  LineKind parse(std::string_view line, Parsed& parsed) override {
    Record& record = parsed.record;
    constexpr int kTries = 8;  // brackets of process ids and of structured syslog data
    std::size_t open = line.find('['), length = 0;
    for (int i = 0; open != kNone && i < kTries; ++i, open = line.find('[', open + 1)) {
      length = readClfStamp(line.substr(open + 1), zone_, record);
      if (length > 0) break;
    }
    if (length == 0 || open < 2 || line[open - 1] != ' ' || !line.substr(open + 1 + length).starts_with("] "))
      return LineKind::Malformed;
    const std::string_view head = line.substr(0, open - 1);
    const std::size_t space = head.rfind(' ');
    record.client = withoutPort(space == kNone ? head : head.substr(space + 1));
    return readFields(line.substr(open + length + 3), parsed) && !record.client.empty() ? LineKind::Valid
                                                                                        : LineKind::Malformed;
  }

  FormatInfo format() const override { return {"haproxy-http", "start"}; }
  std::unique_ptr<LineFormat> fork() const override {
    std::optional<LocalTime> zone = zone_.steadyCopy();
    return zone ? std::make_unique<Haproxy>(std::move(*zone)) : nullptr;
  }

 private:
  bool readFields(std::string_view rest, Parsed& parsed) {
    Record& record = parsed.record;
    std::string_view frontend = takeToken(rest);
    if (frontend.ends_with('~')) frontend.remove_suffix(1);  // TLS
    record.tier = frontend;
    record.proxied = true;
    record.server = takeToken(rest);
    if (frontend.empty() || record.server.find('/') == kNone || !readTimers(takeToken(rest), parsed)) return false;
    const std::string_view status = takeToken(rest);
    record.status = status == "-1" ? -1 : readStatus(status);
    if (record.status < 0 && status != "-1") return false;
    std::string_view bytes = takeToken(rest);
    if (bytes.starts_with('+')) bytes.remove_prefix(1);
    if (!readBytes(bytes, record.bytes)) return false;
    record.cookie = orNothing(takeToken(rest));
    const std::size_t opening = readCaptures(rest, record);
    if (opening == kNone) {
      record.badRequestLine = true;
      return true;
    }
    const std::string_view request = rest.substr(opening + 1);
    readRequest(request.substr(0, request.find('"')), record);
    return true;
  }

  /// Where the request's quote stands: HAProxy writes quotes, braces and bars inside of captures and requests as #hh,
  /// other writers do not.
  std::size_t readCaptures(std::string_view rest, Record& record) {
    std::size_t quote = rest.find(" \"");
    const std::size_t brace = rest.find('{');
    if (brace != kNone && brace < quote) {
      const std::size_t behind = rest.find("} \"", brace);
      if (behind != kNone) quote = behind + 1;
      const std::string_view captures = rest.substr(brace + 1, rest.find("} ", brace) - brace - 1);
      const std::string_view first = captures.substr(0, captures.find('|'));
      record.capture = captures;
      if (looksLikeAddresses(first)) record.forwardedFor = first;
      const std::size_t agent = captures.find("Mozilla/");
      record.agent = agent != kNone ? captures.substr(agent, captures.find('|', agent) - agent)
                                    : captures.substr(std::min(captures.rfind('|') + 1, captures.size()));
      if (looksLikeAddresses(record.agent)) record.agent = {};
    }
    return quote == kNone ? kNone : quote + 1;
  }

  LocalTime zone_;
};

}  // namespace

FormatFamily haproxy_format() {
  return {{"haproxy-http"}, [](const FormatOptions&, LocalTime zone) -> std::unique_ptr<LineFormat> {
            return std::make_unique<Haproxy>(std::move(zone));
          }};
}

}  // namespace headroom::trace
