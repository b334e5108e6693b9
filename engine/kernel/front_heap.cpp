#include "engine/kernel/front_heap.h"

#include <algorithm>

namespace headroom::kernel {

void FrontHeap::sink(std::size_t hole, Key key) {
  for (;;) {
    const std::size_t child = hole * 4 + 1;
    if (child >= size_) break;
    const std::size_t end = std::min(child + 4, size_);
    std::size_t smallest = child;
    for (std::size_t other = child + 1; other < end; ++other) {
      if (before(keys_[other], keys_[smallest])) smallest = other;
    }
    if (!before(keys_[smallest], key)) break;
    keys_[hole] = keys_[smallest];
    hole = smallest;
  }
  keys_[hole] = key;
}

}  // namespace headroom::kernel
