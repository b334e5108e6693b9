// HAProxy `balance source`, `uri`, `url_param` and `hdr`: a key of the request decides, by map or by ring.
#pragma once

#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// All of them read `hashType`, `hashFunction`, `avalanche`, `balanceFactor` (0, or above 100) and `allBackups`.
std::unique_ptr<Policy> makeSourceHash(const PolicySpec& spec, Diagnostics& problems);
/// Reads `length`, `depth`, `whole` and `pathOnly` too.
std::unique_ptr<Policy> makeUriHash(const PolicySpec& spec, Diagnostics& problems);
/// Reads `parameter` too.
std::unique_ptr<Policy> makeUrlParameterHash(const PolicySpec& spec, Diagnostics& problems);
/// Reads `header` and `domainOnly` too.
std::unique_ptr<Policy> makeHeaderHash(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
