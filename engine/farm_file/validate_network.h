// Checks of what crosses the network: connections, links and name resolution. Inside of the farm_file room.
#pragma once

#include "engine/farm/farm.h"
#include "engine/farm_file/checker.h"
#include "engine/farm_file/farm_names.h"

namespace headroom::farm_file {

/// What it costs to open connections to a relay.
void checkConnections(Checker& check, const Subject& subject, const farm::RelayCapacity& capacity);

/// `nodes`: the names taken so far that events can tell apart, those of links among them.
void checkLink(Checker& check, const farm::Link& link, const std::string& path, const FarmNames& names, Scope& nodes);

/// A name that resolves to a node, and the segments that see it.
void checkDns(Checker& check, const farm::DnsRecord& record, const std::string& path, const FarmNames& names);

}  // namespace headroom::farm_file
