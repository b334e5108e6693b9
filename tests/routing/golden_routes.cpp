#include "tests/routing/golden_pool.h"

namespace headroom::routing {

ReplayResult replayRoutes(const GoldenFile&) {
  ReplayResult result;
  result.mismatch = "route cases are not supported";
  return result;
}

}  // namespace headroom::routing
