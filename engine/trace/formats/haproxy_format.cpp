// HAProxy's `option httplog`, with any syslog prefix, captures and the fields of httpslog behind the request.
#include <algorithm>

#include "engine/trace/address.h"
#include "engine/trace/format_table.h"
#include "engine/trace/formats/haproxy_timers.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"
#include "engine/trace/zoned_format.h"

namespace headroom::trace {
namespace {

constexpr auto kNone = std::string_view::npos;

/// "TR/Tw/Tc/Tr/Ta"
bool readTimers(std::string_view text, Parsed& parsed) {
  HaproxyTimers ms;
  std::size_t count = 0;
  while (true) {
    const std::size_t slash = text.find('/');
    if (count == ms.size() || !readHaproxyTimer(text.substr(0, slash), ms[count++])) return false;
    if (slash == kNone) break;
    text.remove_prefix(slash + 1);
  }
  if (count == ms.size()) takeHaproxyTimers(ms, parsed);
  return count == ms.size();
}

/// Syslog cuts lines: of "GET /AppX HT" the request is known all the same.
std::string_view withoutCutProtocol(std::string_view request) {
  const std::size_t space = request.rfind(' ');
  if (space == kNone || space == request.find(' ')) return request;  // no protocol at all
  return std::string_view("HTTP/1.1").starts_with(request.substr(space + 1)) ? request.substr(0, space) : request;
}

class Haproxy final : public ZonedFormat {
 public:
  explicit Haproxy(LocalTime zone) : ZonedFormat(std::move(zone)) {}

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
    record.client = hostOf(space == kNone ? head : head.substr(space + 1), Port::Always);
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
    const std::size_t close = request.find('"');
    readRequest(close == kNone ? withoutCutProtocol(request) : request.substr(0, close), record);
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
};

}  // namespace

FormatFamily haproxy_format() {
  return {{"haproxy-http"}, [](const FormatOptions&, LocalTime zone) -> std::unique_ptr<LineFormat> {
            return std::make_unique<Haproxy>(std::move(zone));
          }};
}

}  // namespace headroom::trace
