// A hash that nobody can repeat without its key.
#pragma once

#include <cstdint>
#include <string_view>

namespace headroom::trace {

/// 128 bits. Whoever has it can find out by trying whether a pseudonym stands for a given text.
struct HashKey {
  std::uint64_t low = 0, high = 0;
};

/// SipHash-2-4 (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012).
std::uint64_t keyedHash(const HashKey& key, std::string_view text);

/// The key that stands for a secret of the user's: the same secret, the same key.
HashKey keyFromSecret(std::string_view secret);

}  // namespace headroom::trace
