#include "engine/trace/log_reading.h"

#include "engine/trace/format_table.h"
#include "engine/trace/shared_blocks.h"

namespace headroom::trace {
namespace {

constexpr std::uint64_t kWorthThreads = std::uint64_t{2} << 20;

}  // namespace

Result<std::unique_ptr<LogReading>> LogReading::open(const std::string& path, std::size_t fileIndex,
                                                     const ReadOptions& options) {
  Result<std::vector<std::unique_ptr<LineFormat>>> formats = lineFormats(options.format);
  if (!formats) return formats.problems();
  Result<std::unique_ptr<ByteSource>> source = ByteSource::open(path);
  if (!source) return source.problems();
  return std::unique_ptr<LogReading>(
      new LogReading(path, std::move(source).value(), std::move(formats).value(), fileIndex, options));
}

LogReading::LogReading(std::string path, std::unique_ptr<ByteSource> source,
                       std::vector<std::unique_ptr<LineFormat>> formats, std::size_t fileIndex,
                       const ReadOptions& options)
    : path_(std::move(path)),
      source_(std::move(source)),
      size_(source_->size()),
      blocks_(*source_, std::max<std::size_t>(options.maxLineBytes, 1)),
      detector_(std::move(formats), path_, fileIndex, options.stamps, blocks_.maxLineBytes()),
      progress_(options.progress),
      countUnreadable_(options.countUnreadable) {}

Diagnostics LogReading::stopped() const {
  return problem("reading was stopped", {}, {path_, 0, 0});
}

bool LogReading::tellProgress() {
  return !progress_ || progress_(source_->consumed(), size_);
}

Outcome LogReading::findFormat() {
  while (tally_ == nullptr && blocks_.next(block_)) {
    unpacked_ += block_.lines.size();
    tally_ = detector_.decide(block_, *source_);
    if (!detector_.problems().empty()) return detector_.problems();
    if (!tellProgress()) return stopped();
  }
  if (!blocks_.problems().empty()) return blocks_.problems();
  if (tally_ != nullptr) {
    counts_ = detector_.before();
    pending_ = true;
    return Done{};
  }
  unreadable_ = detector_.giveUp(*source_, counts_, tally_);
  if (!unreadable_.empty() && !countUnreadable_) return unreadable_;
  return Done{};
}

/// Block after block on this thread as long as `goOn` says so.
template <class Each>
Outcome LogReading::readBlocks(Each each, const std::function<bool()>& goOn) {
  while (goOn() && (pending_ || blocks_.next(block_))) {
    if (!pending_) unpacked_ += block_.lines.size();
    pending_ = false;
    counts_.append(tally_->take(block_, counts_.lines, each));
    if (!tellProgress()) return stopped();
  }
  if (!blocks_.problems().empty()) return blocks_.problems();
  return Done{};
}

Result<Counts> LogReading::readInOrder(const std::function<bool(const Record&)>& each) {
  if (const Outcome found = findFormat(); !found) return found.problems();
  bool enough = false;
  const Outcome read =
      readBlocks([&](const Record& record) { return !(enough = !each(record)); }, [&] { return !enough; });
  if (!read) return read.problems();
  return finish();
}

Result<Counts> LogReading::readInParts(const std::vector<ReadingPart>& parts, std::atomic<bool>& stop) {
  if (const Outcome found = findFormat(); !found) return found.problems();
  const ReadingPart& mine = parts.front();
  const auto closeBlock = [&] {
    if (!mine.close) return;
    if (const std::function<void()> inOrder = mine.close(); inOrder) inOrder();
  };
  const auto each = [&](const Record& record) {
    mine.take(record);
    return true;
  };
  const bool large = size_ >= kWorthThreads && parts.size() > 1;
  std::uint64_t closed = 0;
  const auto alone = [&] {
    if (counts_.lines > closed) closeBlock();
    closed = counts_.lines;
    return !stop && !(large && counts_.valid > 0);
  };
  if (const Outcome read = readBlocks(each, alone); !read) return read.problems();
  if (large && !stop) {
    SharedBlocks shared(blocks_, *source_, *tally_, counts_);
    const Outcome read =
        shared.read(parts, stop, [&](std::uint64_t consumed) { return !progress_ || progress_(consumed, size_); });
    if (!read) return read.problems().empty() ? stopped() : read.problems();
    unpacked_ += shared.bytes();
    if (!shared.forked()) {
      const auto onward = [&] {
        if (counts_.lines > closed) closeBlock();
        closed = counts_.lines;
        return !stop.load();
      };
      if (const Outcome rest = readBlocks(each, onward); !rest) return rest.problems();
    }
  }
  if (!tellProgress()) return stopped();
  return finish();
}

Result<Counts> LogReading::finish() {
  Counts counts;
  counts.file = path_;
  counts.lines = counts_.lines;
  counts.blank = counts_.blank;
  counts.directives = counts_.directives;
  counts.otherRecords = counts_.otherRecords;
  counts.valid = counts_.valid;
  counts.malformed = counts_.malformed;
  counts.badRequestLine = counts_.badRequestLine;
  counts.backwardSteps = counts_.backwardSteps;
  counts.malformedLines = std::move(counts_.malformedLines);
  counts.firstNs = counts_.smallestNs;
  counts.lastNs = counts_.largestNs;
  counts.ignoredDurations = counts_.ignoredDurations;
  counts.carriageReturns = counts_.carriageReturns;
  counts.unterminated = counts_.unterminated;
  for (const auto& offset : tally_->offsets()) counts.offsets.emplace_back(offset.data(), offset.size());
  std::sort(counts.offsets.begin(), counts.offsets.end());
  counts.bytes = size_ > 0 ? size_ : source_->consumed();
  if (unpacked_ != counts.bytes) counts.unpackedBytes = unpacked_;
  counts.detection = detector_.detection();
  counts.problems = unreadable_;
  if (counts_.valid > 0 || counts_.directives > 0) {
    FormatInfo info = tally_->format().format();
    counts.format = std::move(info.name);
    counts.timeSemantics = std::move(info.stamps);
    counts.ignoresCase = info.ignoresCase;
  }
  if (!detector_.remark().empty())
    counts.warnings.push_back({Severity::Warning, {path_, 0, 0}, detector_.remark(), {}, {}});
  if (countUnreadable_ && counts_.valid == 0 && unreadable_.empty())
    counts.warnings.push_back(
        {Severity::Warning, {path_, 0, 0}, "holds no request", "give an access log with traffic", {}});
  if (!unreadable_.empty()) return counts;  // the warnings are among the problems
  counts.warnings.insert(counts.warnings.end(), source_->warnings().begin(), source_->warnings().end());
  return counts;
}

}  // namespace headroom::trace
