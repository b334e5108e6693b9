#include "engine/kernel/far_future.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace headroom::kernel {

void FarFuture::lengthen(std::uint32_t& chain) {
  std::uint32_t chunk = unused_;
  if (chunk != 0) {
    unused_ = chunks_[chunk].next;
  } else {
    chunk = static_cast<std::uint32_t>(chunks_.size());
    chunks_.emplace_back();
  }
  chunks_[chunk].next = chain;
  chunks_[chunk].count = 0;
  chain = chunk;
}

FarFuture::Bucket FarFuture::takeFirstBucket() {
  const int level = std::countr_zero(levels_);
  const int digit = std::countr_zero(digits_[level]);
  digits_[level] &= digits_[level] - 1;
  if (digits_[level] == 0) levels_ &= levels_ - 1;
  return {std::exchange(heads_[level][digit], 0U), level};
}

std::uint32_t FarFuture::takeAll() {
  std::uint32_t all = 0;
  while (!empty()) {
    const std::uint32_t chain = takeFirstBucket().chain;
    std::uint32_t last = chain;
    while (chunks_[last].next != 0) last = chunks_[last].next;
    chunks_[last].next = all;
    all = chain;
  }
  return all;
}

std::int64_t FarFuture::beginningOf(Bucket taken) const {
  const Chunk& chunk = chunks_[taken.chain];
  std::int64_t first = chunk.entries[0].bucket;
  if (chunk.next != 0) {
    const int bits = kBlockBits + kDigitBits * taken.level;
    return (first >> bits) << bits;
  }
  for (std::uint32_t i = 1; i < chunk.count; ++i) first = std::min(first, chunk.entries[i].bucket);
  return first;
}

void FarFuture::clear() {
  while (!empty()) {
    for (std::uint32_t chain = takeFirstBucket().chain; chain != 0;) {
      const std::uint32_t next = chunks_[chain].next;
      giveBack(chain);
      chain = next;
    }
  }
}

}  // namespace headroom::kernel
