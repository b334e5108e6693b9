// Stations whose servers change while they run.
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

void Stations::resize(Index index, const StationSpec& spec) {
  if (unlimited()) return;
  StationState& station = stations_[index];
  if (!station.sharing) return setServers(index, spec.servers);
  station.sharing->resize(spec.servers, worthTable(spec), now_);
  noteSharing(station);
  rearm(index);
  if (!station.special) return;
  station.special->concurrency = spec.servers;
  admitShared(station);
}

}  // namespace headroom::sim
