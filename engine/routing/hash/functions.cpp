#include "engine/routing/hash/functions.h"

#include <array>

namespace headroom::routing {
namespace {

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1) != 0 ? (c >> 1) ^ 0xEDB88320 : c >> 1;
    table[i] = c;
  }
  return table;
}();

std::uint32_t byteOf(char c) {
  return static_cast<unsigned char>(c);
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
  std::uint32_t h = 0;
  for (const char c : bytes) h = byteOf(c) + 65599 * h;
  return h;
}

std::uint32_t djb2(std::string_view bytes) {
  std::uint32_t h = 5381;
  for (const char c : bytes) h = 33 * h + byteOf(c);
  return h;
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
  for (const char b : bytes) c = kCrcTable[(c ^ byteOf(b)) & 0xFF] ^ (c >> 8);
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
