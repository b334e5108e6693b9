// How many different things a stream holds, in bounded memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/trace/quick_hash.h"

namespace headroom::trace {

/// Exact up to kMostKept different hashes (16 MB); beyond that an estimate with a standard error of 0.2 %: only hashes
/// with enough leading zeros are kept (adaptive sampling, Flajolet 1990). The order of what is added does not matter.
class DistinctCount {
 public:
  static constexpr std::size_t kMostKept = std::size_t{1} << 20;

  /// REQUIRES: a hash whose bits are all well mixed.
  void add(std::uint64_t hash) {
    hash = std::max<std::uint64_t>(hash, 1);
    if (hash == latest_) return;
    latest_ = hash;
    if (isKept(hash) && !has(hash)) insert(hash);
  }
  void add(std::string_view text) { add(quickHash(text)); }

  /// Adds everything that the other one holds.
  void merge(const DistinctCount& other);

  /// Different hashes so far; an estimate unless exact().
  std::uint64_t count() const { return static_cast<std::uint64_t>(kept_) << level_; }
  bool exact() const { return level_ == 0; }
  std::size_t bytes() const { return slots_.size() * sizeof(std::uint64_t); }

 private:
  bool isKept(std::uint64_t hash) const { return level_ == 0 || hash >> (64 - level_) == 0; }
  bool has(std::uint64_t hash) const {
    if (slots_.empty()) return false;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = static_cast<std::size_t>(hash) & mask;; at = (at + 1) & mask) {
      if (slots_[at] == hash) return true;
      if (slots_[at] == 0) return false;
    }
  }
  void insert(std::uint64_t hash);
  void place(std::uint64_t hash);
  /// Puts the kept hashes into a table of that many slots, a power of two.
  void rebuild(std::size_t slots);

  std::vector<std::uint64_t> slots_;  ///< Open addressing; 0 is free, which hash 0 is never stored as.
  std::size_t kept_ = 0;
  std::uint64_t latest_ = 0;
  int level_ = 0;
};

}  // namespace headroom::trace
