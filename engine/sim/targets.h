// Addresses of a farm as targets of messages.
#pragma once

#include <map>
#include <string>

#include "engine/balancing/router.h"
#include "engine/farm/farm.h"
#include "engine/network/network.h"
#include "engine/sim/model.h"
#include "engine/sim/ways.h"

namespace headroom::sim {

/// Answers what a message to an address meets first, and what the main proxy does with it.
class Targets {
 public:
  Targets(const farm::Farm& farm, const network::Network& network, const balancing::Router& router, WayTable& ways,
          const Model& model);

  /// A message to `address` for `application`, sent by node `from` (empty: a client outside, connected to everything).
  Target of(const std::string& address, const std::string& from, Index application, Port port) const;

  /// What users' requests for an application meet: the host name's owner.
  Target ofUsers(const std::string& from, Index application) const;

 private:
  Index routed(const std::string& host, Index application) const;
  Target atZone(Index zone, const std::string& from, Port port) const;
  Index way(const std::string& from, const std::string& to, Port port) const;

  const farm::Farm& farm_;
  const network::Network& network_;
  const balancing::Router& router_;
  WayTable& ways_;
  const Model& model_;
  std::map<std::string, Index> zones_;
  std::map<std::string, Index> servers_;
};

/// Whether a zone's balancer listens on a port; a zone without a balancer of its own listens on both.
bool listens(const farm::Zone& zone, Port port);

}  // namespace headroom::sim
