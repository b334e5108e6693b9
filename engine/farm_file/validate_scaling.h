// What is checked of autoscaled zones, of servers that shed load, and of balancers' limits.
#pragma once

#include "engine/farm_file/checker.h"

namespace headroom::farm_file {

/// `path`: of the zone in the message. `masters`: the zones checked so far by the servers they start and stop.
void checkAutoscaling(Checker& check, const farm::Farm& farm, const farm::Zone& zone, const std::string& path,
                      std::map<std::string, std::string>& masters);
/// `server`: the one that sheds.
void checkShedding(Checker& check, const Subject& server, const farm::Shedding& shedding);
/// Envoy's circuit breakers.
void checkRequestLimits(Checker& check, const Subject& subject, const farm::Balancer& balancer);

}  // namespace headroom::farm_file
