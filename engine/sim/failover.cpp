// Databases whose instances take over from each other, which takes a while. Transactions that come meanwhile wait;
// those that were inside the failed instance are lost, as with a database of one.
#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

FailoverState* World::failoverOf(Index station) {
  if (failovers_.empty() || model_.stations[station].kind != StationSpec::Kind::Database) return nullptr;
  const Index database = model_.stations[station].owner;
  if (database >= failovers_.size() || failovers_[database].causes.empty()) return nullptr;
  return &failovers_[database];
}

/// Whom a failure or repair is about: the serving instance fails and the first that is out because of it is repaired.
Index World::instanceMeant(const FailoverState& state, bool fail, Cause cause) const {
  const auto isOut = [cause](std::uint8_t causes) { return (causes & cause) != 0; };
  if (fail && !isOut(state.causes[state.serving])) return state.serving;
  for (Index i = 0; i < state.causes.size(); ++i) {
    if (isOut(state.causes[i]) != fail) return i;
  }
  return kNone;
}

void World::setInstance(Index index, bool fail, Cause cause, Index instance) {
  FailoverState& state = *failoverOf(index);
  StationState& station = stations_[index];
  if (instance == kNone) instance = instanceMeant(state, fail, cause);
  if (instance == kNone) return;
  std::uint8_t& causes = state.causes[instance];
  causes = static_cast<std::uint8_t>(fail ? causes | cause : causes & ~cause);
  station.instancesUp = static_cast<int>(std::count(state.causes.begin(), state.causes.end(), 0));
  if (station.instancesUp == 0) {
    if (!station.down) failStation(index);
    endChange(index);
  } else if (state.causes[state.serving] != 0) {
    const auto count = static_cast<Index>(state.causes.size());
    while (state.causes[state.serving] != 0) state.serving = (state.serving + 1) % count;
    // Who comes back to a database that was down serves at once, and so does who has served before the run began.
    if (!station.down && events() > 0 && !unlimited()) beginChange(index);
  }
  if (station.instancesUp > 0) station.down = false;
  station.out.set(station.down || state.changing ? 1 : 0, now_);
}

/// The serving instance has failed; if that happens to the next one before it serves, the time begins anew.
void World::beginChange(Index index) {
  FailoverState& state = *failoverOf(index);
  const Index database = model_.stations[index].owner;
  events_.cancel(state.ends);
  state.ends = schedule(now_ + model_.databases[database].failover, Rank::Control, Kind::FailedOver, index);
  if (state.changing) return;
  state.changing = true;
  setServers(index, 0);
  turnAway(index);
}

void World::endChange(Index index) {
  FailoverState& state = *failoverOf(index);
  if (!state.changing) return;
  events_.cancel(state.ends);
  state.changing = false;
  setServers(index, model_.stations[index].servers);
}

void World::onFailedOver(Index index) {
  endChange(index);
  stations_[index].out.set(0, now_);
}

}  // namespace headroom::sim
