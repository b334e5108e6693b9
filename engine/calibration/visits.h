// What a user's request makes other applications do.
#pragma once

#include <optional>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::calibration {

/// Work that one user's request of an application causes, by the application that does it.
struct Visits {
  std::vector<double> own;             ///< Times the application's own work is done; 1 for the one asked.
  std::vector<double> callMs;          ///< Core time of calls with a work of their own, at speed 1.
  std::vector<double> callDatabaseMs;  ///< The same on its database.
};

/// For each application; only their own work where the logs hold the calls as requests of their own. nullopt when calls
/// feed each other without end.
std::optional<std::vector<Visits>> visitsOf(const farm::Farm& farm, bool callsLogged);

/// Mean time a user's request spends elsewhere than on the cores of its own server when nothing is in its way: database
/// and synchronous calls, in ms, by the farm's figures. Not the network's latencies.
double elsewhereMs(const farm::Farm& farm, const farm::Application& application);

}  // namespace headroom::calibration
