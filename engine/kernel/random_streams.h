// Named, independent, reproducible streams of random words: any draw of any stream can be computed anywhere.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/random.h"

namespace headroom::kernel {

/// A well-mixed 64-bit hash of two words (two rounds of the SplitMix64 finaliser).
std::uint64_t mix(std::uint64_t a, std::uint64_t b);

/// A 64-bit hash of a name (FNV-1a, finished by mix), the same on every machine.
std::uint64_t hashOfName(std::string_view name);

/// One block of Philox4x32-10 as two 64-bit words. The counter is (index, stream), the key is `key`.
void philoxBlock(std::uint64_t key, std::uint64_t stream, std::uint64_t index, std::uint64_t out[2]);

/// A stream of words: blocks `firstBlock`, `firstBlock` + 1, … of stream `stream` under `key`. 2^64 streams of 2^65
/// words each.
class RandomStream final : public RandomSource {
 public:
  RandomStream(std::uint64_t key, std::uint64_t stream, std::uint64_t firstBlock = 0)
      : key_(key), stream_(stream), block_(firstBlock) {}

  std::uint64_t next() override {
    if (used_ == 2) refill();
    return words_[used_++];
  }

  /// As RandomSource::uniform, without its virtual call: (0, 1) with 52 bits, never 0 nor 1.
  double unit() { return (static_cast<double>(next() >> 12) + 0.5) * 0x1.0p-52; }

  /// True with probability `p`.
  bool chance(double p) { return unit() < p; }

 private:
  void refill() {
    philoxBlock(key_, stream_, block_++, words_);
    used_ = 0;
  }

  std::uint64_t key_;
  std::uint64_t stream_;
  std::uint64_t block_;
  std::uint64_t words_[2] = {0, 0};
  int used_ = 2;
};

/// The streams of one replication. Equal (seed, replication, name) give equal streams, whatever else the run contains.
class RandomStreams {
 public:
  RandomStreams(std::uint64_t seed, std::uint64_t replication) : key_(mix(seed, replication)) {}
  std::uint64_t key() const { return key_; }
  RandomStream open(std::string_view name) const { return RandomStream(key_, hashOfName(name)); }

 private:
  std::uint64_t key_;
};

}  // namespace headroom::kernel
