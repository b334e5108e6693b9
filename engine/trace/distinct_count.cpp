#include "engine/trace/distinct_count.h"

#include <utility>

namespace headroom::trace {
namespace {

constexpr std::size_t kFirstSlots = 256;

}  // namespace

/// REQUIRES: kept and not there yet.
void DistinctCount::insert(std::uint64_t hash) {
  if (slots_.size() < 2 * kMostKept && (kept_ + 1) * 2 > slots_.size())
    rebuild(std::max(kFirstSlots, slots_.size() * 2));
  while (isKept(hash) && kept_ == kMostKept) {
    ++level_;
    rebuild(slots_.size());
  }
  if (isKept(hash)) place(hash);
}

void DistinctCount::place(std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(hash) & mask;
  while (slots_[at] != 0) at = (at + 1) & mask;
  slots_[at] = hash;
  ++kept_;
}

void DistinctCount::rebuild(std::size_t slots) {
  const std::vector<std::uint64_t> old = std::exchange(slots_, std::vector<std::uint64_t>(slots, 0));
  kept_ = 0;
  for (const std::uint64_t hash : old) {
    if (hash != 0 && isKept(hash)) place(hash);
  }
}

void DistinctCount::merge(const DistinctCount& other) {
  if (other.level_ > level_) {
    level_ = other.level_;
    rebuild(slots_.size());
  }
  for (const std::uint64_t hash : other.slots_) {
    if (hash != 0) add(hash);
  }
}

}  // namespace headroom::trace
