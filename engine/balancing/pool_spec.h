// From a farm to what engine/routing executes: the pool behind a zone's balancer, and everything that is wrong with it.
#pragma once

#include <memory>
#include <string>

#include "engine/base/error.h"
#include "engine/farm/farm.h"
#include "engine/routing/pool.h"

namespace headroom::balancing {

/// The pool of a zone's balancer: the servers are farm::balancerTargets(farm, zone), in that order. Options, limits,
/// health, retries and persistence are those of settingsOf(). Problems carry the place in the farm's file: an unknown
/// algorithm or hash function, a pool without servers, a weight above 256, two servers with one id, …
Result<routing::PoolSpec> poolSpecOf(const farm::Farm& farm, const farm::Zone& zone);

/// A pool of that specification, with the members that are to drain draining.
Result<std::unique_ptr<routing::Pool>> makePool(const farm::Farm& farm, const farm::Zone& zone);

/// Every problem of every balancer and of the main proxy's rules, in the order of the farm. Zones whose balancer sends
/// to no server at all are left out: a sketch may have them, and a request to them is answered 503.
Diagnostics problemsOf(const farm::Farm& farm);

}  // namespace headroom::balancing
