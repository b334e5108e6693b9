// Users compiled for running.
#pragma once

#include <memory>

#include "engine/farm/users.h"
#include "engine/sim/retries.h"
#include "engine/sim/varying_arrivals.h"

namespace headroom::sim {

/// How their arrivals vary, at `loadFactor` times today's rate; null: they are Poisson.
std::shared_ptr<const VaryingSpec> varyingOf(const farm::OpenLoad& load, double loadFactor);

/// Poisson arrivals in the same form.
std::shared_ptr<const VaryingSpec> poissonOf(const farm::OpenLoad& load, double loadFactor);

/// What they do about requests that fail or take long; null: nothing.
std::shared_ptr<const RetrySpec> retriesOf(const farm::Users& users);

}  // namespace headroom::sim
