// AWS application and classic load balancers.
#include "engine/trace/address.h"
#include "engine/trace/format_table.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/request_line.h"
#include "engine/trace/formats/stamps.h"

namespace headroom::trace {
namespace {

bool isProtocol(std::string_view text) {
  for (const std::string_view known : {"http", "https", "h2", "grpcs", "ws", "wss"}) {
    if (text == known) return true;
  }
  return false;
}

class LoadBalancer final : public LineFormat {
 public:
  /// `type time elb client target t t t status target_status received sent "request" …`; classic ones have no type.
  LineKind parse(std::string_view line, Parsed& parsed) override {
    std::string_view first = takeToken(line);
    const bool application = isProtocol(first);
    if (application) first = takeToken(line);
    Record& record = parsed.record;
    if (first.empty() || readIsoStamp(first, zone_, record) != first.size()) return LineKind::Malformed;
    takeToken(line);  // the balancer's name
    record.client = hostOf(takeToken(line), Port::Always);
    record.server = orNothing(takeToken(line));
    if (record.client.empty() || !readTimes(line, parsed) || !readAnswer(line, record)) return LineKind::Malformed;
    if (!line.starts_with('"')) return LineKind::Malformed;
    readRequest(takeField(line), record);
    if (line.starts_with('"')) record.agent = orNothing(takeField(line));
    parsed.endStamped = true;
    application_ += application ? 1 : 0;
    classic_ += application ? 0 : 1;
    return LineKind::Valid;
  }

  FormatInfo format() const override { return {classic_ > application_ ? "aws-clb" : "aws-alb", "end"}; }
  void beginSample() override { application_ = classic_ = 0; }
  std::unique_ptr<LineFormat> fork() const override { return std::make_unique<LoadBalancer>(); }
  void join(const LineFormat& fork) override {
    const auto& other = static_cast<const LoadBalancer&>(fork);
    application_ += other.application_;
    classic_ += other.classic_;
  }

 private:
  /// Three times in seconds; -1 where the target never answered, and then there is no response time.
  static bool readTimes(std::string_view& line, Parsed& parsed) {
    std::int64_t sum = 0;
    bool complete = true;
    for (int i = 0; i < 3; ++i) {
      const std::string_view text = takeToken(line);
      if (text.empty()) return false;
      if (text.starts_with('-')) {
        if (text != "-" && !readWhole(text.substr(1))) return false;
        complete = false;
        continue;
      }
      Parsed one;
      readDuration(text, 1'000'000'000, one);
      if (!one.record.durationNs) return false;
      sum += *one.record.durationNs;
      if (i == 1)
        parsed.record.serviceNs = *one.record.durationNs;  // from the request's last byte to the answer's first
    }
    parsed.record.proxied = true;
    if (complete) parsed.record.durationNs = sum;
    return true;
  }

  static bool readAnswer(std::string_view& line, Record& record) {
    const std::string_view status = takeToken(line);
    record.status = status == "-" ? Record::kNoStatus : readStatus(status);
    if (record.status < 0 && status != "-") return false;
    takeToken(line);  // the target's status
    std::optional<std::int64_t> received;
    return readBytes(takeToken(line), received) && readBytes(takeToken(line), record.bytes);
  }

  LocalTime zone_;  // stamps end with Z
  std::uint64_t application_ = 0, classic_ = 0;
};

}  // namespace

FormatFamily aws_format() {
  return {{"aws-alb", "aws-clb"}, [](const FormatOptions&, LocalTime) -> std::unique_ptr<LineFormat> {
            return std::make_unique<LoadBalancer>();
          }};
}

}  // namespace headroom::trace
