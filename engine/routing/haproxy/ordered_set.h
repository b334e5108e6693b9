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
  /// An empty set; `members`: server numbers go from 0 to one below.
  explicit OrderedSet(std::size_t members) { reset(members); }

  /// Empties the set and makes room for that many members.
  void reset(std::size_t members) {
    width_ = static_cast<std::uint32_t>(std::bit_ceil(members < 2 ? std::size_t{2} : members));
    order_.assign(members, kAbsent);
    tree_.assign(std::size_t{2} * width_, Entry{});
    next_ = 0;
  }

  /// Whether no member is shown.
  bool empty() const { return tree_[1].order == kAbsent; }
  /// REQUIRES: !empty().
  ServerIndex top() const { return tree_[1].member; }
  /// The first member, or kNoServer.
  ServerIndex first() const { return empty() ? kNoServer : top(); }

  bool contains(ServerIndex i) const { return order_[i] != kAbsent; }
  /// REQUIRES: contains both.
  bool isBefore(ServerIndex a, ServerIndex b) const { return order_[a] < order_[b]; }
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
    stamp(i, key);
    const std::uint64_t was = leaf(i).order;
    if (was == kAbsent) return;
    leaf(i).order = order_[i];
    if (order_[i] < was) {
      climb(i);
    } else {
      replay(i);
    }
  }
  /// As rekey() for a member that is shown and whose key does not shrink.
  void postpone(ServerIndex i, std::uint32_t key) {
    stamp(i, key);
    leaf(i).order = order_[i];
    replay(i);
  }

  /// A hidden member keeps its place but first() does not see it. No effect when hidden already.
  void hide(ServerIndex i) {
    if (leaf(i).order == kAbsent) return;
    leaf(i).order = kAbsent;
    replay(i);
  }
  /// REQUIRES: contains(i). No effect when it is shown already.
  void show(ServerIndex i) {
    if (leaf(i).order == order_[i]) return;
    leaf(i).order = order_[i];
    leaf(i).member = i;
    climb(i);
  }

 private:
  static constexpr std::uint64_t kAbsent = ~std::uint64_t{0};

  struct Entry {
    std::uint64_t order = kAbsent;
    ServerIndex member = 0;
  };

  Entry& leaf(ServerIndex i) { return tree_[width_ + i]; }

  // Both go field by field: a copy of a whole entry just written in parts would wait for the parts to reach the cache.

  /// After the order of `i` grew: whatever it won is decided again.
  void replay(ServerIndex i) {
    std::size_t node = std::size_t{width_} + i;
    std::uint64_t order = tree_[node].order;
    ServerIndex member = i;
    for (; node > 1 && tree_[node / 2].member == i; node /= 2) {
      const Entry& rival = tree_[node ^ 1];
      const bool wins = rival.order < order;
      member = wins ? rival.member : member;
      order = wins ? rival.order : order;
      tree_[node / 2].order = order;
      tree_[node / 2].member = member;
    }
  }
  /// After the order of `i` shrank: it wins upwards as far as it can.
  void climb(ServerIndex i) {
    const std::uint64_t order = leaf(i).order;
    for (std::size_t node = (std::size_t{width_} + i) / 2; node > 0 && tree_[node].order >= order; node /= 2) {
      tree_[node].order = order;
      tree_[node].member = i;
    }
  }
  void stamp(ServerIndex i, std::uint32_t key) {
    if (next_ == ~std::uint32_t{0}) [[unlikely]]
      renumber();
    order_[i] = (std::uint64_t{key} << 32) | next_++;
  }
  [[gnu::cold]] void renumber();

  std::vector<std::uint64_t> order_;  ///< Key and running number of every member, shown or hidden.
  std::vector<Entry> tree_;           ///< Winner of each subtree; the root is 1, leaf i stands at width_ + i.
  std::uint32_t width_ = 2;
  std::uint32_t next_ = 0;
};

}  // namespace headroom::routing
