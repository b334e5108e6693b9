#include "tests/routing/side_by_side/recorder.h"

#include "tests/routing/side_by_side/pool_session.h"
#include "tests/routing/side_by_side/route_session.h"

namespace headroom::side_by_side {

using nlohmann::json;

routing::GoldenFile record(json header, const Script& script) {
  return isRouteCase(header) ? recordRoutes(std::move(header), script) : recordPool(std::move(header), script);
}

Script scriptOf(const routing::GoldenFile& golden) {
  return [steps = golden.steps, at = std::size_t{0}](const Situation&) mutable -> std::optional<json> {
    if (at == steps.size()) return std::nullopt;
    json step = steps[at++];
    for (const char* decision : {"chosen", "status", "waits", "started", "tried", "set_cookie", "reply", "state",
                                 "forwarded", "location", "ended"}) {
      step.erase(decision);
    }
    return step;
  };
}

}  // namespace headroom::side_by_side
