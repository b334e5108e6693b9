// Any table of requests: columns known by their names, or mapped by the user.
#include <array>

#include "engine/trace/format_table.h"
#include "engine/trace/formats/csv.h"
#include "engine/trace/formats/csv_map.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"
#include "engine/trace/zoned_format.h"

namespace headroom::trace {
namespace {

class CsvTable final : public ZonedFormat {
 public:
  CsvTable(const std::string& map, LocalTime zone)
      : ZonedFormat(std::move(zone)), columns_(map), mapped_(!map.empty()) {}

  LineKind parse(std::string_view line, Parsed& parsed) override {
    if (!begun_ && begin(line)) return LineKind::Directive;
    if (!begun_) return LineKind::Malformed;
    if (line == header_) return LineKind::Directive;  // put behind each other, or seen in the sample
    const std::size_t count = splitCsv(line, separator_, fields_.data(), fields_.size());
    if (count != columns_.count()) return LineKind::Malformed;
    return fill(parsed) ? LineKind::Valid : LineKind::Malformed;
  }

  FormatInfo format() const override { return {"csv", columns_.key(JsonSlot::Time).start ? "start" : "end"}; }

 private:
  /// True for a header. A table without one begins with its first line that has a time.
  bool begin(std::string_view line) {
    constexpr std::string_view kJmeter = "timeStamp";
    separator_ = separatorOf(line);
    const std::size_t count = splitCsv(line, separator_, fields_.data(), fields_.size());
    if (count < 2 || (!mapped_ && line.starts_with(kJmeter))) return false;
    if (columns_.numbered()) {
      columns_.takeNumbers(count);
      Record record;
      begun_ = columns_.at(JsonSlot::Time) != CsvColumns::kMost && readAnyStamp(valueOf(JsonSlot::Time), zone_, record);
      return false;
    }
    begun_ = columns_.takeHeader(fields_.data(), count);
    // names such as "time" and "status" stand in many tables: of a log's there is also what was asked for
    begun_ = begun_ && (mapped_ || columns_.at(JsonSlot::Target) != CsvColumns::kMost ||
                        columns_.at(JsonSlot::RequestLine) != CsvColumns::kMost);
    if (begun_) header_ = line;
    return begun_;
  }

  std::string_view valueOf(JsonSlot slot) const {
    const std::size_t column = columns_.at(slot);
    return column == CsvColumns::kMost ? std::string_view() : fields_[column];
  }

  bool fill(Parsed& parsed) {
    Record& record = parsed.record;
    if (!readAnyStamp(valueOf(JsonSlot::Time), zone_, record)) return false;
    const std::string_view status = valueOf(JsonSlot::Status), bytes = valueOf(JsonSlot::Bytes);
    if (!orNothing(status).empty()) {
      record.status = status == "0" ? 0 : status == "-1" ? -1 : readStatus(status);
      if (record.status < 0 && status != "-1") return false;
    }
    if (!bytes.empty() && !readBytes(bytes, record.bytes)) return false;
    readTime(JsonSlot::Duration, parsed);
    if (Parsed behind; !valueOf(JsonSlot::Service).empty()) {
      readTime(JsonSlot::Service, behind);
      record.serviceNs = behind.record.durationNs.value_or(-1);
      record.proxied = record.serviceNs >= 0;
    }
    record.method = orNothing(valueOf(JsonSlot::Method));
    record.target = orNothing(valueOf(JsonSlot::Target));
    if (record.target.empty() && !valueOf(JsonSlot::RequestLine).empty())
      readRequest(valueOf(JsonSlot::RequestLine), record);
    if (record.method.empty() && record.target.empty())
      record.badRequestLine = record.badRequestLine || columns_.at(JsonSlot::Method) != CsvColumns::kMost;
    record.client = orNothing(valueOf(JsonSlot::Client));
    record.forwardedFor = orNothing(valueOf(JsonSlot::ForwardedFor));
    record.agent = orNothing(valueOf(JsonSlot::Agent));
    record.server = lastServer(valueOf(JsonSlot::Server));
    parsed.endStamped = !columns_.key(JsonSlot::Time).start;
    return true;
  }

  /// Without a unit: seconds where there is a fraction, else milliseconds.
  void readTime(JsonSlot slot, Parsed& parsed) const {
    constexpr std::int64_t kSecond = 1'000'000'000, kMilli = 1'000'000;
    const std::string_view text = valueOf(slot);
    const std::int64_t unit = columns_.key(slot).unitNs;
    readDuration(text, unit != 0 ? unit : text.find('.') == std::string_view::npos ? kMilli : kSecond, parsed);
  }

  CsvColumns columns_;
  bool mapped_;
  std::array<std::string_view, CsvColumns::kMost> fields_;
  std::string header_;
  char separator_ = ',';
  bool begun_ = false;
};

}  // namespace

FormatFamily csv_format() {
  return {{"csv"}, [](const FormatOptions& options, LocalTime zone) -> std::unique_ptr<LineFormat> {
            return std::make_unique<CsvTable>(options.csvMap, std::move(zone));
          }};
}

}  // namespace headroom::trace
