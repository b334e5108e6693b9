// Checks of what crosses the network: connections and shared links. Inside of the farm_file room.
#pragma once

#include "engine/farm/farm.h"
#include "engine/farm_file/checker.h"

namespace headroom::farm_file {

/// What it costs to open connections to a relay.
void checkConnections(Checker& check, const Subject& subject, const farm::RelayCapacity& capacity);

/// How messages share a link.
void checkSharing(Checker& check, const Subject& subject, const farm::Link& link);

}  // namespace headroom::farm_file
