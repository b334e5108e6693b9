// Recordings of GoReplay (.gor): raw requests and responses, each behind a line "1 id time latency" and before a
// separator of three monkeys.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/trace/message_lines.h"

namespace headroom::trace {

/// Each request becomes one line, in the order of the recording, with the status and the time of its response where
/// that follows within 2048 requests. Fields are separated by tabs, "-" is none:
/// "gor", 1, nanoseconds since 1970, response time in ns, status, bytes, request line, X-Real-IP, X-Forwarded-For,
/// User-Agent, Cookie. Replayed responses and those without a request become "gor" and their kind, a record that cannot
/// be read "gor" and "?". Bodies are skipped; memory is bounded by 64 KiB a record that waits.
class GoReplayRecords final : public MessageLines {
 public:
  /// Whether a file begins like one.
  static bool fits(std::string_view head);

  explicit GoReplayRecords(std::string path) : path_(std::move(path)) {}

  Diagnostics take(std::string_view bytes, std::string& lines) override;
  void end(std::string& lines) override;

 private:
  struct Request {
    std::string id;
    std::string fields;  ///< From the request line on.
    std::int64_t ns = 0;
    std::int64_t durationNs = -1;
    std::string status, bytes;
    bool answered = false;
  };

  /// One complete record, header line and message.
  void takeRecord(std::string_view piece, std::string& lines);
  void takeRequest(std::string_view id, std::int64_t ns, std::string_view message);
  /// False when its request is not among those that wait.
  bool takeResponse(std::string_view id, std::int64_t time, std::int64_t latency, std::string_view message);
  /// Answered requests at the front, and unanswered ones until only `mayWait` are left.
  void handOut(std::size_t mayWait, std::string& lines);

  std::string path_;
  std::string rest_;  ///< Bytes of the record that is not complete yet.
  std::string head_;  ///< Its beginning, when it is too long to be kept.
  std::deque<Request> waiting_;
  std::uint64_t first_ = 0;  ///< Number of the first one that waits.
  std::unordered_map<std::string, std::uint64_t> numbers_;
  std::uint64_t records_ = 0;
};

}  // namespace headroom::trace
