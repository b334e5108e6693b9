#include "engine/base/version.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/request_sink.h"
#include "engine/trace/zstd_sink.h"
#include "headroom/v1/trace.pb.h"

namespace headroom::trace {
namespace {

void setText(std::string* field, std::string_view text) {
  field->assign(text);
}

void fillTexts(const Record& record, v1::LoggedRequest& request) {
  setText(request.mutable_client(), record.client);
  setText(request.mutable_forwarded_for(), record.forwardedFor);
  setText(request.mutable_user(), record.user);
  setText(request.mutable_cookie(), record.cookie);
  setText(request.mutable_agent(), record.agent);
  setText(request.mutable_capture(), record.capture);
  setText(request.mutable_method(), record.method);
  setText(request.mutable_target(), record.target);
  setText(request.mutable_server(), record.server);
  setText(request.mutable_tier(), record.tier);
}

void fill(const Record& record, v1::LoggedRequest& request) {
  const std::int64_t rest = record.stampNs % kNsPerSecond;
  request.set_second(record.stampNs / kNsPerSecond - (rest < 0 ? 1 : 0));
  request.set_nanosecond(static_cast<std::uint32_t>(rest < 0 ? rest + kNsPerSecond : rest));
  request.set_fraction(!record.wholeSecondStamp);
  request.set_ends(record.arrivalNs != record.stampNs);
  if (record.durationNs) request.set_duration_ns(static_cast<std::uint64_t>(*record.durationNs));
  if (record.status != Record::kNoStatus) request.set_status(record.status);
  if (record.bytes) request.set_bytes(static_cast<std::uint64_t>(*record.bytes));
  if (record.queueNs >= 0) request.set_queue_ns(static_cast<std::uint64_t>(record.queueNs));
  request.set_head_ns(static_cast<std::uint64_t>(record.headNs));
  if (record.serviceNs >= 0) request.set_service_ns(static_cast<std::uint64_t>(record.serviceNs));
  request.set_proxied(record.proxied);
  request.set_bad_request_line(record.badRequestLine);
  fillTexts(record, request);
}

class TraceFileSink final : public RequestSink {
 public:
  explicit TraceFileSink(ZstdSink file) : file_(std::move(file)) {}

  Outcome begin(bool identitiesKept) {
    v1::TraceItem item;
    item.mutable_header()->set_schema("headroom.trace");
    item.mutable_header()->set_version(1);
    item.mutable_header()->set_identities_kept(identitiesKept);
    item.mutable_header()->set_made_by(std::string(version()));
    return write(item);
  }

  Outcome add(const Record& record) override {
    item_.mutable_request()->Clear();
    fill(record, *item_.mutable_request());
    item_.mutable_request()->set_log(numberOf(record));
    ++requests_;
    return write(item_);
  }

  Result<std::uint64_t> finish(const std::vector<Counts>& logs) override {
    v1::TraceItem item;
    item.mutable_end()->set_requests(requests_);
    for (const Counts& log : logs) {
      v1::TraceSource* source = item.mutable_end()->add_source();
      source->set_format(log.format);
      source->set_time_semantics(log.timeSemantics);
      source->set_ignores_case(log.ignoresCase);
    }
    if (Outcome written = write(item); !written) return written.problems();
    return file_.commit();
  }

 private:
  /// The logs follow each other; a trace file among them may hold several itself.
  std::uint32_t numberOf(const Record& record) {
    if (requests_ > 0 && (record.file != fileIndex_ || record.log != logOfFile_)) ++log_;
    fileIndex_ = record.file;
    logOfFile_ = record.log;
    return log_;
  }

  /// The message behind its length as a varint.
  Outcome write(const v1::TraceItem& item) {
    bytes_.clear();
    std::size_t length = item.ByteSizeLong();
    for (; length >= 0x80; length >>= 7) bytes_ += static_cast<char>(length | 0x80);
    bytes_ += static_cast<char>(length);
    item.AppendToString(&bytes_);
    return file_.write(bytes_);
  }

  ZstdSink file_;
  v1::TraceItem item_;  ///< Keeps its memory from request to request.
  std::string bytes_;
  std::uint64_t requests_ = 0;
  std::size_t fileIndex_ = 0;
  std::uint32_t logOfFile_ = 0, log_ = 0;
};

}  // namespace

Result<std::unique_ptr<RequestSink>> traceFileSink(const std::string& path, bool identitiesKept) {
  Result<ZstdSink> file = ZstdSink::create(path);
  if (!file) return file.problems();
  auto sink = std::make_unique<TraceFileSink>(std::move(*file));
  if (Outcome begun = sink->begin(identitiesKept); !begun) return begun.problems();
  return std::unique_ptr<RequestSink>(std::move(sink));
}

}  // namespace headroom::trace
