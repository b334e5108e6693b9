// Servers that break down and are repaired, and shared ones that stop for any reason.
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
  if (station.sharing) shareThoseUp(machine.station);
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
  if (station.sharing) shareThoseUp(machine.station);
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

/// For ProcessorSharing: k servers at work do the work of k.
std::vector<std::uint64_t> Stations::undisturbed(int servers) {
  std::vector<std::uint64_t> worth;
  for (std::uint64_t busy = 0; busy <= static_cast<std::uint64_t>(servers); ++busy)
    worth.push_back(busy << ProcessorSharing::kWorthBits);
  return worth;
}

void Stations::shareThoseUp(Index index) {
  StationState& station = stations_[index];
  const int up = station.special->up;
  if (up > 0) station.sharing->resize(up, undisturbed(up), now_);
  pauseCores(index, up == 0);
}

/// The first one there calls the server back.
void Stations::startUpShared(Index index) {
  SpecialStation& special = *stations_[index].special;
  if (!special.rules.setup || special.switchedOn || !special.startingUp.empty()) return;
  const Duration time = special.rules.setup->draw(special.random);
  special.startingUp.push_back(schedule(now_ + time, Rank::Completion, Kind::SetUp, index));
}

void Stations::switchOffShared(Index index) {
  StationState& station = stations_[index];
  SpecialStation& special = *station.special;
  if (!special.rules.setup || station.sharing->running() > 0) return;
  for (const Ticket& ticket : special.startingUp) events_.cancel(ticket);
  special.startingUp.clear();
  special.switchedOn = false;
  pauseCores(index, true);
}

}  // namespace headroom::sim
