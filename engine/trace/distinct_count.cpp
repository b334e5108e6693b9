#include "engine/trace/distinct_count.h"

#include <algorithm>
#include <utility>

namespace headroom::trace {
namespace {

constexpr std::size_t kFirstSlots = 256;

}  // namespace

void DistinctCount::add(std::uint64_t hash) {
  hash = std::max<std::uint64_t>(hash, 1);
  if (isKept(hash) && (kept_ + 1) * 2 > slots_.size()) makeRoom();
  if (isKept(hash)) insert(hash);
}

void DistinctCount::makeRoom() {
  if (slots_.size() < 2 * kMostKept) return rebuild(std::max(kFirstSlots, slots_.size() * 2));
  while ((kept_ + 1) * 2 > slots_.size()) {
    ++level_;
    rebuild(slots_.size());
  }
}

void DistinctCount::insert(std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = static_cast<std::size_t>(hash) & mask;; at = (at + 1) & mask) {
    if (slots_[at] == hash) return;
    if (slots_[at] != 0) continue;
    slots_[at] = hash;
    ++kept_;
    return;
  }
}

void DistinctCount::rebuild(std::size_t slots) {
  const std::vector<std::uint64_t> old = std::exchange(slots_, std::vector<std::uint64_t>(slots, 0));
  kept_ = 0;
  for (const std::uint64_t hash : old) {
    if (hash != 0 && isKept(hash)) insert(hash);
  }
}

}  // namespace headroom::trace
