// Envoy's default access log, and Istio's with its additional fields.
#include <array>

#include "engine/trace/address.h"
#include "engine/trace/format_table.h"
#include "engine/trace/formats/line_prefix.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"
#include "engine/trace/zoned_format.h"

namespace headroom::trace {
namespace {

int readCode(std::string_view text) {
  if (text == "0") return 0;  // no answer was sent
  return readStatus(text);
}

class Envoy final : public ZonedFormat {
 public:
  explicit Envoy(LocalTime zone) : ZonedFormat(std::move(zone)) {}

  LineKind parse(std::string_view line, Parsed& parsed) override {
    Record& record = parsed.record;
    if (!line.starts_with('[')) line = withoutShipper(line);
    if (!line.starts_with('[')) return LineKind::Malformed;
    const std::size_t length = readIsoStamp(line.substr(1), zone_, record);
    if (length == 0 || !line.substr(length + 1).starts_with("] \"")) return LineKind::Malformed;
    line.remove_prefix(length + 3);
    readRequest(takeField(line), record);
    record.status = readCode(takeToken(line));
    if (record.status < 0) return LineKind::Malformed;
    takeToken(line);  // response flags
    return readFigures(line, parsed) ? readPeer(line, record) : LineKind::Malformed;
  }

  FormatInfo format() const override { return {"envoy", "start"}; }
  std::unique_ptr<LineFormat> fork() const override {
    std::optional<LocalTime> zone = zone_.steadyCopy();
    return zone ? std::make_unique<Envoy>(std::move(*zone)) : nullptr;
  }

 private:
  /// `received sent duration upstream`, in Istio behind details of the response, which are no numbers.
  static bool readFigures(std::string_view& line, Parsed& parsed) {
    constexpr int kDetails = 4;
    for (int i = 0; i <= kDetails && !line.empty(); ++i) {
      if (!readWhole(takeField(line))) continue;
      if (!readBytes(takeToken(line), parsed.record.bytes)) return false;
      const std::string_view duration = takeToken(line);
      Parsed upstream;
      readDuration(takeToken(line), 1'000'000, upstream);
      parsed.record.proxied = true;
      parsed.record.serviceNs = upstream.record.durationNs.value_or(-1);
      readDuration(duration, 1'000'000, parsed);
      return duration == "-" || parsed.record.durationNs || parsed.durationIgnored;
    }
    return false;
  }

  /// `"x-forwarded-for" "agent" "id" "authority" "upstream"`; Istio writes cluster and addresses behind it, the
  /// client's fourth. The default names the client only in X-Forwarded-For.
  static LineKind readPeer(std::string_view line, Record& record) {
    record.forwardedFor = orNothing(takeField(line));
    record.agent = orNothing(takeField(line));
    for (int i = 0; i < 2; ++i) takeField(line);
    record.server = orNothing(takeField(line));
    std::array<std::string_view, 4> behind;
    for (std::string_view& field : behind) field = orNothing(takeField(line));
    record.client = behind[3].empty() ? record.forwardedFor : hostOf(behind[3]);
    if (record.client.empty()) record.client = "-";
    return LineKind::Valid;
  }
};

}  // namespace

FormatFamily envoy_format() {
  return {{"envoy"}, [](const FormatOptions&, LocalTime zone) -> std::unique_ptr<LineFormat> {
            return std::make_unique<Envoy>(std::move(zone));
          }};
}

}  // namespace headroom::trace
