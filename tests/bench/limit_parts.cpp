#include "tests/bench/limit_parts.h"

#include <cstring>

namespace headroom::bench::limit {

Exponentials::Exponentials(std::uint64_t seed) {
  for (auto& words : state_) {
    for (std::uint64_t& word : words) {  // SplitMix64, as the authors of xoshiro advise
      std::uint64_t z = seed += 0x9e3779b97f4a7c15;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
      z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
      word = z ^ (z >> 31);
    }
  }
}

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
__attribute__((target_clones("avx512f", "avx2", "default")))
#endif
void Exponentials::fill() {
  typedef std::uint64_t Words __attribute__((vector_size(8 * kLanes)));
  typedef double Doubles __attribute__((vector_size(8 * kLanes)));
  Words s0, s1, s2, s3;
  std::memcpy(&s0, &state_[0], sizeof s0);
  std::memcpy(&s1, &state_[1], sizeof s1);
  std::memcpy(&s2, &state_[2], sizeof s2);
  std::memcpy(&s3, &state_[3], sizeof s3);
  for (std::size_t i = 0; i < kBuffer; i += kLanes) {
    Words sum = s0 + s3;
    sum = ((sum << 23) | (sum >> 41)) + s0;
    const Words t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = (s3 << 45) | (s3 >> 19);
    // u in (0, 1), then its exponent and its mantissa
    const Doubles u = reinterpret_cast<Doubles>((sum >> 12) | 0x3ff0000000000000) - (1.0 - 0x1.0p-53);
    const Words bits = reinterpret_cast<Words>(u);
    Doubles exponent = reinterpret_cast<Doubles>((bits >> 52) | 0x4330000000000000) - (0x1.0p52 + 1023.0);
    Doubles m = reinterpret_cast<Doubles>((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
    const auto upper = m > 1.4142135623730951;
    m = upper ? m * 0.5 : m;
    exponent = upper ? exponent + 1.0 : exponent;
    // ln m = 2 artanh s
    const Doubles s = (m - 1.0) / (m + 1.0);
    const Doubles z = s * s;
    Doubles series = z * (1.0 / 13) + 1.0 / 11;
    series = series * z + 1.0 / 9;
    series = series * z + 1.0 / 7;
    series = series * z + 1.0 / 5;
    series = series * z + 1.0 / 3;
    series = series * z + 1.0;
    const Doubles value = -(exponent * 0.6931471805599453 + 2.0 * s * series);
    std::memcpy(&buffer_[i], &value, sizeof value);
  }
  std::memcpy(&state_[0], &s0, sizeof s0);
  std::memcpy(&state_[1], &s1, sizeof s1);
  std::memcpy(&state_[2], &s2, sizeof s2);
  std::memcpy(&state_[3], &s3, sizeof s3);
  used_ = 0;
}

}  // namespace headroom::bench::limit
