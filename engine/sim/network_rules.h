// Laws and station rules of a described network, as the simulator takes them.
#pragma once

#include <memory>

#include "engine/analytic/network_model.h"
#include "engine/base/error.h"
#include "engine/kernel/sampler.h"
#include "engine/sim/station_rules.h"

namespace headroom::sim {

kernel::Sampler samplerOf(const analytic::Distribution& law);

/// The rules of a station; null when it needs none. Adds what the simulator cannot do to `problems`.
std::shared_ptr<const StationRules> rulesOf(const analytic::NetworkModel& model, const analytic::Station& station,
                                            int priorities, Diagnostics& problems);

}  // namespace headroom::sim
