#include "engine/trace/trace_file_messages.h"

#include <algorithm>

#include "engine/base/grouping.h"
#include "headroom/v1/trace.pb.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kLongestMessage = std::size_t{2} << 20;
constexpr std::uint32_t kVersion = 1;
// A header's length, its tag, its own length, and its first field: "headroom.trace".
constexpr std::string_view kMark = "\x0A\x0Eheadroom.trace";
constexpr std::size_t kMarkAt = 3;
constexpr char kEscape = '\x01';
constexpr char kRequestTag = '\x12';  // field 2 of TraceItem

bool needsEscape(char c) {
  return c == '\n' || c == '\r' || c == '\0' || c == kEscape;
}

void appendLine(std::string_view message, std::string& lines) {
  lines += message.starts_with(kRequestTag) ? '~' : '#';
  for (const char c : message) {
    if (needsEscape(c)) {
      lines += kEscape;
      lines += static_cast<char>(c + 0x40);
    } else {
      lines += c;
    }
  }
  lines += '\n';
}

enum class Length { Known, Unfinished, Broken };

/// A varint at the front of `bytes` that can be the length of a message; how many bytes it takes in `used`.
Length readLength(std::string_view bytes, std::size_t& length, std::size_t& used) {
  constexpr std::size_t kLongest = 4;
  length = 0;
  for (used = 0; used < std::min(bytes.size(), kLongest);) {
    const auto byte = static_cast<unsigned char>(bytes[used]);
    length |= std::size_t{byte & 0x7FU} << (7 * used);
    ++used;
    if (byte < 0x80) return length == 0 || length > kLongestMessage ? Length::Broken : Length::Known;
  }
  return bytes.size() < kLongest ? Length::Unfinished : Length::Broken;
}

}  // namespace

bool TraceFileMessages::fits(std::string_view head) {
  return head.size() >= kMarkAt + kMark.size() && head[1] == '\x0A' && head.substr(kMarkAt, kMark.size()) == kMark;
}

std::string_view TraceFileMessages::bytesOf(std::string_view line, std::string& into) {
  line.remove_prefix(std::min<std::size_t>(1, line.size()));
  std::size_t at = line.find(kEscape);
  if (at == std::string_view::npos) return line;
  into.clear();
  for (; at != std::string_view::npos && at + 1 < line.size(); at = line.find(kEscape)) {
    into += line.substr(0, at);
    into += static_cast<char>(line[at + 1] - 0x40);
    line.remove_prefix(at + 2);
  }
  into += line;
  return into;
}

Diagnostics TraceFileMessages::take(std::string_view bytes, std::string& lines) {
  if (broken_) return {};
  rest_ += bytes;
  std::string_view rest = rest_;
  std::size_t length = 0, used = 0;
  Length known = Length::Unfinished;
  while ((known = readLength(rest, length, used)) == Length::Known && rest.size() - used >= length) {
    if (Diagnostics problems = takeMessage(rest.substr(used, length), lines); !problems.empty()) return problems;
    rest.remove_prefix(used + length);
    bytes_ += used + length;
  }
  if (known == Length::Broken) {
    giveUp(lines);
  } else {
    rest_.erase(0, rest_.size() - rest.size());
  }
  return {};
}

Diagnostics TraceFileMessages::takeMessage(std::string_view message, std::string& lines) {
  ++messages_;
  complete_ = false;
  appendLine(message, lines);
  if (message.starts_with(kRequestTag)) {
    ++requests_;
    return {};
  }
  v1::TraceItem item;
  if (!item.ParseFromArray(message.data(), static_cast<int>(message.size()))) return {};
  if (item.has_header()) {
    requests_ = 0;  // files may be put behind each other
    if (item.header().version() > kVersion)
      return problem("is a trace file of version " + std::to_string(item.header().version()) + "; version " +
                         std::to_string(kVersion) + " is the newest that is read here",
                     "read it with the program that wrote it, or a newer one", {path_, 0, 0});
  } else if (item.has_end()) {
    complete_ = true;
    if (item.end().requests() != requests_)
      warn("says that " + grouped(std::to_string(item.end().requests())) + " requests precede its end, and there are " +
           grouped(std::to_string(requests_)));
  }
  return {};
}

void TraceFileMessages::giveUp(std::string& lines) {
  broken_ = true;
  warn("is damaged behind message " + std::to_string(messages_) + ", at byte " + std::to_string(bytes_) +
       " of its unpacked content");
  lines += "~\n";
  rest_.clear();
}

void TraceFileMessages::end(std::string& lines) {
  if (broken_) return;
  if (!rest_.empty()) {
    warn("ends inside of message " + std::to_string(messages_ + 1) + ", at byte " +
         std::to_string(bytes_ + rest_.size()) + " of its unpacked content");
    lines += "~\n";
  } else if (!complete_) {
    warn("has no end behind its " + grouped(std::to_string(requests_)) + " requests: it was cut");
  }
}

void TraceFileMessages::warn(std::string what) {
  const int line = static_cast<int>(std::min<std::uint64_t>(messages_, 1'000'000'000));
  warnings_.push_back({Severity::Warning,
                       {path_, line, 0},
                       std::move(what),
                       "what was readable counts; copy the file again, or export it again",
                       {}});
}

}  // namespace headroom::trace
