// Looking for bytes sixteen at a time. SSE2 is part of every x86-64; elsewhere the compiler makes of the loops what it
// can.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace headroom::trace {

/// Sixteen bytes that can be compared with one.
class Bytes16 {
 public:
  static constexpr std::size_t kSize = 16;

  /// REQUIRES: sixteen bytes at `from`.
  explicit Bytes16(const char* from) {
#if defined(__SSE2__)
    bytes_ = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
#else
    std::memcpy(bytes_.data(), from, kSize);
#endif
  }

  /// Bit i: byte i is `c`.
  std::uint32_t equal(char c) const {
#if defined(__SSE2__)
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes_, _mm_set1_epi8(c))));
#else
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < kSize; ++i) mask |= std::uint32_t{bytes_[i] == c} << i;
    return mask;
#endif
  }

  /// Whether all bytes are those of `other`.
  bool operator==(const Bytes16& other) const {
#if defined(__SSE2__)
    return _mm_movemask_epi8(_mm_cmpeq_epi8(bytes_, other.bytes_)) == 0xFFFF;
#else
    return bytes_ == other.bytes_;
#endif
  }

 private:
#if defined(__SSE2__)
  __m128i bytes_;
#else
  std::array<char, kSize> bytes_;
#endif
};

/// Where the first of two bytes stands in `text`, or its size. For texts of some dozen bytes: a call of memchr costs
/// more.
inline std::size_t findEither(std::string_view text, char one, char other) {
  std::size_t at = 0;
  for (; at + Bytes16::kSize <= text.size(); at += Bytes16::kSize) {
    const Bytes16 bytes(text.data() + at);
    if (const std::uint32_t hits = bytes.equal(one) | bytes.equal(other); hits != 0)
      return at + static_cast<std::size_t>(std::countr_zero(hits));
  }
  while (at < text.size() && text[at] != one && text[at] != other) ++at;
  return at;
}

/// Where the first `c` stands in `text` from `from` on, or its size.
inline std::size_t findByte(std::string_view text, char c, std::size_t from = 0) {
  std::size_t at = from;
  for (; at + Bytes16::kSize <= text.size(); at += Bytes16::kSize) {
    if (const std::uint32_t hits = Bytes16(text.data() + at).equal(c); hits != 0)
      return at + static_cast<std::size_t>(std::countr_zero(hits));
  }
  while (at < text.size() && text[at] != c) ++at;
  return at;
}

}  // namespace headroom::trace
