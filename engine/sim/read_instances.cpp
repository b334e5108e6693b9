// Read instances that fail one by one. Transactions that run on one are lost with it; what waits goes to the others,
// or, when none is left, to the endpoint, which serves the reads until one is back.
#include <vector>

#include "engine/sim/world.h"

namespace headroom::sim {

/// So many of them were there before. They share one line and their cores are alike, so which transaction runs on which
/// is not known: of those that run, in the order of their slots, every `before`-th is on the one that fails.
void World::settleReads(Index index, int before) {
  StationState& station = stations_[index];
  const int there = station.instancesUp;
  if (there == before) return;
  std::vector<Index> lost, homeless;
  if (there < before) {
    const auto step = static_cast<std::uint32_t>(there > 0 ? before : 1);
    std::uint32_t position = station.epoch++ % step;
    for (Index id = 0; id < requests_.size(); ++id) {
      if (!requests_[id].alive || requests_[id].station != index) continue;
      if (waitsForRead(requests_[id])) {
        if (there == 0) homeless.push_back(id);
      } else if (position++ % step == 0) {
        lost.push_back(id);
      }
    }
  }
  station.down = there == 0;
  if (there > 0) resizeReads(index);
  for (const Index id : homeless) leaveReads(requests_[id]);
  if (there == 0) station.queue = {};
  for (const Index id : lost) leaveReads(requests_[id]);
  for (const Index id : lost) failTransaction(requests_[id]);
  for (const Index id : homeless) enterAccess(requests_[id]);
}

bool World::waitsForRead(const Request& request) {
  const StationState& station = stations_[request.station];
  if (station.special) return visitOf(request).waits;
  return !station.sharing && !request.inService;
}

/// Unserved; the queue of a station without rules still holds it.
void World::leaveReads(Request& request) {
  StationState& station = stations_[request.station];
  if (station.special) return withdraw(request);
  events_.cancel(request.activity);
  if (station.sharing) {  // where the offered load is looked for, everybody has a share
    endSharing(request, station);
  } else if (request.inService) {
    stopService(request);
  } else {
    station.tally.waiting.fall(now_);
  }
  leaveStation(request);
}

void World::resizeReads(Index index) {
  StationSpec rest = model_.stations[index];
  rest.servers = rest.servers / rest.machines * stations_[index].instancesUp;
  rest.machines = stations_[index].instancesUp;
  resize(index, rest);
}

}  // namespace headroom::sim
