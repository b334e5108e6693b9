// Headroom's own trace files, message by message as TraceFileMessages hands them out.
#include <algorithm>
#include <limits>

#include "engine/trace/civil_time.h"
#include "engine/trace/format_table.h"
#include "engine/trace/trace_file_messages.h"
#include "headroom/v1/trace.pb.h"

namespace headroom::trace {
namespace {

constexpr std::int64_t kLastSecond = 9'200'000'000;  // in 2261, where 64-bit nanoseconds end
constexpr std::uint64_t kLongestNs = std::uint64_t{366} * 86'400 * 1'000'000'000;

class TraceFile final : public LineFormat {
 public:
  LineKind parse(std::string_view line, Parsed& parsed) override {
    if (!line.starts_with('~') && !line.starts_with('#')) return LineKind::Malformed;
    const std::string_view bytes = TraceFileMessages::bytesOf(line, buffer_);
    if (!item_.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return LineKind::Malformed;
    if (item_.has_header()) {
      firstLog_ = nextLog_;
      return LineKind::Directive;
    }
    if (item_.has_end()) {
      for (const v1::TraceSource& source : item_.end().source()) {
        takeMeaning(source.time_semantics());
        ++sources_;
        ignoring_ += source.ignores_case() ? 1 : 0;
      }
      return LineKind::Directive;
    }
    return item_.has_request() && fill(item_.request(), parsed) ? LineKind::Valid : LineKind::Malformed;
  }

  FormatInfo format() const override {
    return {"headroom-trace", meaning_.empty() ? "start-or-end" : meaning_, sources_ > 0 && ignoring_ == sources_};
  }

  void beginSample() override {
    meaningBefore_ = meaning_;
    firstBefore_ = firstLog_;
    nextBefore_ = nextLog_;
    sourcesBefore_ = sources_;
    ignoringBefore_ = ignoring_;
  }
  std::string endSample() override {
    meaning_ = meaningBefore_;
    firstLog_ = firstBefore_;
    nextLog_ = nextBefore_;
    sources_ = sourcesBefore_;
    ignoring_ = ignoringBefore_;
    return {};
  }

 private:
  /// What a file says is foreign text: only what a format of ours can say is passed on.
  void takeMeaning(const std::string& meaning) {
    if (meaning != "start" && meaning != "end" && meaning != "mixed" && meaning != kStartOrEnd) return;
    meaning_ = meaning_.empty() || meaning_ == meaning ? meaning : "mixed";
  }

  bool fill(const v1::LoggedRequest& logged, Parsed& parsed) {
    Record& record = parsed.record;
    if (logged.second() < 0 || logged.second() >= kLastSecond || logged.nanosecond() >= kNsPerSecond) return false;
    record.stampNs = logged.second() * kNsPerSecond + logged.nanosecond();
    record.wholeSecondStamp = !logged.fraction();
    parsed.endStamped = logged.ends();
    record.log = firstLog_ + logged.log();
    nextLog_ = std::max(nextLog_, record.log + 1);
    if (logged.has_status()) record.status = logged.status();
    record.proxied = logged.proxied();
    record.badRequestLine = logged.bad_request_line();
    fillTexts(logged, record);
    const bool knownStatus = !logged.has_status() || (logged.status() >= -1 && logged.status() <= 999);
    return knownStatus && fillNumbers(logged, record);
  }

  static bool fillNumbers(const v1::LoggedRequest& logged, Record& record) {
    bool ok = logged.head_ns() <= kLongestNs;
    const auto take = [&](bool has, std::uint64_t ns, auto& into) {
      if (!has) return;
      ok = ok && ns <= kLongestNs;
      into = static_cast<std::int64_t>(ns);
    };
    take(logged.has_duration_ns(), logged.duration_ns(), record.durationNs);
    take(logged.has_queue_ns(), logged.queue_ns(), record.queueNs);
    take(logged.has_service_ns(), logged.service_ns(), record.serviceNs);
    record.headNs = static_cast<std::int64_t>(logged.head_ns());
    if (logged.has_bytes()) record.bytes = static_cast<std::int64_t>(logged.bytes());
    return ok && logged.bytes() <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  }

  static void fillTexts(const v1::LoggedRequest& logged, Record& record) {
    record.client = logged.client();
    record.forwardedFor = logged.forwarded_for();
    record.user = logged.user();
    record.cookie = logged.cookie();
    record.agent = logged.agent();
    record.capture = logged.capture();
    record.method = logged.method();
    record.target = logged.target();
    record.server = logged.server();
    record.tier = logged.tier();
  }

  v1::TraceItem item_;  ///< Keeps its memory from message to message.
  std::string buffer_;
  std::string meaning_, meaningBefore_;
  std::uint64_t sources_ = 0, ignoring_ = 0, sourcesBefore_ = 0, ignoringBefore_ = 0;  ///< Logs it was made of.
  std::uint32_t firstLog_ = 0, nextLog_ = 0, firstBefore_ = 0, nextBefore_ = 0;
};

}  // namespace

FormatFamily trace_file_format() {
  return {{"headroom-trace"},
          [](const FormatOptions&, LocalTime) -> std::unique_ptr<LineFormat> { return std::make_unique<TraceFile>(); }};
}

}  // namespace headroom::trace
