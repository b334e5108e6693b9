// Replays recorded decisions of a real balancer on the routing core.
#pragma once

#include <string>

namespace headroom::routing {

struct ReplayResult {
  bool passed = false;
  std::string algorithm;  ///< From the header, such as "haproxy roundrobin"; empty when there is none.
  std::string mismatch;   ///< Empty when passed; otherwise the first difference, with line and step.
  long decisions = 0;
};

/// Replays one golden file, plain or gzip'ed. A feature that the core does not have is a mismatch, never skipped.
ReplayResult replayGoldenFile(const std::string& path);

}  // namespace headroom::routing
