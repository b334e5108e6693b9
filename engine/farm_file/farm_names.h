// Every name that something in a farm can refer to, by kind. Inside of the farm_file room.
#pragma once

#include <map>
#include <string>

#include "engine/farm_file/checker.h"

namespace headroom::farm_file {

struct FarmNames {
  Names servers{"server", {}, {}};
  Names databases{"database", {}, {}};
  Names zones{"zone", {}, {}};
  Names applications{"application", {}, {}};
  Names pools{"pool", {}, {}};              ///< Application pools of all servers.
  Names nodes{"node", {}, {}};              ///< Users, proxy, balancers, servers and databases.
  Names segments{"segment", {}, {}};        ///< Network segments that some node stands in.
  Names places{"node or segment", {}, {}};  ///< Where a link may end.
  Names breakable{"node", {}, {}};          ///< What an event may fail or repair: farm::breakableNames().
  std::map<std::string, int> linksAt;       ///< Links by the place where they begin or end.
};

/// Names are collected as they are written; taken and empty ones are among them.
FarmNames namesOf(const farm::Farm& farm);

}  // namespace headroom::farm_file
