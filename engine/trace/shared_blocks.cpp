#include "engine/trace/shared_blocks.h"

#include <system_error>
#include <thread>

namespace headroom::trace {
namespace {

constexpr std::size_t kMostWaiting = 64;  // blocks that are done ahead of their turn

}  // namespace

SharedBlocks::SharedBlocks(LineBlocks& blocks, const ByteSource& source, BlockTally& tally, BlockCounts& counts)
    : blocks_(blocks), source_(source), tally_(tally), counts_(counts), nextIndex_(blocks.nextIndex()) {}

bool SharedBlocks::takeNext(Reader& reader, std::atomic<bool>& stop) {
  const std::lock_guard<std::mutex> lock(taking_);
  if (stop || refused_ || !blocks_.next(reader.block)) return false;
  bytes_ += reader.block.lines.size();
  reader.consumed = source_.consumed();
  if (reader.version != version_) {
    reader.tally->format().follow(*ahead_);
    reader.version = version_;
  }
  if (ahead_->skim(reader.block.lines, blocks_.maxLineBytes())) {
    ++version_;
    if (ahead_->needsOrder()) stop = true;
  }
  return !stop;
}

void SharedBlocks::putInOrder(std::uint64_t index, Waiting done, const std::atomic<bool>& stop) {
  std::unique_lock<std::mutex> lock(ordering_);
  moved_.wait(lock, [&] { return stop || waiting_.size() < kMostWaiting || index == nextIndex_; });
  waiting_.emplace(index, std::move(done));
  while (!waiting_.empty() && waiting_.begin()->first == nextIndex_) {
    const Waiting& first = waiting_.begin()->second;
    counts_.append(first.counts);
    if (first.close) first.close();
    waiting_.erase(waiting_.begin());
    ++nextIndex_;
  }
  moved_.notify_all();
}

void SharedBlocks::work(Reader& reader, const ReadingPart& part, std::atomic<bool>& stop,
                        const std::function<bool(std::uint64_t)>& progress) {
  while (takeNext(reader, stop)) {
    Waiting done;
    done.counts = reader.tally->take(reader.block, 0, [&](const Record& record) {
      part.take(record);
      return true;
    });
    if (part.close) done.close = part.close();
    putInOrder(reader.block.index, std::move(done), stop);
    if (progress && !progress(reader.consumed)) {
      const std::lock_guard<std::mutex> lock(taking_);
      refused_ = true;
    }
  }
  const std::lock_guard<std::mutex> lock(ordering_);  // who is about to wait must not miss it
  moved_.notify_all();
}

Outcome SharedBlocks::read(const std::vector<ReadingPart>& parts, std::atomic<bool>& stop,
                           const std::function<bool(std::uint64_t)>& progress) {
  ahead_ = tally_.format().fork();
  if (!ahead_) return Done{};
  forked_ = true;
  std::vector<std::unique_ptr<BlockTally>> forks;
  for (std::size_t i = 1; i < parts.size(); ++i) forks.push_back(tally_.fork());
  std::vector<Reader> readers(parts.size());
  std::vector<std::thread> threads;
  readers[0].tally = &tally_;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    readers[i].tally = forks[i - 1].get();
    try {
      threads.emplace_back([&, i] { work(readers[i], parts[i], stop, {}); });
    } catch (const std::system_error&) {
      break;  // fewer threads do it too
    }
  }
  work(readers[0], parts[0], stop, progress);
  for (std::thread& thread : threads) thread.join();
  for (const auto& fork : forks) tally_.join(*fork);
  tally_.format().follow(*ahead_);
  if (refused_) return Diagnostics{};
  if (!blocks_.problems().empty()) return blocks_.problems();
  return Done{};
}

}  // namespace headroom::trace
