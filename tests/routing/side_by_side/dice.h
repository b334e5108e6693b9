// Random choices of a case generator: the same seed gives the same case everywhere.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace headroom::side_by_side {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  /// 0 … n − 1; the remainder's tiny bias does not matter here.
  int below(int n) { return static_cast<int>(engine_() % static_cast<std::uint64_t>(n)); }
  int between(int low, int high) { return low + below(high - low + 1); }
  bool chance(int percent) { return below(100) < percent; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
  }
  /// Index by weight.
  int pickWeighted(const std::vector<int>& weights) {
    int sum = 0;
    for (const int w : weights) sum += w;
    int at = below(sum);
    int i = 0;
    while (at >= weights[static_cast<std::size_t>(i)]) at -= weights[static_cast<std::size_t>(i++)];
    return i;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace headroom::side_by_side
