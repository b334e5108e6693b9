// Servers that break down and are repaired.
#include "engine/sim/stations.h"

namespace headroom::sim {

using kernel::Rank;

void Stations::planFailure(Machine& machine, Index number) {
  machine.failure = schedule(now_ + Duration::nanoseconds(machine.lifeLeft), Rank::Control, Kind::BreaksDown, number);
}

void Stations::onBreakdown(Index number) {
  Machine& machine = machines_[number];
  StationState& station = stations_[machine.station];
  SpecialStation& special = *station.special;
  machine.up = false;
  special.serversUp.set(--special.up, now_);
  if (machine.request != kNone) preempt(requests_[machine.request], station);
  if (special.repairing < special.rules.breakdowns->repairers) {
    beginRepair(number);
  } else {
    special.broken.push_back(number);
  }
  serveNext(station, false);
}

void Stations::beginRepair(Index number) {
  SpecialStation& special = *stations_[machines_[number].station].special;
  ++special.repairing;
  const Duration time = special.rules.breakdowns->timeToRepair.draw(special.random);
  schedule(now_ + time, Rank::Control, Kind::Repaired, number);
}

void Stations::onRepaired(Index number) {
  Machine& machine = machines_[number];
  StationState& station = stations_[machine.station];
  SpecialStation& special = *station.special;
  machine.up = true;
  special.serversUp.set(++special.up, now_);
  --special.repairing;
  machine.lifeLeft = special.rules.breakdowns->timeToFailure.draw(special.random).ns();
  if (!special.rules.breakdowns->onlyWhileBusy) planFailure(machine, number);
  if (!special.broken.empty()) {
    const Index next = special.broken.front();
    special.broken.pop_front();
    beginRepair(next);
  }
  serveNext(station, false);
}

}  // namespace headroom::sim
