// How often names occur, in bounded memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/trace/quick_hash.h"

namespace headroom::trace {

/// Exact up to kMostNames different names. Beyond that the rarest are forgotten (lossy counting, Manku and Motwani
/// 2002): a count is then too low by errorBound() at most. Names over kLongestName bytes are cut.
class NameCounts {
 public:
  static constexpr std::size_t kMostNames = 65'536;
  static constexpr std::size_t kLongestName = 200;

  /// True when the name was not known (any more).
  bool add(std::string_view name, std::uint64_t times = 1) {
    name = name.substr(0, kLongestName);
    const std::uint64_t hash = quickHash(name);
    if (slots_.empty()) rebuild();
    if (Count* known = find(name, hash)) {
      known->seen += times;
      return false;
    }
    addNew(name, hash, times);
    return true;
  }

  /// Adds what the other one counted. REQUIRES: both are exact.
  void merge(const NameCounts& other);

  /// The most frequent ones; equal counts in order of the name.
  std::vector<std::pair<std::string, std::uint64_t>> top(std::size_t most) const;

  bool empty() const { return counts_.empty(); }
  /// Whether no name has been forgotten.
  bool exact() const { return floor_ == 0; }
  /// A count is too low by this at most; 0 while exact().
  std::uint64_t errorBound() const { return floor_; }
  std::size_t bytes() const;

 private:
  struct Count {
    std::string name;
    std::uint64_t hash = 0;
    std::uint64_t seen = 0;
    std::uint64_t missed = 0;  ///< At most this many occurrences before the name was (re)entered.
  };

  Count* find(std::string_view name, std::uint64_t hash) {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = static_cast<std::size_t>(hash) & mask;; at = (at + 1) & mask) {
      if (slots_[at] == 0) return nullptr;
      Count& count = counts_[slots_[at] - 1];
      if (count.hash == hash && count.name == name) return &count;
    }
  }
  void addNew(std::string_view name, std::uint64_t hash, std::uint64_t times);
  void place(std::size_t index);
  void rebuild();
  /// Makes room: counts that are small by the bound go, and the bound rises.
  void forgetRarest();

  std::vector<Count> counts_;
  std::vector<std::uint32_t> slots_;  ///< Open addressing: index + 1 of a count; 0: free.
  std::uint64_t floor_ = 0;
};

}  // namespace headroom::trace
