// Stations that stop serving for a while.
#include "engine/sim/stations.h"

namespace headroom::sim {

void Stations::setServers(Index index, int servers) {
  StationState& station = stations_[index];
  if (station.sharing) return pauseCores(index, servers == 0);
  station.servers = servers;
  while (station.busy < station.servers && !station.queue.empty()) {
    station.tally.waiting.fall(now_);
    startService(station.queue.pop(), station);
  }
}

}  // namespace headroom::sim
