#include "tests/routing/golden_replay.h"

#include <stdexcept>

#include "tests/routing/golden_pool.h"

namespace headroom::routing {

ReplayResult replayGoldenFile(const std::string& path) {
  ReplayResult result;
  try {
    const auto golden = readGoldenFile(path, result.mismatch);
    if (!golden) return result;
    const bool routes = golden->header.value("algorithm", "") == "route";
    result = routes ? replayRoutes(*golden) : replayPool(*golden);
    result.algorithm = golden->header.value("program", "") + " " + golden->header.value("algorithm", "");
  } catch (const nlohmann::json::exception& e) {
    result.mismatch = std::string("not a golden file: ") + e.what();
  } catch (const std::out_of_range&) {
    result.mismatch = "a step names a server or request that there is not";
  }
  result.passed = result.mismatch.empty();
  return result;
}

}  // namespace headroom::routing
