// Sentences about addresses and paths that hops have in common. Inside of the network room.
#pragma once

#include <optional>
#include <string>

#include "engine/farm/farm.h"
#include "engine/network/network.h"

namespace headroom::network {

/// Where an address leads from one place, and how.
struct Landing {
  Endpoint end;
  std::optional<Path> path;
  std::string problem;  ///< Why nobody answers; empty when somebody does.
};

/// Looks `address` up and finds the way to it for a caller at `from`. A caller that is no node ("client") is next to
/// everything.
Landing reach(const farm::Farm& farm, const Network& network, const std::string& from, const std::string& address,
              int port);

/// Whether there is a way from one node to another; the problem when not.
Landing cross(const farm::Farm& farm, const Network& network, const std::string& from, const Endpoint& to, int port);

/// "dmz – lan (600us)" for each link; empty without links.
std::string describe(const farm::Farm& farm, const Path& path);

/// "balancer 'lb1' of zone Global", "server 'FE1'".
std::string describe(const Endpoint& end);

/// "FE4 (segment dmz)", or the name alone without a segment.
std::string placeOf(const Network& network, const std::string& node);

/// "the environment host name", "the address of zone Intranet", … ; empty when the name is nothing special.
std::string meaningOf(const farm::Farm& farm, const std::string& address);

}  // namespace headroom::network
