// Pending-event sets of the literature, each as plain and as fast as it comes: keys of 16 bytes in arrays, no payload,
// no cancelling. Benchmarks put the kernel's EventSet beside them. All of them pop by (due, sequence).
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <queue>
#include <vector>

namespace headroom::bench {

struct Key {
  std::int64_t due;
  std::uint64_t sequence;
  bool operator<(const Key& other) const { return due != other.due ? due < other.due : sequence < other.sequence; }
  bool operator>(const Key& other) const { return other < *this; }
};

class BinaryHeap {
 public:
  void push(Key key) { queue_.push(key); }
  Key pop() {
    const Key first = queue_.top();
    queue_.pop();
    return first;
  }

 private:
  std::priority_queue<Key, std::vector<Key>, std::greater<>> queue_;
};

/// Implicit 4-ary heap: the hole sinks to a leaf along the smallest children, then the last key climbs from there.
/// The four children share a cache line, and the grandchildren are fetched ahead.
class QuaternaryHeap {
 public:
  void push(Key key) {
    keys_.push_back(key);
    climb(keys_.size() - 1, key);
  }
  Key pop() {
    const Key first = keys_.front();
    const Key last = keys_.back();
    keys_.pop_back();
    const std::size_t size = keys_.size();
    if (size == 0) return first;
    std::size_t hole = 0;
    for (std::size_t child = 1; child + 3 < size; child = hole * 4 + 1) {
      if (child * 4 + 1 < size) __builtin_prefetch(&keys_[child * 4 + 1]);
      const std::size_t left = keys_[child + 1] < keys_[child] ? child + 1 : child;
      const std::size_t right = keys_[child + 3] < keys_[child + 2] ? child + 3 : child + 2;
      const std::size_t smallest = keys_[right] < keys_[left] ? right : left;
      keys_[hole] = keys_[smallest];
      hole = smallest;
    }
    if (const std::size_t child = hole * 4 + 1; child < size) {
      std::size_t smallest = child;
      for (std::size_t other = child + 1; other < size; ++other) {
        if (keys_[other] < keys_[smallest]) smallest = other;
      }
      keys_[hole] = keys_[smallest];
      hole = smallest;
    }
    climb(hole, last);
    return first;
  }

 private:
  void climb(std::size_t hole, Key key) {
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 4;
      if (!(key < keys_[parent])) break;
      keys_[hole] = keys_[parent];
      hole = parent;
    }
    keys_[hole] = key;
  }
  std::vector<Key> keys_;
};

/// Monotone radix heap (Ahuja, Mehlhorn, Orlin, Tarjan 1990): a key lies in the bucket of the highest bit in which its
/// due time differs from the last one popped. REQUIRES: nothing is pushed before the last key popped.
class RadixHeap {
 public:
  void push(Key key) { buckets_[bucketOf(key.due)].push_back(key); }
  Key pop() {
    if (buckets_[0].empty()) refill();
    // All of bucket 0 is due at the same instant; the earliest sequence goes first.
    auto& equal = buckets_[0];
    std::size_t first = 0;
    for (std::size_t i = 1; i < equal.size(); ++i) {
      if (equal[i].sequence < equal[first].sequence) first = i;
    }
    const Key key = equal[first];
    equal[first] = equal.back();
    equal.pop_back();
    return key;
  }

 private:
  std::size_t bucketOf(std::int64_t due) const {
    return static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(due ^ last_)));
  }
  void refill() {
    std::size_t lowest = 1;
    while (buckets_[lowest].empty()) ++lowest;
    auto& bucket = buckets_[lowest];
    last_ = std::min_element(bucket.begin(), bucket.end())->due;
    for (const Key& key : bucket) push(key);
    bucket.clear();
  }
  std::array<std::vector<Key>, 65> buckets_;
  std::int64_t last_ = 0;
};

