// A fast hash of texts for the tables of one run.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace headroom::trace {

__extension__ using Wide = unsigned __int128;

/// Both halves of a product, folded: every bit of the factors reaches every bit of the result.
inline std::uint64_t foldedProduct(std::uint64_t a, std::uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64u);
}

/// 64 well mixed bits of a text, sixteen bytes a step (after the construction of wyhash, Wang Yi 2019). Other machines
/// may have other values: nothing that is printed or stored may depend on them, save estimates.
inline std::uint64_t quickHash(std::string_view text) {
  constexpr std::uint64_t kA = 0x9E3779B97F4A7C15, kB = 0xD1B54A32D192ED03, kC = 0x8CB92BA72F3D8DD7;
  const auto word = [](const char* at, std::size_t bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, at, bytes);
    return value;
  };
  const char* at = text.data();
  std::size_t left = text.size();
  std::uint64_t hash = kC ^ left, other = kB;
  for (; left > 32; left -= 32, at += 32) {
    hash = foldedProduct(word(at, 8) ^ kA, word(at + 8, 8) ^ hash);
    other = foldedProduct(word(at + 16, 8) ^ kB, word(at + 24, 8) ^ other);
  }
  hash ^= other;
  if (left > 16) {
    hash = foldedProduct(word(at, 8) ^ kA, word(at + 8, 8) ^ hash);
    at += 16;
    left -= 16;
  }
  std::uint64_t a = 0, b = 0;
  if (left >= 8) {
    a = word(at, 8);
    b = word(at + left - 8, 8);
  } else if (left >= 4) {
    a = word(at, 4);
    b = word(at + left - 4, 4);
  } else if (left > 0) {
    const auto byte = [&](std::size_t i) { return std::uint64_t{static_cast<unsigned char>(at[i])}; };
    a = byte(0) << 16u | byte(left / 2) << 8u | byte(left - 1);
  }
  return foldedProduct(kA ^ text.size(), foldedProduct(a ^ kA, b ^ hash));
}

}  // namespace headroom::trace
