// Counts what the program allocates, so that a test can say: nothing.
#pragma once

#include <cstdint>

namespace headroom {

/// How many times operator new has been called.
std::uint64_t allocations();

}  // namespace headroom
