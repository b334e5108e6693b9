#include "engine/trace/line_blocks.h"

#include <algorithm>
#include <cstring>

#include "engine/trace/padding.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kChunk = std::size_t{256} << 10;  // fits the second-level cache
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

std::size_t lastLineEnd(const char* text, std::size_t size) {
  const void* found = size == 0 ? nullptr : ::memrchr(text, '\n', size);
  return found == nullptr ? kNone : static_cast<std::size_t>(static_cast<const char*>(found) - text);
}

/// Drops the NULs in front of a line, of which http.sys leaves any number, but for one when there is nothing else.
void dropPadding(std::vector<char>& buffer, std::size_t& filled) {
  const auto text = std::find_if(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(filled),
                                 [](char c) { return c != '\0'; });
  const std::size_t padding = std::min(static_cast<std::size_t>(text - buffer.begin()), filled - 1);
  std::memmove(buffer.data(), buffer.data() + padding, filled - padding);
  filled -= padding;
}

}  // namespace

LineBlocks::LineBlocks(ByteSource& source, std::size_t maxLineBytes) : source_(source), maxLine_(maxLineBytes) {}

/// Reads once more behind the first `filled` bytes; false at the end and after a problem.
bool LineBlocks::fill(LineBlock& block, std::size_t& filled) {
  Result<std::size_t> got = source_.read(block.buffer.data() + filled, std::min(kChunk, block.buffer.size() - filled));
  if (!got) {
    problems_ = got.problems();
    return false;
  }
  atEnd_ = *got == 0;
  filled += *got;
  return !atEnd_;
}

void LineBlocks::keepRest(const LineBlock& block, std::size_t from, std::size_t to) {
  rest_.assign(block.buffer.begin() + static_cast<std::ptrdiff_t>(from),
               block.buffer.begin() + static_cast<std::ptrdiff_t>(to));
}

bool LineBlocks::next(LineBlock& block) {
  if (!problems_.empty()) return false;
  block.buffer.resize(maxLine_ + 2 * kChunk);
  block.lines = {};
  block.tooLong = block.blank = block.carriageReturn = block.unterminated = false;
  std::size_t filled = rest_.size();
  std::copy(rest_.begin(), rest_.end(), block.buffer.begin());
  rest_.clear();
  std::size_t end = lastLineEnd(block.buffer.data(), filled);
  while (!atEnd_ && (filled < kChunk || end == kNone)) {
    if (end == kNone && filled > maxLine_) dropPadding(block.buffer, filled);
    if (end == kNone && filled > maxLine_) break;
    const std::size_t before = filled;
    if (!fill(block, filled)) break;
    const std::size_t found = lastLineEnd(block.buffer.data() + before, filled - before);
    if (found != kNone) end = before + found;
  }
  if (!problems_.empty()) return false;
  if (end == kNone && filled > maxLine_) return skipLongLine(block, filled);
  if (filled == 0) return false;
  const std::size_t used = atEnd_ ? filled : end + 1;
  keepRest(block, used, filled);
  block.lines = {block.buffer.data(), used};
  block.unterminated = block.lines.back() != '\n';
  block.index = index_++;
  return true;
}

/// The buffer holds the beginning of a line that is too long: reads on to its end.
bool LineBlocks::skipLongLine(LineBlock& block, std::size_t filled) {
  char last = block.buffer[filled - 1];
  block.blank = isBlank({block.buffer.data(), filled});
  block.tooLong = true;
  block.unterminated = true;
  while (!atEnd_) {
    filled = 0;
    if (!fill(block, filled)) break;
    const void* found = std::memchr(block.buffer.data(), '\n', filled);
    const std::size_t at =
        found == nullptr ? kNone : static_cast<std::size_t>(static_cast<const char*>(found) - block.buffer.data());
    block.blank = block.blank && isBlank({block.buffer.data(), std::min(at, filled)});
    if (at == kNone || at > 0) last = block.buffer[(at == kNone ? filled : at) - 1];
    if (at == kNone) continue;
    keepRest(block, at + 1, filled);
    block.carriageReturn = last == '\r';
    block.unterminated = false;
    break;
  }
  if (!problems_.empty()) return false;
  block.index = index_++;
  return true;
}

}  // namespace headroom::trace
