// How often names occur, in bounded memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace headroom::trace {

/// Exact up to kMostNames different names. Beyond that the rarest are forgotten (lossy counting, Manku and Motwani
/// 2002): a count is then too low by errorBound() at most. Names over kLongestName bytes are cut.
class NameCounts {
 public:
  static constexpr std::size_t kMostNames = 65'536;
  static constexpr std::size_t kLongestName = 200;

  /// True when the name was not known (any more).
  bool add(std::string_view name, std::uint64_t times = 1);

  /// The most frequent ones; equal counts in order of the name.
  std::vector<std::pair<std::string, std::uint64_t>> top(std::size_t most) const;

  bool exact() const { return floor_ == 0; }
  std::uint64_t errorBound() const { return floor_; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Count {
    std::uint64_t seen = 0;
    std::uint64_t missed = 0;  ///< At most this many occurrences before the name was (re)entered.
  };

  void forgetRarest();

  std::unordered_map<std::string, Count, TextHash, std::equal_to<>> counts_;
  std::uint64_t floor_ = 0;
};

}  // namespace headroom::trace
