// How many different things a stream holds, in bounded memory.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/trace/text_hash.h"

namespace headroom::trace {

/// Exact up to kMostKept different hashes (16 MB); beyond that an estimate with a standard error of 0.2 %: only hashes
/// with enough leading zeros are kept (adaptive sampling, Flajolet 1990).
class DistinctCount {
 public:
  static constexpr std::size_t kMostKept = std::size_t{1} << 20;

  void add(std::uint64_t hash);
  void add(std::string_view text) { add(textHash(text)); }

  std::uint64_t count() const { return static_cast<std::uint64_t>(kept_) << level_; }
  bool exact() const { return level_ == 0; }

 private:
  bool isKept(std::uint64_t hash) const { return level_ == 0 || hash >> (64 - level_) == 0; }
  void insert(std::uint64_t hash);
  void makeRoom();
  void rebuild(std::size_t slots);

  std::vector<std::uint64_t> slots_;  ///< Open addressing; 0 is free, which hash 0 is never stored as.
  std::size_t kept_ = 0;
  int level_ = 0;
};

}  // namespace headroom::trace
