// Sessions compiled for running.
#pragma once

#include <cstdint>
#include <vector>

namespace headroom::sim {

/// Ways to pages: each is taken when a uniform number lies below its `upTo` and not below that of the one before;
/// beyond the last nobody goes on.
struct SessionWay {
  double upTo = 0;
  std::uint32_t source = 0;  ///< Of the page.
};

using SessionWays = std::vector<SessionWay>;

/// The source of the page that is gone to; `none` when the session ends.
inline std::uint32_t wayTaken(const SessionWays& ways, double u, std::uint32_t none) {
  for (const SessionWay& way : ways) {
    if (u < way.upTo) return way.source;
  }
  return none;
}

}  // namespace headroom::sim
