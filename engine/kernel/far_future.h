// Events beyond the near future, in buckets that are coarser the farther away they are.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace headroom::kernel {

/// A radix-64 queue of near-future buckets. With `block` the first bucket of the present near block, an event goes to
/// the level of the highest base-64 digit in which its block differs from the present one, and to that digit's place.
/// The first event of all is therefore in the lowest place of the lowest level that has any. Part of EventSet.
class FarFuture {
 public:
  static constexpr int kBlockBits = 11;  ///< A near block has 2^kBlockBits buckets.
  struct Entry {
    std::int64_t bucket;
    std::uint32_t slot;
  };
  /// A chain of entries for consume(), and its level.
  struct Bucket {
    std::uint32_t chain;
    int level;
  };

  FarFuture() : chunks_(1) {}

  bool empty() const { return levels_ == 0; }

  /// REQUIRES: `apart` is the number of the entry's block XOR that of the present one, not 0, and the entry is later.
  void add(Entry entry, std::uint64_t apart) {
    const int level = (63 - std::countl_zero(apart)) / kDigitBits;
    const std::size_t digit = (static_cast<std::uint64_t>(entry.bucket) >> (kBlockBits + kDigitBits * level)) % kPlaces;
    levels_ |= std::uint32_t{1} << level;
    digits_[level] |= std::uint64_t{1} << digit;
    append(heads_[level][digit], entry);
  }

  /// REQUIRES: !empty().
  Bucket takeFirstBucket();
  /// A near-future bucket at or before the first entry, and in no earlier place than all of them: the first itself
  /// where there are few, else the beginning of the place.
  std::int64_t beginningOf(Bucket taken) const;
  /// Takes everything, as one chain.
  std::uint32_t takeAll();
  /// Adds to a chain of the caller's; 0 is the empty one.
  void append(std::uint32_t& chain, Entry entry) {
    if (chain == 0 || chunks_[chain].count == kPerChunk) lengthen(chain);
    Chunk& chunk = chunks_[chain];
    chunk.entries[chunk.count++] = entry;
  }

  /// Calls `ahead(slot)` and a little later `visit(entry)` for every entry of a chain, which is gone afterwards.
  /// `visit` may add.
  template <class Ahead, class Visit>
  void consume(std::uint32_t chain, Ahead&& ahead, Visit&& visit) {
    while (chain != 0) {
      const std::uint32_t count = chunks_[chain].count;
      const std::uint32_t next = chunks_[chain].next;
      __builtin_prefetch(&chunks_[next]);
      for (std::uint32_t i = 0; i < count; ++i) ahead(chunks_[chain].entries[i].slot);
      for (std::uint32_t i = 0; i < count; ++i) visit(Entry(chunks_[chain].entries[i]));
      giveBack(chain);
      chain = next;
    }
  }

  /// Forgets all entries and keeps the memory.
  void clear();

 private:
  static constexpr int kDigitBits = 6;
  static constexpr std::size_t kPlaces = std::size_t{1} << kDigitBits;
  static constexpr std::size_t kLevels = 9;
  static constexpr std::uint32_t kPerChunk = 15;

  struct Chunk {
    std::uint32_t next = 0;
    std::uint32_t count = 0;
    std::array<Entry, kPerChunk> entries;
  };

  /// Puts an empty chunk at the chain's head.
  void lengthen(std::uint32_t& chain);
  void giveBack(std::uint32_t chunk) {
    chunks_[chunk].next = unused_;
    unused_ = chunk;
  }

  std::vector<Chunk> chunks_;  ///< The first is never used: 0 ends a chain.
  std::uint32_t unused_ = 0;
  std::uint32_t levels_ = 0;  ///< Which have events.
  std::array<std::uint64_t, kLevels> digits_{};
  std::array<std::array<std::uint32_t, kPlaces>, kLevels> heads_{};
};

}  // namespace headroom::kernel
