// The present when it is crowded: more events in one bucket than a sorted list is good for.
#pragma once

#include <cstdint>
#include <vector>

namespace headroom::kernel {

/// Implicit 4-ary heap. Part of EventSet.
class FrontHeap {
 public:
  struct Key {
    std::int64_t due;
    std::uint64_t order;
    std::uint32_t slot;
  };

  FrontHeap() : keys_(64) {}

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  /// REQUIRES: !empty().
  const Key& first() const { return keys_[0]; }

  void push(const Key& key) {
    if (size_ == keys_.size()) keys_.resize(2 * size_);
    std::size_t hole = size_++;
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 4;
      if (!before(key, keys_[parent])) break;
      keys_[hole] = keys_[parent];
      hole = parent;
    }
    keys_[hole] = key;
  }

  /// REQUIRES: !empty().
  void removeFirst() {
    if (--size_ > 0) sink(0, keys_[size_]);
  }

  void clear() { size_ = 0; }

 private:
  static bool before(const Key& a, const Key& b) { return a.due != b.due ? a.due < b.due : a.order < b.order; }
  void sink(std::size_t hole, Key key);

  std::vector<Key> keys_;
  std::size_t size_ = 0;
};

}  // namespace headroom::kernel
