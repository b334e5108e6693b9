#include "engine/stats/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <utility>

namespace headroom::stats {
namespace {

/// How many of `count` ordered values must be passed to have `percent` % of them.
std::uint64_t rankOf(double percent, std::uint64_t count) {
  const double wanted = std::ceil(percent / 100.0 * static_cast<double>(count) - 1e-9);
  return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::max(wanted, 1.0)), 1, count);
}

}  // namespace

Duration middleOf(Bin bin) {
  if (bin < (Bin{2} << kSubBits)) return Duration::nanoseconds(bin);
  const int shift = static_cast<int>(bin >> kSubBits) - 1;
  const std::int64_t low = static_cast<std::int64_t>((bin & ((1U << kSubBits) - 1)) | (1U << kSubBits)) << shift;
  return Duration::nanoseconds(low + (std::int64_t{1} << shift) / 2);
}

void Histogram::begin(Block& block) {
  block = std::make_unique<std::uint64_t[]>(kBlock);
}

void Histogram::addMany(Duration value, std::uint64_t count) {
  if (count == 0) return;
  const std::int64_t ns = std::max<std::int64_t>(value.ns(), 0);
  cell(binOf(value)) += count;
  count_ += count;
  sum_ += static_cast<WideSum>(ns) * static_cast<WideSum>(count);
  smallest_ = std::min(smallest_, ns);
  largest_ = std::max(largest_, ns);
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t block = 0; block < kBlocks; ++block) {
    if (!other.blocks_[block]) continue;
    if (!blocks_[block]) begin(blocks_[block]);
    for (std::uint32_t i = 0; i < kBlock; ++i) blocks_[block][i] += other.blocks_[block][i];
  }
  count_ += other.count_;
  sum_ += other.sum_;
  smallest_ = std::min(smallest_, other.smallest_);
  largest_ = std::max(largest_, other.largest_);
}

Histogram Histogram::since(const Histogram& before) const {
  Histogram later;
  later.merge(*this);
  for (std::size_t block = 0; block < kBlocks; ++block) {
    if (!before.blocks_[block]) continue;
    for (std::uint32_t i = 0; i < kBlock; ++i) later.blocks_[block][i] -= before.blocks_[block][i];
  }
  later.count_ -= before.count_;
  later.sum_ -= before.sum_;
  return later;
}

void Histogram::clear() {
  for (Block& block : blocks_) {
    if (block) std::fill_n(block.get(), kBlock, 0);
  }
  count_ = 0;
  sum_ = 0;
  smallest_ = kNone;
  largest_ = 0;
}

double Histogram::meanNs() const {
  return count_ == 0 ? 0.0 : static_cast<double>(sum_) / static_cast<double>(count_);
}

Duration Histogram::percentile(double percent) const {
  if (count_ == 0) return Duration{};
  std::uint64_t left = rankOf(percent, count_);
  for (std::size_t block = 0; block < kBlocks; ++block) {
    if (!blocks_[block]) continue;
    for (std::uint32_t i = 0; i < kBlock; ++i) {
      if (blocks_[block][i] < left) {
        left -= blocks_[block][i];
        continue;
      }
      const Duration middle = middleOf(static_cast<Bin>(block * kBlock + i));
      return std::clamp(middle, smallest(), largest());
    }
  }
  return largest();
}

void SparseHistogram::append(Bin bin, std::uint64_t count) {
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
  for (; count > kMost; count -= kMost)
    entries_.push_back(Entry{bin, kMost});  // more than 32 bits take several entries
  if (count > 0) entries_.push_back(Entry{bin, static_cast<std::uint32_t>(count)});
}

SparseHistogram::SparseHistogram(const Histogram& full) : count_(full.count()) {
  full.forEachBin([this](Bin bin, std::uint64_t count) { append(bin, count); });
}

