// Chance for tests.
#pragma once

#include <cstddef>
#include <cstdint>

namespace headroom::trace {

/// A small generator, so that a failing case can be run again by its seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15 + 1) {}
  std::size_t below(std::size_t n) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::size_t>(state_ % n);
  }

 private:
  std::uint64_t state_;
};

}  // namespace headroom::trace
