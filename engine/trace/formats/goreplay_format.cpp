// GoReplay's recordings, request by request as GoReplayRecords hands them out.
#include <array>

#include "engine/trace/format_table.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"

namespace headroom::trace {
namespace {

enum Column {
  kMark,
  kKind,
  kTime,
  kDuration,
  kStatus,
  kBytes,
  kRequest,
  kClient,
  kForwarded,
  kAgent,
  kCookie,
  kColumns
};

class GoReplay final : public LineFormat {
 public:
  LineKind parse(std::string_view line, Parsed& parsed) override {
    if (!line.starts_with("gor\t")) return LineKind::Malformed;
    std::array<std::string_view, kColumns> fields;
    std::size_t count = 0;
    for (; count < kColumns; ++count) {
      const std::size_t tab = line.find('\t');
      fields[count] = line.substr(0, tab);
      if (tab == std::string_view::npos) break;
      line.remove_prefix(tab + 1);
    }
    if (count == kKind) return fields[kKind] == "2" || fields[kKind] == "3" ? LineKind::Other : LineKind::Malformed;
    return count == kCookie && fill(fields, parsed) ? LineKind::Valid : LineKind::Malformed;
  }

  FormatInfo format() const override { return {"goreplay", "start"}; }

 private:
  static bool fill(const std::array<std::string_view, kColumns>& fields, Parsed& parsed) {
    Record& record = parsed.record;
    if (!readEpochStamp(fields[kTime], record) || !readBytes(fields[kBytes], record.bytes)) return false;
    if (fields[kStatus] != "-") {
      record.status = readStatus(fields[kStatus]);
      if (record.status < 0) return false;
    }
    readDuration(fields[kDuration], 1, parsed);
    readRequest(fields[kRequest], record);
    record.client = orNothing(fields[kClient]);
    record.forwardedFor = orNothing(fields[kForwarded]);
    record.agent = orNothing(fields[kAgent]);
    record.cookie = orNothing(fields[kCookie]);
    return true;
  }
};

}  // namespace

FormatFamily goreplay_format() {
  return {{"goreplay"},
          [](const FormatOptions&, LocalTime) -> std::unique_ptr<LineFormat> { return std::make_unique<GoReplay>(); }};
}

}  // namespace headroom::trace
