#include "engine/routing/static_rr/static_rr.h"

namespace headroom::routing {

Choice StaticRoundRobin::choose(const RequestKey& key, Instant now, RandomSource&) {
  catchUp(now);
  return nextInMap(avoided(key));
}

std::string StaticRoundRobin::rule(const RequestKey&) const {
  return "the next slot of the map of turns that has room";
}

std::unique_ptr<Policy> makeStaticRoundRobin(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<StaticRoundRobin>(spec.servers, spec.options.allBackups);
}

}  // namespace headroom::routing
