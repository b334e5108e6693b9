#include "engine/trace/text_hash.h"

namespace headroom::trace {

std::uint64_t textHash(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325;  // FNV-1a, then the finaliser of MurmurHash3 for the high bits
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCD;
  hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
  return hash ^ (hash >> 33);
}

}  // namespace headroom::trace
