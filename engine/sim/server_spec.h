// A farm's machines as the simulation takes them.
#pragma once

#include "engine/farm/farm.h"
#include "engine/sim/model.h"

namespace headroom::sim {

/// Cores, speed and pools; ways and the station of its cores are the caller's.
ServerSpec serverSpecOf(const farm::Server& server);

/// The cores of a server.
StationSpec coresOf(const farm::Server& server);

StationSpec databaseStationOf(const farm::Database& database);

}  // namespace headroom::sim
