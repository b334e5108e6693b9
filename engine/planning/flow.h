// The load of every machine by formula: the analytic twin that stands beside the simulated figures.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::planning {

/// Work that wants to reach each server, database (its read instances and lock classes, held without a wait for cores,
/// by themselves), proxy and balancer per (cores × time), at `loadFactor` times the farm's open load with the nodes
/// `down` out. From the traffic equations over the references and the balancers' shares (weights of the usable
/// members). Exact for round robin; servers behind a least-connections balancer are left out, because their shares
/// depend on the moment, and so are relays with a handshake to which proxies, servers or people in sessions come again:
/// they may find a connection open. nullopt when there is no formula: closed or replayed users, or calls that feed each
/// other without end.
std::optional<std::map<std::string, double>> offeredLoads(const farm::Farm& farm, double loadFactor,
                                                          const std::vector<std::string>& down);

}  // namespace headroom::planning
