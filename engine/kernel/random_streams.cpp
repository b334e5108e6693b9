#include "engine/kernel/random_streams.h"

namespace headroom::kernel {
std::uint64_t hashOfName(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix(hash, name.size());
}

}  // namespace headroom::kernel
