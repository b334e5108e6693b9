#include "engine/trace/goreplay_records.h"

#include <algorithm>
#include <charconv>

#include "engine/base/text.h"

namespace headroom::trace {
namespace {

constexpr std::string_view kSeparator = "\n\xF0\x9F\x90\xB5\xF0\x9F\x99\x88\xF0\x9F\x99\x89\n";
constexpr std::size_t kLongestHead = std::size_t{64} << 10;
constexpr std::size_t kMostWaiting = 2'048;
constexpr std::size_t kLongestId = 64, kShortestId = 16;
constexpr std::int64_t kFirstTime = 100'000'000'000'000'000;  // smaller numbers are durations: 1973 in nanoseconds

/// The line "1 id time latency" in front of a message; older recordings have no latency, or in a response the latency
/// alone.
struct Head {
  char kind = 0;
  std::string_view id;
  std::int64_t time = 0;
  std::int64_t latency = -1;
};

bool takeNumber(std::string_view& text, std::int64_t& number) {
  if (!text.starts_with(' ')) return false;
  text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

bool isIdentity(std::string_view id) {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF-";
  return id.size() >= kShortestId && id.size() <= kLongestId && id.find_first_not_of(kDigits) == std::string_view::npos;
}

bool readHead(std::string_view line, Head& head) {
  while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
  if (line.size() < 2 || line[0] < '1' || line[0] > '3' || line[1] != ' ') return false;
  head.kind = line[0];
  line.remove_prefix(2);
  head.id = line.substr(0, std::min(line.find(' '), line.size()));
  line.remove_prefix(head.id.size());
  if (!isIdentity(head.id) || !takeNumber(line, head.time)) return false;
  if (line.empty()) return true;
  return takeNumber(line, head.latency) && (line.empty() || line.front() == ' ');
}

std::string_view takeLine(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  while (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// The value of a header of a message whose first line was taken; empty where it has none.
std::string_view headerOf(std::string_view message, std::string_view name) {
  while (!message.empty()) {
    const std::string_view line = takeLine(message);
    if (line.empty()) return {};
    const std::size_t colon = line.find(':');
    if (colon == name.size() && equalIgnoringCase(line.substr(0, colon), name)) return trim(line.substr(colon + 1));
  }
  return {};
}

bool isNumber(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

void addField(std::string_view text, std::string& fields) {
  fields += '\t';
  if (text.empty()) fields += '-';
  for (const char c : text) fields += c == '\t' || c == '\n' || c == '\r' || c == '\0' ? ' ' : c;
}

std::string numberText(std::int64_t number) {
  return number < 0 ? "-" : std::to_string(number);
}

/// How long a request took. Recorders have written the time of a response, with the transfer or with all since the
/// request as its latency, and the latency alone.
std::int64_t durationOf(std::int64_t requestNs, std::int64_t time, std::int64_t latency) {
  if (time < kFirstTime) return time;
  const std::int64_t later = time - requestNs;
  if (latency < 0) return later;
  return latency >= later || later < 0 ? latency : later + std::min(latency, kFirstTime);
}

}  // namespace

bool GoReplayRecords::fits(std::string_view head) {
  std::string_view rest = head;
  Head first;
  if (!readHead(takeLine(rest), first)) return false;
  const std::string_view line = takeLine(rest);
  return line.find(" HTTP/1.") != std::string_view::npos || line.starts_with("HTTP/1.") ||
         head.find(kSeparator) != std::string_view::npos;
}

Diagnostics GoReplayRecords::take(std::string_view bytes, std::string& lines) {
  rest_ += bytes;
  std::string_view rest = rest_;
  for (std::size_t at = rest.find(kSeparator); at != std::string_view::npos; at = rest.find(kSeparator)) {
    takeRecord(rest.substr(0, at), lines);
    rest.remove_prefix(at + kSeparator.size());
  }
  rest_.erase(0, rest_.size() - rest.size());
  if (rest_.size() > kLongestHead) {
    if (head_.empty()) head_ = rest_.substr(0, kLongestHead);
    rest_.erase(0, rest_.size() - (kSeparator.size() - 1));
  }
  handOut(kMostWaiting, lines);
  return {};
}

void GoReplayRecords::end(std::string& lines) {
  if (!trim(rest_).empty() || !head_.empty()) {
    takeRecord(rest_, lines);
    warnings_.push_back({Severity::Warning,
                         {path_, static_cast<int>(std::min<std::uint64_t>(records_, 1'000'000'000)), 0},
                         "record " + std::to_string(records_) + " of the recording has no end: it was cut",
                         "what was readable counts",
                         {}});
  }
  handOut(0, lines);
}

void GoReplayRecords::takeRecord(std::string_view piece, std::string& lines) {
  ++records_;
  const std::string kept = std::move(head_);
  head_.clear();
  std::string_view message = kept.empty() ? piece.substr(0, kLongestHead) : std::string_view(kept);
  Head head;
  if (!readHead(takeLine(message), head) || (head.kind == '1' && head.time < kFirstTime)) {
    lines += "gor\t?\n";
  } else if (head.kind == '1') {
    takeRequest(head.id, head.time, message);
  } else if (head.kind == '3' || !takeResponse(head.id, head.time, head.latency, message)) {
    lines += std::string("gor\t") + head.kind + '\n';
  }
}

void GoReplayRecords::takeRequest(std::string_view id, std::int64_t ns, std::string_view message) {
  Request request;
  request.id = id;
  request.ns = ns;
  addField(takeLine(message), request.fields);
  for (const std::string_view name : {"X-Real-IP", "X-Forwarded-For", "User-Agent", "Cookie"})
    addField(headerOf(message, name), request.fields);
  numbers_[request.id] = first_ + waiting_.size();
  waiting_.push_back(std::move(request));
}

bool GoReplayRecords::takeResponse(std::string_view id, std::int64_t time, std::int64_t latency,
                                   std::string_view message) {
  const auto known = numbers_.find(std::string(id));
  if (known == numbers_.end()) return false;
  Request& request = waiting_[known->second - first_];
  if (request.answered) return false;
  std::string_view line = takeLine(message);
  line.remove_prefix(std::min(line.find(' '), line.size()));
  const std::string_view status = trim(line).substr(0, 3), length = headerOf(message, "Content-Length");
  if (status.size() == 3 && isNumber(status)) request.status = status;
  if (length.size() <= 18 && isNumber(length)) request.bytes = length;
  request.durationNs = durationOf(request.ns, time, latency);
  request.answered = true;
  return true;
}

void GoReplayRecords::handOut(std::size_t mayWait, std::string& lines) {
  while (!waiting_.empty() && (waiting_.front().answered || waiting_.size() > mayWait)) {
    const Request& request = waiting_.front();
    lines += "gor\t1\t" + std::to_string(request.ns) + '\t' + numberText(request.durationNs);
    addField(request.status, lines);
    addField(request.bytes, lines);
    lines += request.fields;
    lines += '\n';
    if (const auto known = numbers_.find(request.id); known != numbers_.end() && known->second == first_)
      numbers_.erase(known);
    waiting_.pop_front();
    ++first_;
  }
}

}  // namespace headroom::trace
