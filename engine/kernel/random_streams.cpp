#include "engine/kernel/random_streams.h"

#include <Random123/philox.h>

namespace headroom::kernel {
namespace {

std::uint64_t finalise(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

std::uint32_t low(std::uint64_t word) {
  return static_cast<std::uint32_t>(word);
}
std::uint32_t high(std::uint64_t word) {
  return static_cast<std::uint32_t>(word >> 32);
}

}  // namespace

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return finalise(finalise(a + 0x9e3779b97f4a7c15ULL) + b * 0xd1342543de82ef95ULL + 0x632be59bd9b4e019ULL);
}

std::uint64_t hashOfName(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(hash, name.size());
}

void philoxBlock(std::uint64_t key, std::uint64_t stream, std::uint64_t index, std::uint64_t out[2]) {
  const philox4x32_ctr_t counter{{low(index), high(index), low(stream), high(stream)}};
  const philox4x32_key_t words{{low(key), high(key)}};
  const philox4x32_ctr_t block = philox4x32(counter, words);
  out[0] = block.v[0] | (static_cast<std::uint64_t>(block.v[1]) << 32);
  out[1] = block.v[2] | (static_cast<std::uint64_t>(block.v[3]) << 32);
}

}  // namespace headroom::kernel
