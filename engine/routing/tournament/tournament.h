// The smallest of many keys while keys change one at a time.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace headroom::routing {

__extension__ typedef unsigned __int128 WideKey;

/// Places 0…n−1 with a key of up to 96 bits each, which may hold several numbers one after the other; of equal keys the
/// lower place wins. top() costs one read, a change at most log2 n steps and usually fewer. Nothing allocates after
/// reset(), also in copies.
class Tournament {
 public:
  static constexpr WideKey kOut = (WideKey{1} << 96) - 1;  ///< The key of a place that does not take part.

  Tournament() { reset(0); }
  explicit Tournament(std::size_t places) { reset(places); }
  /// Nobody takes part.
  void reset(std::size_t places) {
    width_ = std::bit_ceil(places < 2 ? std::size_t{2} : places);
    tree_.assign(2 * width_, kNobody);
  }

  bool empty() const { return tree_[1] == kNobody; }
  /// The place of the smallest key. REQUIRES: !empty().
  std::uint32_t top() const { return static_cast<std::uint32_t>(tree_[1]); }
  WideKey key(std::uint32_t place) const { return tree_[width_ + place] >> 32; }

  /// The key of the place changes; kOut takes it out. `worsen` when it does not shrink, `improve` when it does not
  /// grow. They say whether the winner of all, or its key, may have changed.
  bool set(std::uint32_t place, WideKey key) {
    return key < this->key(place) ? improve(place, key) : worsen(place, key);
  }
  bool worsen(std::uint32_t place, WideKey key) {
    std::size_t node = width_ + place;
    WideKey winner = tree_[node] = entry(place, key);
    for (; node > 1 && static_cast<std::uint32_t>(tree_[node / 2]) == place; node /= 2) {
      if (tree_[node ^ 1] < winner) winner = tree_[node ^ 1];
      tree_[node / 2] = winner;
    }
    return node <= 1;
  }
  bool improve(std::uint32_t place, WideKey key) {
    std::size_t node = width_ + place;
    const WideKey winner = tree_[node] = entry(place, key);
    for (node /= 2; node > 0; node /= 2) {
      if (tree_[node] < winner) return false;
      tree_[node] = winner;
    }
    return true;
  }
  /// As worsen(), but the winners are as before until worsen() or improve() of the same place, which must come before
  /// any other change.
  void worsenLater(std::uint32_t place, WideKey key) { tree_[width_ + place] = entry(place, key); }

 private:
  static constexpr WideKey kNobody = ~WideKey{0};

  /// The place below the key: no two entries are equal.
  static WideKey entry(std::uint32_t place, WideKey key) { return key == kOut ? kNobody : key << 32 | place; }

  std::size_t width_ = 2;
  std::vector<WideKey> tree_;  ///< Winner of each subtree; the root is 1, the leaf of place i stands at width_ + i.
};

}  // namespace headroom::routing
