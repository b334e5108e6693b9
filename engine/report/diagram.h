// The farm as a picture for paper: users, proxy, zones with their balancer and servers, databases, from top to bottom.
//
// Requests run down through buses above each shelf of zones, database work leaves below; shelves behind the first are
// reached by a trunk on the left and left by one on the right, so that no line crosses a zone. A server of several
// zones stands in each of them.
#pragma once

#include <string>
#include <vector>

#include "engine/farm/farm.h"
#include "engine/report/drawing.h"
#include "engine/results/results.h"

namespace headroom::report {

struct Place {
  double x = 0, y = 0, width = 0, height = 0;
  double middle() const { return x + width / 2; }
  double bottom() const { return y + height; }
};

/// A server in one of its zones.
struct ServerCard {
  std::string name;
  int weight = 1;
  bool shared = false;  ///< Stands in other zones too.
  bool known = true;    ///< The farm has a server of this name.
  Place place;
};

struct ZoneCard {
  const farm::Zone* zone = nullptr;  ///< nullptr: servers that no zone has.
  std::string title;
  std::vector<std::string> lines;  ///< Address, applications, paths, callers.
  bool compact = false;            ///< Servers as single lines.
  std::size_t left = 0;            ///< Servers that are not drawn.
  std::vector<ServerCard> servers;
  std::size_t shelf = 0;
  Place place;
  double balancerY = 0;
};

struct NodeCard {
  std::string name;
  std::vector<std::string> lines;
  Place place;
};

struct DiagramLayout {
  std::vector<NodeCard> users;
  std::size_t usersLeft = 0;
  std::vector<NodeCard> proxy;  ///< None or one.
  std::vector<ZoneCard> zones;
  std::size_t zonesLeft = 0;  ///< Zones that are not drawn.
  std::vector<NodeCard> databases;
  std::vector<double> shelfTop, shelfBottom;
  double width = 720, height = 0;
};

/// Places everything on a sheet 720 wide and as high as it takes; points into `farm`, which must outlive it.
DiagramLayout layOut(const farm::Farm& farm, const results::RunResult& run);

/// With the state that the run found each server, proxy and database in.
Drawing draw(const DiagramLayout& layout, const farm::Farm& farm, const results::RunResult& run);

}  // namespace headroom::report
