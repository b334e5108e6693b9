// The hash functions that balancers apply to request keys. All are unsigned 32-bit with wrap-around, over raw bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>

namespace headroom::routing {

/// HAProxy's `hash-type` functions.
enum class HashFunction { Sdbm, Djb2, Wt6, Crc32 };

/// The function called `name` in a HAProxy configuration, or nullopt.
std::optional<HashFunction> hashFunctionNamed(std::string_view name);
std::string_view toString(HashFunction function);

/// h = c + 65599·h from 0 (the sdbm database library's hash).
std::uint32_t sdbm(std::string_view bytes);
/// h = 33·h + c from 5381 (Daniel J. Bernstein).
std::uint32_t djb2(std::string_view bytes);
/// Two words turned against each other by amounts that they choose themselves (W. Tarreau).
std::uint32_t wt6(std::string_view bytes);
/// The common CRC-32: reflected polynomial EDB88320, inverted at both ends. `so_far` continues an earlier result, so
/// crc32(b, crc32(a)) is the value of a followed by b.
std::uint32_t crc32(std::string_view bytes, std::uint32_t so_far = 0);

/// As the original computes it, bit for bit.
std::uint32_t hashBytes(HashFunction function, std::string_view bytes);

/// Bob Jenkins' public full-avalanche integer mix and one multiplication, as HAProxy applies it to the ring's nodes
/// and, if asked to, to a key's hash.
constexpr std::uint32_t avalanche(std::uint32_t a) {
  a = (a + 0x7ED55D16) + (a << 12);
  a = (a ^ 0xC761C23C) ^ (a >> 19);
  a = (a + 0x165667B1) + (a << 5);
  a = (a + 0xD3A2646C) ^ (a << 9);
  a = (a + 0xFD7046C5) + (a << 3);
  a = (a ^ 0xB55A4F09) ^ (a >> 16);
  return a * 0xC0000001;
}

}  // namespace headroom::routing
