// What is checked of failures, commands and deployments.
#pragma once

#include "engine/farm/farm.h"
#include "engine/farm_file/checker.h"

namespace headroom::farm_file {

/// What an event may be about.
struct EventNames {
  const Names& breakable;  ///< Nodes, links and failure domains.
  const Names& servers;
  const Names& zones;
};

/// Times between failures and to repair, if any; both of at least a millisecond.
void checkReliability(Checker& check, const Subject& subject, const std::optional<farm::Reliability>& reliability,
                      const std::string& field = "reliability");
/// `nodes`: the names taken so far that events can tell apart.
void checkFailureDomain(Checker& check, const farm::FailureDomain& domain, const std::string& path, Scope& nodes);
void checkEvent(Checker& check, const farm::PlannedEvent& event, const std::string& path, const EventNames& names);
/// `zones`: those of the farm. A deployment that names none deploys to all.
void checkDeployment(Checker& check, const farm::Deployment& deployment, const std::string& path, const Names& zones);

}  // namespace headroom::farm_file
