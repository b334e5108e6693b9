#include "engine/trace/keyed_hash.h"

#include <bit>

namespace headroom::trace {
namespace {

struct State {
  std::uint64_t a, b, c, d;

  void round() {
    a += b;
    b = std::rotl(b, 13) ^ a;
    a = std::rotl(a, 32);
    c += d;
    d = std::rotl(d, 16) ^ c;
    a += d;
    d = std::rotl(d, 21) ^ a;
    c += b;
    b = std::rotl(b, 17) ^ c;
    c = std::rotl(c, 32);
  }

  void take(std::uint64_t word) {
    d ^= word;
    round();
    round();
    a ^= word;
  }
};

/// Up to eight bytes, the first one lowest.
std::uint64_t littleEndian(std::string_view bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return word;
}

}  // namespace

std::uint64_t keyedHash(const HashKey& key, std::string_view text) {
  // "somepseudorandomlygeneratedbytes"
  State state{key.low ^ 0x736F6D6570736575, key.high ^ 0x646F72616E646F6D, key.low ^ 0x6C7967656E657261,
              key.high ^ 0x7465646279746573};
  std::string_view rest = text;
  for (; rest.size() >= 8; rest.remove_prefix(8)) state.take(littleEndian(rest.substr(0, 8)));
  state.take(littleEndian(rest) | std::uint64_t{text.size() & 0xFFU} << 56);
  state.c ^= 0xFF;
  for (int i = 0; i < 4; ++i) state.round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

HashKey keyFromSecret(std::string_view secret) {
  return {keyedHash({0x6865616472, 1}, secret), keyedHash({0x6865616472, 2}, secret)};
}

}  // namespace headroom::trace
