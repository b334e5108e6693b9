// What the tests of routing share.
#pragma once

#include <cmath>
#include <cstdint>

#include "engine/base/random.h"

namespace headroom::routing {

/// SplitMix64 (Steele, Lea, Flood 2014): small, seeded, the same everywhere.
class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() override {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

 private:
  std::uint64_t state_;
};

/// 99.9 % quantile of the chi-square distribution (Wilson and Hilferty's approximation, within 1 % from 2 degrees on).
inline double chiSquareQuantile999(int degrees) {
  if (degrees <= 1) return 10.83;
  const double a = 2.0 / (9.0 * degrees);
  const double root = 1 - a + 3.0902 * std::sqrt(a);
  return degrees * root * root * root;
}

}  // namespace headroom::routing
