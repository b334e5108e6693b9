// Counts of durations in bins at most 0.05 % wide: percentiles over any range in little memory, merged without loss.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <vector>

#include "engine/base/time.h"
#include "engine/stats/exact_sum.h"

namespace headroom::stats {

/// Position of a bin: durations below 2^12 ns have their own, above that each power of two is cut into 2^11 equal bins.
using Bin = std::uint32_t;
constexpr int kSubBits = 11;
[[gnu::always_inline]] inline Bin binOf(Duration value) {
  const auto v = static_cast<std::uint64_t>(value.ns() > 0 ? value.ns() : 0);
  const int shift = 63 - kSubBits - __builtin_clzll(v | (std::uint64_t{1} << kSubBits));
  return (static_cast<Bin>(shift) << kSubBits) + static_cast<Bin>(v >> shift);
}
/// Middle of a bin, within 0.025 % of every duration in it.
Duration middleOf(Bin bin);

/// Log-linear histogram. Memory comes in blocks of one power of two, when the first duration falls there (16 KiB a
/// block). Everything in it is an integer, so merging in any order gives the same bits.
class Histogram {
 public:
  Histogram() = default;
  Histogram(Histogram&&) noexcept = default;
  Histogram& operator=(Histogram&&) noexcept = default;

  /// Negative durations count as 0.
  [[gnu::always_inline]] void add(Duration value) { addTo(binOf(value), value); }
  void addMany(Duration value, std::uint64_t count);
  /// The histogram of both together; exact, and the order of merging does not matter.
  void merge(const Histogram& other);
  /// What was added since `before` was copied from this. The smallest and largest duration stay those of the whole.
  Histogram since(const Histogram& before) const;
  /// Keeps the memory.
  void clear();

  std::uint64_t count() const { return count_; }
  /// Exact, not from the bins.
  WideSum sumNs() const { return sum_; }
  /// Exact; 0 when empty, as largest().
  Duration smallest() const { return Duration::nanoseconds(count_ == 0 ? 0 : smallest_); }
  Duration largest() const { return Duration::nanoseconds(count_ == 0 ? 0 : largest_); }
  /// In nanoseconds; 0 when empty.
  double meanNs() const;

  /// The smallest t with P(value <= t) >= percent %, to the accuracy of a bin; zero when empty. REQUIRES: 0 < percent
  /// <= 100.
  Duration percentile(double percent) const;

  /// How many durations fell into a bin.
  std::uint64_t countOf(Bin bin) const {
    const std::size_t block = bin / kBlock;
    return block < blocks_.size() && blocks_[block] ? blocks_[block][bin % kBlock] : 0;
  }

  /// Calls `visit(Bin, count)` for every bin that holds something, in rising order.
  template <class Visit>
  void forEachBin(Visit&& visit) const {
    for (std::size_t block = 0; block < kBlocks; ++block) {
      if (!blocks_[block]) continue;
      for (std::uint32_t i = 0; i < kBlock; ++i) {
        if (blocks_[block][i] != 0) visit(static_cast<Bin>(block * kBlock + i), blocks_[block][i]);
      }
    }
  }

 private:
  static constexpr std::uint32_t kBlock = 1U << kSubBits;
  static constexpr std::size_t kBlocks = 64 - kSubBits;
  static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::max();
  using Block = std::unique_ptr<std::uint64_t[]>;

  /// add() for those who know the bin already.
  [[gnu::always_inline]] void addTo(Bin bin, Duration value) {
    const std::int64_t ns = value.ns() > 0 ? value.ns() : 0;
    ++cell(bin);
    ++count_;
    sum_.add(static_cast<std::uint64_t>(ns));
    if (ns < smallest_) smallest_ = ns;
    if (ns > largest_) largest_ = ns;
  }
  [[gnu::always_inline]] std::uint64_t& cell(Bin bin) {
    Block& block = blocks_[bin >> kSubBits];
    if (!block) [[unlikely]]
      begin(block);
    return block[bin & (kBlock - 1)];
  }
  /// Allocates a block of zeros.
  static void begin(Block& block);
  friend class WindowedHistogram;

  std::array<Block, kBlocks> blocks_;
  std::uint64_t count_ = 0;
  ExactSum sum_;
  std::int64_t smallest_ = kNone;
  std::int64_t largest_ = 0;
};

/// The bins of a small histogram as a list: what a time window keeps.
class SparseHistogram {
 public:
  SparseHistogram() = default;
  explicit SparseHistogram(const Histogram& full);
  void merge(const SparseHistogram& other);
  void merge(SparseHistogram&& other);
  std::uint64_t count() const { return count_; }
  /// As Histogram::percentile.
  Duration percentile(double percent) const;
  /// Several in one walk. REQUIRES: `percents` rise.
  std::vector<Duration> percentiles(std::span<const double> percents) const;

 private:
  struct Entry {
    Bin bin;
    std::uint32_t count;
  };
  friend class WindowedHistogram;
  /// REQUIRES: bins in rising order. A count beyond 32 bits takes several entries.
  void append(Bin bin, std::uint64_t count);
  std::vector<Entry> entries_;
  std::uint64_t count_ = 0;
};

/// A histogram whose recent part can be told apart, at the cost of the bins that were met in it: one mark each.
class WindowedHistogram {
 public:
  [[gnu::always_inline]] void add(Duration value) {
    const Bin bin = binOf(value);
    recent_.addTo(bin, value);
    marks_[bin / 64] |= std::uint64_t{1} << (bin % 64);
  }
  /// The sum of everything since clear().
  WideSum sumNs() const { return past_.sumNs() + recent_.sumNs(); }
  /// The sum of what was added since closeWindow().
  WideSum recentSumNs() const { return recent_.sumNs(); }
  /// What was added since the last call, as a list.
  SparseHistogram closeWindow();
  /// Everything since clear(), which leaves this empty.
  Histogram takeAll();
  /// A copy of everything since clear().
  Histogram copyAll() const;
  void clear();

 private:
  Histogram past_;
  Histogram recent_;
  std::array<std::uint64_t, (std::size_t{64 - kSubBits} << kSubBits) / 64> marks_{};  ///< The bins of recent_.
};

}  // namespace headroom::stats