/// Winner tree over 64 slots, a word each: 58 bits of time, 6 of slot. A popped key stays as a hole that the next push
/// fills, so that a hold is one walk from leaf to root, without a branch. Ties go by slot, which hold_bench would
/// notice. REQUIRES: at most 64 keys, times below 2^57, and a push after every pop.
class WinnerTree {
 public:
  static constexpr std::size_t kMost = 64;
  WinnerTree() { nodes_.fill(~std::uint64_t{0}); }
  void push(Key key) {
    std::uint64_t winner = (static_cast<std::uint64_t>(key.due) * kMost) | hole_;
    sequences_[hole_] = key.sequence;
    std::size_t at = kMost + hole_;
    nodes_[at] = winner;
#pragma GCC unroll 6
    for (std::size_t level = kMost; level > 1; level /= 2) {
      winner = std::min(winner, nodes_[at ^ 1]);
      at /= 2;
      nodes_[at] = winner;
    }
    ++hole_;  // until the first pop
  }
  Key pop() {
    hole_ = nodes_[1] % kMost;
    return {static_cast<std::int64_t>(nodes_[1] / kMost), sequences_[hole_]};
  }

 private:
  std::array<std::uint64_t, 2 * kMost> nodes_;
  std::array<std::uint64_t, kMost> sequences_{};
  std::size_t hole_ = 0;
};

/// Calendar queue (Brown, CACM 31, 1988): days of equal length in a year, a sorted list a day, about as many days as
/// keys; days are a power of two long and are measured anew, from the gaps of the earliest keys, when the number of
/// keys doubles or halves.
class CalendarQueue {
 public:
  CalendarQueue() { days_.assign(2, kNone); }
  void push(Key key) {
    std::uint32_t at = unused_;
    if (at == kNone) {
      at = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back({});
    } else {
      unused_ = nodes_[at].next;
    }
    nodes_[at].key = key;
    insert(at);
    if (++size_ > 2 * days_.size()) measure(2 * days_.size());
  }
  Key pop() {
    for (std::size_t turned = 0; turned <= days_.size(); ++turned, ++today_) {
      const std::uint32_t at = days_[today_ & (days_.size() - 1)];
      if (at != kNone && nodes_[at].key.due >> shift_ <= today_) return take(at);
    }
    // A whole year without a key: go to the first one directly.
    std::uint32_t first = kNone;
    for (const std::uint32_t at : days_) {
      if (at != kNone && (first == kNone || nodes_[at].key < nodes_[first].key)) first = at;
    }
    today_ = nodes_[first].key.due >> shift_;
    return take(first);
  }

 private:
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  struct Node {
    Key key{};
    std::uint32_t next = kNone;
  };
  void insert(std::uint32_t at) {
    const Key key = nodes_[at].key;
    std::uint32_t* link = &days_[static_cast<std::size_t>(key.due >> shift_) & (days_.size() - 1)];
    while (*link != kNone && nodes_[*link].key < key) link = &nodes_[*link].next;
    nodes_[at].next = *link;
    *link = at;
    if (key.due >> shift_ < today_) today_ = key.due >> shift_;
  }
  Key take(std::uint32_t at) {
    days_[static_cast<std::size_t>(today_) & (days_.size() - 1)] = nodes_[at].next;
    nodes_[at].next = unused_;
    unused_ = at;
    const Key key = nodes_[at].key;
    last_ = key.due;
    --size_;
    return key;
  }
  void measure(std::size_t days) {
    std::vector<std::uint32_t> all;
    for (std::uint32_t at : days_) {
      for (; at != kNone; at = nodes_[at].next) all.push_back(at);
    }
    const std::size_t sample = std::min<std::size_t>(all.size(), 64);
    std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(sample), all.end(),
                      [&](std::uint32_t a, std::uint32_t b) { return nodes_[a].key < nodes_[b].key; });
    const std::int64_t gap =
        (nodes_[all[sample - 1]].key.due - nodes_[all[0]].key.due) / static_cast<std::int64_t>(sample);
    shift_ = std::bit_width(static_cast<std::uint64_t>(gap));
    today_ = last_ >> shift_;
    days_.assign(days, kNone);
    for (const std::uint32_t at : all) insert(at);
  }
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> days_;
  std::uint32_t unused_ = kNone;
  std::size_t size_ = 0;
  int shift_ = 20;
  std::int64_t today_ = 0;
  std::int64_t last_ = 0;
};

}  // namespace headroom::bench
