#include "engine/routing/envoy_random/envoy_random.h"

namespace headroom::routing {

std::unique_ptr<Policy> makeEnvoyRandom(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<EnvoyRandom>(spec.servers);
}

}  // namespace headroom::routing
