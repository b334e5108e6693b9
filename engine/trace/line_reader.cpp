#include "engine/trace/line_reader.h"

#include <algorithm>
#include <cstring>

namespace headroom::trace {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;  // fits the second-level cache

}  // namespace

LineReader::LineReader(ByteSource& source, std::size_t maxLineBytes)
    : source_(source),
      maxLine_(maxLineBytes),
      preview_(std::min(maxLineBytes, kChunk)),
      buffer_(maxLineBytes + kChunk) {}

std::size_t LineReader::lineEnd(std::size_t from) const {
  const void* found = std::memchr(buffer_.data() + from, '\n', end_ - from);
  return found ? static_cast<std::size_t>(static_cast<const char*>(found) - buffer_.data()) : kNone;
}

void LineReader::take(std::size_t from, std::size_t to, Line& line) const {
  while (to > from && buffer_[to - 1] == '\r') --to;
  line.tooLong = to - from > maxLine_;
  line.text = line.tooLong ? std::string_view() : std::string_view(buffer_.data() + from, to - from);
}

bool LineReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
  }
  Result<std::size_t> got = source_.read(buffer_.data() + end_, std::min(kChunk, buffer_.size() - end_));
  if (!got) {
    problems_ = got.problems();
    return false;
  }
  ++fills_;
  atEnd_ = *got == 0;
  end_ += *got;
  return !atEnd_;
}

bool LineReader::next(Line& line) {
  while (problems_.empty()) {
    const std::size_t to = lineEnd(scanned_);
    if (to != kNone) {
      take(begin_, to, line);
      begin_ = scanned_ = to + 1;
    } else {
      scanned_ = end_;
      if (end_ - begin_ > maxLine_) {
        dropping_ = true;
        begin_ = end_ = scanned_ = 0;
      }
      if (!atEnd_) {
        fill();
        continue;
      }
      if (begin_ == end_ && !dropping_) return false;
      take(begin_, end_, line);
      begin_ = scanned_ = end_;
    }
    if (dropping_) line = {{}, 0, true};
    dropping_ = false;
    line.number = ++lines_;
    return true;
  }
  return false;
}

}  // namespace headroom::trace
