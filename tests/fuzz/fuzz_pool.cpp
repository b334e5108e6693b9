// Fuzz target: sequences of operations on pools.
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/pool_operations.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string broken = headroom::routing::runPoolOperations({data, size});
  if (broken.empty()) return 0;
  std::fprintf(stderr, "%s\n", broken.c_str());
  std::abort();
}
