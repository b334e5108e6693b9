// Named, independent, reproducible streams of random words: any draw of any stream can be computed anywhere.
#pragma once

#include <bit>
#include <cstdint>
#include <string_view>

#include "engine/base/random.h"

namespace headroom::kernel {

namespace detail {

constexpr std::uint64_t finalise(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

}  // namespace detail

/// A well-mixed 64-bit hash of two words (two rounds of the SplitMix64 finaliser).
constexpr std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return detail::finalise(detail::finalise(a + 0x9e3779b97f4a7c15ULL) + b * 0xd1342543de82ef95ULL +
                          0x632be59bd9b4e019ULL);
}

/// A 64-bit hash of a name (FNV-1a, finished by mix), the same on every machine.
std::uint64_t hashOfName(std::string_view name);

struct WordPair {
  std::uint64_t first;
  std::uint64_t second;
};

/// One block of Philox2x64-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): the
/// counter is (index, stream).
[[gnu::always_inline]] constexpr WordPair wordsAt(std::uint64_t key, std::uint64_t stream, std::uint64_t index) {
  __extension__ using Wide = unsigned __int128;
#pragma GCC unroll 10  // a loop would double the instructions
  for (int round = 0; round < 10; ++round) {
    const Wide product = static_cast<Wide>(index) * 0xd2b74407b1ce6e93;
    index = static_cast<std::uint64_t>(product >> 64) ^ (key ^ stream);
    stream = static_cast<std::uint64_t>(product);
    key += 0x9e3779b97f4a7c15;
  }
  return {index, stream};
}

/// Uniform in the open interval (0, 1) with 52 bits, as RandomSource::uniform: 1.f - (1 - 2^-53), which is exact.
constexpr double unitOf(std::uint64_t word) {
  return std::bit_cast<double>(0x3ff0000000000000 | (word >> 12)) - (1.0 - 0x1.0p-53);
}

/// A stream of words: blocks `firstBlock`, `firstBlock` + 1, … of stream `stream` under `key`. 2^64 streams of 2^65
/// words each.
class RandomStream final : public RandomSource {
 public:
  RandomStream(std::uint64_t key, std::uint64_t stream, std::uint64_t firstBlock = 0)
      : key_(key), stream_(stream), block_(firstBlock) {}

  std::uint64_t next() override {
    if (hasSecond_) {
      hasSecond_ = false;
      return second_;
    }
    const WordPair words = wordsAt(key_, stream_, block_++);
    second_ = words.second;
    hasSecond_ = true;
    return words.first;
  }

  /// As RandomSource::uniform, without its virtual call: (0, 1) with 52 bits, never 0 nor 1.
  double unit() { return unitOf(next()); }

  /// True with probability `p`.
  bool chance(double p) { return unit() < p; }

 private:
  std::uint64_t key_;
  std::uint64_t stream_;
  std::uint64_t block_;
  std::uint64_t second_ = 0;
  bool hasSecond_ = false;
};

/// Words in a row, cheaper than RandomStream's: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014). Its whole state is one word, a place on a circle of 2^64, and any place can be begun at:
/// what is drawn for one subject needs no more than the subject's name and what it is for.
class SplitMixStream {
 public:
  /// Begins at `place`, which wants to be chance itself: RandomStreams::named(), a word of another stream, or
  /// placeOf() beyond one of these.
  constexpr explicit SplitMixStream(std::uint64_t place) : place_(place) {}
  /// So far beyond the name of a subject are the words of each purpose and, within it, of each number: 1024 of them
  /// in a row, and a law of a thousand stages takes a thousand.
  static constexpr std::uint64_t placeOf(std::uint64_t purpose, std::uint64_t number) {
    return purpose * 0xd1342543de82ef95ULL + number * (kStep << 10);
  }
  [[gnu::always_inline]] constexpr std::uint64_t next() { return detail::finalise(place_ += kStep); }
  double unit() { return unitOf(next()); }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15ULL;  // 2^64 over the golden ratio
  std::uint64_t place_;
};

/// The streams of one replication. Equal (seed, replication, name) give equal streams, whatever else the run contains.
class RandomStreams {
 public:
  RandomStreams(std::uint64_t seed, std::uint64_t replication) : key_(mix(seed, replication)) {}
  std::uint64_t key() const { return key_; }
  RandomStream open(std::string_view name) const { return RandomStream(key_, hashOfName(name)); }
  /// Where the SplitMixStream of a subject begins, which equal (seed, replication, subject) have in common.
  std::uint64_t named(std::uint64_t subject) const { return mix(key_, subject); }

 private:
  std::uint64_t key_;
};

}  // namespace headroom::kernel
