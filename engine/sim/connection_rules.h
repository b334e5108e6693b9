// What connections to a relay cost.
#pragma once

#include <memory>

#include "engine/base/time.h"
#include "engine/farm/farm.h"
#include "engine/kernel/sampler.h"

namespace headroom::sim {

struct ConnectionRules {
  kernel::Sampler handshake;  ///< Service time on the relay's cores, speed included.
  int roundTrips = 0;         ///< Before the request is sent.
  Duration keepAlive;         ///< An idle one is kept for so long.
};

/// Null: they cost nothing.
std::shared_ptr<const ConnectionRules> connectionRulesOf(const farm::RelayCapacity& relay);

}  // namespace headroom::sim
