#include "engine/routing/hash/functions.h"

#include <array>

namespace headroom::routing {
namespace {

constexpr std::size_t kCrcStep = 8;  ///< Bytes at a time.

/// Line n: what a byte does to the remainder n bytes further on.
constexpr std::array<std::array<std::uint32_t, 256>, kCrcStep> kCrcTables = [] {
  std::array<std::array<std::uint32_t, 256>, kCrcStep> tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1) != 0 ? (c >> 1) ^ 0xEDB88320 : c >> 1;
    tables[0][i] = c;
  }
  for (std::size_t n = 1; n < kCrcStep; ++n) {
    for (std::uint32_t i = 0; i < 256; ++i) {
      const std::uint32_t before = tables[n - 1][i];
      tables[n][i] = tables[0][before & 0xFF] ^ (before >> 8);
    }
  }
  return tables;
}();

std::uint32_t byteOf(char c) {
  return static_cast<unsigned char>(c);
}

/// h = factor·h + c over all bytes, four at a time: one multiplication has to wait for the one before instead of four.
std::uint32_t polynomial(std::string_view bytes, std::uint32_t h, std::uint32_t factor) {
  const std::uint32_t second = factor * factor;
  const std::uint32_t third = second * factor;
  const std::uint32_t fourth = third * factor;
  const char* c = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= 4; left -= 4, c += 4) {
    h = fourth * h + (third * byteOf(c[0]) + second * byteOf(c[1]) + factor * byteOf(c[2]) + byteOf(c[3]));
  }
  for (; left > 0; --left, ++c) h = factor * h + byteOf(*c);
  return h;
}

std::uint32_t littleEndianWord(const char* c) {
  return byteOf(c[0]) | byteOf(c[1]) << 8 | byteOf(c[2]) << 16 | byteOf(c[3]) << 24;
}

}  // namespace

std::optional<HashFunction> hashFunctionNamed(std::string_view name) {
  for (const HashFunction f : {HashFunction::Sdbm, HashFunction::Djb2, HashFunction::Wt6, HashFunction::Crc32}) {
    if (toString(f) == name) return f;
  }
  return std::nullopt;
}

std::string_view toString(HashFunction function) {
  switch (function) {
    case HashFunction::Sdbm:
      return "sdbm";
    case HashFunction::Djb2:
      return "djb2";
    case HashFunction::Wt6:
      return "wt6";
    case HashFunction::Crc32:
      return "crc32";
  }
  return "";
}

std::uint32_t sdbm(std::string_view bytes) {
  return polynomial(bytes, 0, 65599);
}

std::uint32_t djb2(std::string_view bytes) {
  return polynomial(bytes, 5381, 33);
}

std::uint32_t wt6(std::string_view bytes) {
  std::uint32_t h0 = 0xA53C965A;
  std::uint32_t h1 = 0x5CA6953A;
  int turn0 = 6;
  int turn1 = 18;
  for (const char c : bytes) {
    h0 = ~(h0 ^ byteOf(c));
    h1 = ~(h1 + byteOf(c));
    const std::uint32_t turned = std::rotl(h1, turn0);
    h1 = std::rotl(h0, turn1);
    h0 = turned;
    const std::uint32_t t = ((h0 >> 16) ^ h1) & 0xFFFF;
    turn0 = static_cast<int>(t & 31);
    turn1 = static_cast<int>(t >> 11);
  }
  return h0 ^ h1;
}

std::uint32_t crc32(std::string_view bytes, std::uint32_t so_far) {
  std::uint32_t c = ~so_far;
  const auto& t = kCrcTables;
  const char* b = bytes.data();
  std::size_t left = bytes.size();
  for (; left >= kCrcStep; left -= kCrcStep, b += kCrcStep) {
    const std::uint32_t low = c ^ littleEndianWord(b);
    const std::uint32_t high = littleEndianWord(b + 4);
    c = t[7][low & 0xFF] ^ t[6][low >> 8 & 0xFF] ^ t[5][low >> 16 & 0xFF] ^ t[4][low >> 24] ^ t[3][high & 0xFF] ^
        t[2][high >> 8 & 0xFF] ^ t[1][high >> 16 & 0xFF] ^ t[0][high >> 24];
  }
  for (; left > 0; --left, ++b) c = t[0][(c ^ byteOf(*b)) & 0xFF] ^ (c >> 8);
  return ~c;
}

std::uint32_t hashBytes(HashFunction function, std::string_view bytes) {
  switch (function) {
    case HashFunction::Sdbm:
      return sdbm(bytes);
    case HashFunction::Djb2:
      return djb2(bytes);
    case HashFunction::Wt6:
      return wt6(bytes);
    case HashFunction::Crc32:
      return crc32(bytes);
  }
  return 0;
}

}  // namespace headroom::routing