void SparseHistogram::merge(const SparseHistogram& other) {
  if (other.count_ == 0) return;
  if (count_ == 0) {
    *this = other;
    return;
  }
  std::vector<Entry> merged;
  merged.reserve(entries_.size() + other.entries_.size());
  std::merge(entries_.begin(), entries_.end(), other.entries_.begin(), other.entries_.end(), std::back_inserter(merged),
             [](const Entry& a, const Entry& b) { return a.bin < b.bin; });
  std::size_t kept = 0;
  for (const Entry& entry : merged) {
    const bool joins = kept > 0 && merged[kept - 1].bin == entry.bin &&
                       merged[kept - 1].count <= std::numeric_limits<std::uint32_t>::max() - entry.count;
    if (joins) {
      merged[kept - 1].count += entry.count;
    } else {
      merged[kept++] = entry;
    }
  }
  merged.resize(kept);
  entries_ = std::move(merged);
  count_ += other.count_;
}

void SparseHistogram::merge(SparseHistogram&& other) {
  if (count_ == 0) {
    *this = std::move(other);
  } else {
    merge(std::as_const(other));
  }
}

Duration SparseHistogram::percentile(double percent) const {
  return percentiles({&percent, 1}).front();
}

std::vector<Duration> SparseHistogram::percentiles(std::span<const double> percents) const {
  std::vector<Duration> found(percents.size());
  if (count_ == 0) return found;
  std::uint64_t passed = 0;  // durations in the entries so far
  auto entry = entries_.begin();
  for (std::size_t i = 0; i < percents.size(); ++i) {
    const std::uint64_t rank = rankOf(percents[i], count_);
    while (passed + entry->count < rank && entry + 1 != entries_.end()) passed += (entry++)->count;
    found[i] = middleOf(entry->bin);
  }
  return found;
}

SparseHistogram WindowedHistogram::closeWindow() {
  SparseHistogram window;
  std::size_t bins = 0;
  for (const std::uint64_t bits : marks_) bins += bits == 0 ? 0 : static_cast<std::size_t>(std::popcount(bits));
  window.entries_.reserve(bins);
  for (std::size_t block = 0; block < Histogram::kBlocks; ++block) {
    if (!recent_.blocks_[block]) continue;
    if (!past_.blocks_[block]) Histogram::begin(past_.blocks_[block]);
    std::uint64_t* const recent = recent_.blocks_[block].get();
    std::uint64_t* const past = past_.blocks_[block].get();
    constexpr std::size_t kWords = Histogram::kBlock / 64;
    for (std::size_t word = 0; word < kWords; ++word) {
      for (std::uint64_t& bits = marks_[block * kWords + word]; bits != 0; bits &= bits - 1) {
        const auto bin = static_cast<Bin>(word * 64) + static_cast<Bin>(std::countr_zero(bits));
        const std::uint64_t count = std::exchange(recent[bin], 0);
        past[bin] += count;
        if (count > std::numeric_limits<std::uint32_t>::max()) [[unlikely]] {
          window.append(static_cast<Bin>(block * Histogram::kBlock) + bin, count);
        } else {
          window.entries_.push_back(
              {static_cast<Bin>(block * Histogram::kBlock) + bin, static_cast<std::uint32_t>(count)});
        }
      }
    }
  }
  window.count_ = recent_.count_;
  past_.count_ += std::exchange(recent_.count_, 0);
  past_.sum_ += std::exchange(recent_.sum_, {});
  past_.smallest_ = std::min(past_.smallest_, std::exchange(recent_.smallest_, Histogram::kNone));
  past_.largest_ = std::max(past_.largest_, std::exchange(recent_.largest_, 0));
  return window;
}

Histogram WindowedHistogram::takeAll() {
  closeWindow();
  return std::exchange(past_, Histogram());
}

Histogram WindowedHistogram::copyAll() const {
  Histogram all;
  all.merge(past_);
  all.merge(recent_);
  return all;
}

void WindowedHistogram::clear() {
  past_.clear();
  recent_.clear();
  marks_.fill(0);
}

}  // namespace headroom::stats
