// Renaming with every mention following.
#pragma once

#include <string>

#include "engine/farm/farm.h"

namespace headroom::farm {

/// Each renames one object and every reference to it; no effect when there is none of that name.
/// REQUIRES: the new name is not taken.
void renameZone(Farm& farm, const std::string& from, const std::string& to);
void renameApplication(Farm& farm, const std::string& from, const std::string& to);
/// A node of the diagram: users, proxy, balancer, server or database.
void renameNode(Farm& farm, const std::string& from, const std::string& to);

/// A link with a name; only planned events mention one.
void renameLink(Farm& farm, const std::string& from, const std::string& to);
/// Servers and planned events follow.
void renameFailureDomain(Farm& farm, const std::string& from, const std::string& to);

}  // namespace headroom::farm
