// Choosing the best figure there is for every demand.
#pragma once

#include <vector>

#include "engine/calibration/calibration.h"

namespace headroom::calibration {

/// What the log and the counters know about demands.
struct Evidence {
  const std::vector<CpuFit>& cpu;
  const std::vector<LowLoad>& lowLoad;
};

/// In order of trust: counters, timers of a proxy at low load, response times at low load, the farm's own figure. From
/// times at low load database work and synchronous calls are taken off, with the producers' demands as chosen here.
/// Warnings are added to `warnings`.
std::vector<Demand> chooseDemands(const farm::Farm& farm, const Evidence& evidence, Diagnostics& warnings);

/// Sets the demands of a farm's applications.
void setDemands(farm::Farm& farm, const std::vector<Demand>& demands);

/// Cores of the servers of the zones that have applications; each server once.
int coresOf(const farm::Farm& farm);

}  // namespace headroom::calibration
