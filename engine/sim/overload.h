// Telling a farm that is busy from one that is drowning.
#pragma once

#include <string>
#include <vector>

#include "engine/sim/model.h"
#include "engine/sim/replication.h"

namespace headroom::sim {

/// What is known about the load of one server or station.
struct PlaceLoad {
  std::vector<double> offered;  ///< By replication.
  bool saturated = false;       ///< Practically always busy.
  bool growing = false;         ///< More and more requests inside over the measured part, in all replications together.
  bool refusing = false;        ///< A pool queue reached its limit.
  bool pinned = false;          ///< Its pools are full nearly all the time, whatever its cores could still do.
  bool overloaded = false;      ///< The load offered is above the capacity.
  /// The load offered is not, but with what users send again it is: mean of that. Zero: not so.
  double kept = 0;
  double held = 0;  ///< Locks: mean share of the places that one transaction a second takes, with its wait for cores.
};

struct Load {
  std::vector<PlaceLoad> servers;
  std::vector<PlaceLoad> stations;
  bool growing = false;  ///< The number of requests in flight grows.
};

/// The load as the run itself shows it. Behind a place that is drowning this is too little: the work never gets there.
Load loadSeen(const Model& model, const std::vector<Replication>& replications);

/// Whether the offered load must be found by a second pass in which nothing ever waits.
bool needsOfferedPass(const Model& model, const Load& load);

/// Takes the offered load from that pass and decides what is overloaded.
void takeOffered(const Model& model, const std::vector<Replication>& unlimited, Load& load);

}  // namespace headroom::sim
