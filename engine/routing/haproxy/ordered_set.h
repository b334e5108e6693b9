// A set of servers sorted by key, equal keys in the order in which they were put in.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

#include "engine/routing/server.h"

namespace headroom::routing {

/// Members are the numbers 0…n−1; each can be in the set once. A tournament tree over all n places: first() costs one
/// read, insert() and remove() at most log2 n steps and usually fewer; nothing allocates after reset().
/// An element that is taken out and put back with the same key goes behind its equals.
class OrderedSet {
 public:
  OrderedSet() { reset(0); }
  explicit OrderedSet(std::size_t members) { reset(members); }

  /// Empties the set and makes room for that many members.
  void reset(std::size_t members) {
    width_ = static_cast<std::uint32_t>(std::bit_ceil(members < 2 ? std::size_t{2} : members));
    order_.assign(members, kAbsent);
    shown_.assign(width_, kAbsent);
    tree_.assign(std::size_t{2} * width_, 0);
    for (std::uint32_t i = 0; i < width_; ++i) tree_[width_ + i] = i;
    for (std::uint32_t node = width_ - 1; node > 0; --node) tree_[node] = tree_[2 * node];
    next_ = 0;
  }

  /// The first member, or kNoServer.
  ServerIndex first() const { return shown_[tree_[1]] == kAbsent ? kNoServer : tree_[1]; }

  bool contains(ServerIndex i) const { return order_[i] != kAbsent; }
  /// REQUIRES: contains(i).
  std::uint32_t key(ServerIndex i) const { return static_cast<std::uint32_t>(order_[i] >> 32); }

  /// REQUIRES: !contains(i).
  void insert(ServerIndex i, std::uint32_t key) {
    stamp(i, key);
    show(i);
  }
  /// Like insert(), but hidden until show().
  void insertHidden(ServerIndex i, std::uint32_t key) { stamp(i, key); }

  /// No effect when it is not in the set.
  void remove(ServerIndex i) {
    hide(i);
    order_[i] = kAbsent;
  }

  /// As remove() and insert(), in one walk. REQUIRES: contains(i). A hidden member stays hidden.
  void rekey(ServerIndex i, std::uint32_t key) {
    const std::uint64_t was = shown_[i];
    stamp(i, key);
    if (was == kAbsent) return;
    shown_[i] = order_[i];
    if (order_[i] < was) {
      climb(i);
    } else {
      replay(i);
    }
  }

  /// A hidden member keeps its place but first() does not see it. No effect when hidden already.
  void hide(ServerIndex i) {
    if (shown_[i] == kAbsent) return;
    shown_[i] = kAbsent;
    replay(i);
  }
  /// REQUIRES: contains(i). No effect when it is shown already.
  void show(ServerIndex i) {
    if (shown_[i] == order_[i]) return;
    shown_[i] = order_[i];
    climb(i);
  }

 private:
  static constexpr std::uint64_t kAbsent = ~std::uint64_t{0};

  /// After the value of `i` grew: whatever it won is decided again.
  void replay(ServerIndex i) {
    for (std::uint32_t node = (width_ + i) / 2; node > 0 && tree_[node] == i; node /= 2) {
      const std::uint32_t left = tree_[2 * node];
      const std::uint32_t right = tree_[2 * node + 1];
      tree_[node] = shown_[right] < shown_[left] ? right : left;
    }
  }
  /// After the value of `i` shrank: it wins upwards as far as it can.
  void climb(ServerIndex i) {
    const std::uint64_t value = shown_[i];
    for (std::uint32_t node = (width_ + i) / 2; node > 0; node /= 2) {
      if (shown_[tree_[node]] < value) break;
      tree_[node] = i;
    }
  }
  void stamp(ServerIndex i, std::uint32_t key) {
    if (next_ == ~std::uint32_t{0}) renumber();
    order_[i] = (std::uint64_t{key} << 32) | next_++;
  }
  void renumber();

  std::vector<std::uint64_t> order_;  ///< Key and running number of every member, shown or hidden.
  std::vector<std::uint64_t> shown_;  ///< The same where shown.
  std::vector<std::uint32_t> tree_;   ///< Winner of each subtree; the root is 1, the leaves are their own numbers.
  std::uint32_t width_ = 2;
  std::uint32_t next_ = 0;
};

}  // namespace headroom::routing
