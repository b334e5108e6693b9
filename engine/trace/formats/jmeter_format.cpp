// JMeter's results as CSV (JTL).
#include <array>

#include "engine/trace/format_table.h"
#include "engine/trace/formats/csv.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"
#include "engine/trace/zoned_format.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kMostColumns = 64;

/// The order in which JMeter writes its columns; some may be switched off, then a header says which are left.
constexpr std::string_view kDefault[] = {
    "timeStamp",  "elapsed", "label",          "responseCode", "responseMessage", "threadName",
    "dataType",   "success", "failureMessage", "bytes",        "sentBytes",       "grpThreads",
    "allThreads", "URL",     "Latency",        "IdleTime",     "Connect"};

class Jmeter final : public ZonedFormat {
 public:
  explicit Jmeter(LocalTime zone) : ZonedFormat(std::move(zone)) {
    for (const std::string_view name : kDefault) columns_.emplace_back(name);
  }

  LineKind parse(std::string_view line, Parsed& parsed) override {
    std::array<std::string_view, kMostColumns> fields;
    // the separator of the header, which JMeter's settings may name
    if (!headed_) separator_ = separatorOf(line);
    const std::size_t count = splitCsv(line, separator_, fields.data(), fields.size());
    if (line.starts_with("timeStamp") && count > 2 && fields[0] == "timeStamp") {
      columns_.assign(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(count));
      headed_ = true;
      return LineKind::Directive;
    }
    if (headed_ ? count != columns_.size() : count < 10) return LineKind::Malformed;
    return fill(fields.data(), std::min(count, columns_.size()), parsed) ? LineKind::Valid : LineKind::Malformed;
  }

  FormatInfo format() const override { return {"jmeter-jtl", "start"}; }

 private:
  bool fill(const std::string_view* fields, std::size_t count, Parsed& parsed) {
    Record& record = parsed.record;
    std::string_view label, url;
    bool stamped = false;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view name = columns_[i], value = fields[i];
      if (name == "timeStamp") stamped = readStamp(value, record);
      if (name == "elapsed") readDuration(value, 1'000'000, parsed);
      if (name == "label") label = value;
      if (name == "URL") url = value;
      if (name == "threadName") record.client = value;
      if (name == "Hostname") record.server = value;
      // "Non HTTP response code: java.net.ConnectException" is a request that got no answer
      if (name == "responseCode") record.status = readStatus(value) < 0 ? Record::kNoStatus : readStatus(value);
      if (name == "bytes" && !readBytes(value, record.bytes)) return false;
    }
    record.target = !url.empty() && url != "null" ? url : label;
    return stamped && (record.durationNs || parsed.durationIgnored);
  }

  bool readStamp(std::string_view text, Record& record) {
    if (text.size() >= 12 && text.size() <= 14 && readEpochStamp(text, record)) return true;
    return !text.empty() && readIsoStamp(text, zone_, record) == text.size();
  }

  std::vector<std::string> columns_;
  char separator_ = ',';
  bool headed_ = false;
};

}  // namespace

FormatFamily jmeter_format() {
  return {{"jmeter-jtl"}, [](const FormatOptions&, LocalTime zone) -> std::unique_ptr<LineFormat> {
            return std::make_unique<Jmeter>(std::move(zone));
          }};
}

}  // namespace headroom::trace
