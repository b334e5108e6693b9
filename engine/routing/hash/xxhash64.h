// xxHash64, the 64-bit hash that Envoy's ring and table are built with.
#pragma once

#include <cstdint>
#include <string_view>

namespace headroom::routing {

/// Y. Collet's XXH64 (github.com/Cyan4973/xxHash, specification 0.1.1), the same on every platform.
std::uint64_t xxHash64(std::string_view bytes, std::uint64_t seed = 0);

}  // namespace headroom::routing
