#include <fmt/format.h>

#include "engine/base/atomic_file.h"
#include "engine/base/text.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/request_sink.h"
#include "engine/trace/traffic_class.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;

/// ISO 8601 in UTC, with as many decimals as there are.
std::string isoText(std::int64_t ns, bool wholeSeconds) {
  const std::string toMilliseconds = utcText(ns);
  const std::string seconds = toMilliseconds.substr(0, toMilliseconds.size() - 5);
  std::int64_t fraction = ns % kNsPerSecond;
  if (fraction < 0) fraction += kNsPerSecond;
  if (wholeSeconds && fraction == 0) return seconds + "Z";
  return fmt::format("{}.{:0{}}Z", seconds, fraction % 1'000'000 == 0 ? fraction / 1'000'000 : fraction,
                     fraction % 1'000'000 == 0 ? 3 : 9);
}

/// Milliseconds without trailing zeros; exact.
std::string milliseconds(std::int64_t ns) {
  std::string text = fmt::format("{}.{:06}", ns / 1'000'000, ns % 1'000'000);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

/// A foreign text: nothing that a terminal obeys, nothing that a spreadsheet computes.
void appendText(std::string_view text, std::string& row) {
  std::string safe = printable(text);
  if (!safe.empty() && std::string_view("=+-@").find(safe.front()) != std::string_view::npos && safe != "-")
    safe.insert(0, 1, '\'');
  if (safe.find_first_of(",\"") == std::string::npos) {
    row += safe;
    return;
  }
  row += '"';
  for (const char c : safe) {
    if (c == '"') row += '"';
    row += c;
  }
  row += '"';
}

class CsvSink final : public RequestSink {
 public:
  explicit CsvSink(AtomicFile file) : file_(std::move(file)) {
    rows_ =
        "start_time,logged,duration_ms,wait_ms,service_ms,status,bytes,method,target,kind,client,x_forwarded_for,user,"
        "user_agent,server,tier,log\n";
  }

  Outcome add(const Record& record) override {
    rows_ += isoText(record.arrivalNs, record.wholeSecondStamp);
    rows_ += ',';
    rows_ += isoText(record.stampNs, record.wholeSecondStamp);
    addTime(record.durationNs.value_or(-1));
    addTime(record.queueNs);
    addTime(record.serviceNs);
    rows_ += ',';
    if (record.status != Record::kNoStatus) rows_ += std::to_string(record.status);
    rows_ += ',';
    if (record.bytes) rows_ += std::to_string(*record.bytes);
    const std::string_view kind = toString(classOf(record.target));
    for (const std::string_view text : {record.method, record.target, kind, record.client, record.forwardedFor,
                                        record.user, record.agent, record.server, record.tier}) {
      rows_ += ',';
      appendText(text, rows_);
    }
    rows_ += fmt::format(",{}\n", record.file + 1);
    return rows_.size() < kBufferBytes ? Outcome(Done{}) : flush();
  }

  Result<std::uint64_t> finish(const std::vector<Counts>&) override {
    if (Outcome flushed = flush(); !flushed) return flushed.problems();
    if (Outcome done = file_.commit(); !done) return done.problems();
    return bytes_;
  }

 private:
  void addTime(std::int64_t ns) {
    rows_ += ',';
    if (ns >= 0) rows_ += milliseconds(ns);
  }

  Outcome flush() {
    bytes_ += rows_.size();
    Outcome written = file_.write(rows_);
    rows_.clear();
    return written;
  }

  AtomicFile file_;
  std::string rows_;
  std::uint64_t bytes_ = 0;
};

}  // namespace

Result<std::unique_ptr<RequestSink>> csvSink(const std::string& path) {
  Result<AtomicFile> file = AtomicFile::create(path);
  if (!file) return file.problems();
  return std::unique_ptr<RequestSink>(std::make_unique<CsvSink>(std::move(*file)));
}

}  // namespace headroom::trace
