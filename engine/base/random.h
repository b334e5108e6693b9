// Randomness is handed in by the caller, never taken from a global.
#pragma once

#include <cstdint>

namespace headroom {

/// A stream of independent, uniformly distributed 64-bit words. One stream serves one purpose; not thread-safe.
class RandomSource {
 public:
  virtual ~RandomSource() = default;
  /// The next word; all 64 bits are equally random.
  virtual std::uint64_t next() = 0;

  /// Uniform in the open interval (0, 1) with 52 bits: never 0 and never 1, so that both logarithms are finite.
  /// (With 53 bits the largest word would round up to 1.)
  double uniform() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1.0p-52; }
};

}  // namespace headroom
