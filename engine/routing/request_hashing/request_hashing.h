// HAProxy `balance source`, `uri`, `url_param` and `hdr`: a key of the request decides, by map or by ring.
#pragma once

#include "engine/routing/policy_spec.h"

namespace headroom::routing {

std::unique_ptr<Policy> makeSourceHash(const PolicySpec& spec, Diagnostics& problems);
std::unique_ptr<Policy> makeUriHash(const PolicySpec& spec, Diagnostics& problems);
std::unique_ptr<Policy> makeUrlParameterHash(const PolicySpec& spec, Diagnostics& problems);
std::unique_ptr<Policy> makeHeaderHash(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
