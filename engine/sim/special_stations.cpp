// Stations with rules: room, priorities, patience, start-up, limited sharing, holding the finished.
#include <algorithm>

#include "engine/sim/stations.h"

namespace headroom::sim {

using kernel::Rank;

void Stations::makeSpecial(Index index, const StationSpec& spec) {
  StationState& station = stations_[index];
  station.special =
      std::make_unique<SpecialStation>(*spec.rules, spec.servers, streams_.open("station/" + spec.name + "/troubles"));
  SpecialStation& special = *station.special;
  special.serversUp.set(special.up, now_);
  if (station.sharing && (special.rules.breakdowns || special.rules.setup)) {
    station.sharing.emplace(spec.servers, undisturbed(spec.servers));
    station.sharing->pause(special.rules.setup.has_value(), now_);
  }
  if (!special.rules.breakdowns) return;
  special.firstMachine = static_cast<Index>(machines_.size());
  for (int i = 0; i < spec.servers; ++i) {
    const auto number = static_cast<Index>(machines_.size());
    Machine& machine = machines_.emplace_back();
    machine.station = index;
    machine.lifeLeft = special.rules.breakdowns->timeToFailure.draw(special.random).ns();
    if (!special.rules.breakdowns->onlyWhileBusy) planFailure(machine, number);
  }
}

bool Stations::hasRoom(Index index) const {
  const StationState& station = stations_[index];
  return !station.special || !station.special->rules.room ||
         station.tally.present.level() < *station.special->rules.room;
}

bool Stations::findsFreeServer(Index index) const {
  const StationState& station = stations_[index];
  if (station.sharing) {
    const std::int64_t limit = station.special ? station.special->concurrency : 0;
    const std::int64_t running = station.sharing->running();
    const int servers = station.special ? station.special->up : station.servers;
    return running < servers && (limit == 0 || running < limit);
  }
  if (!station.special) return station.busy < station.servers;
  return !station.special->rules.setup && station.busy < station.special->up;
}

void Stations::beginMeasuringSpecial() {
  for (StationState& station : stations_) {
    if (station.special) station.special->serversUp.beginMeasuring(now_);
  }
}

void Stations::onSpecialEvent(Kind kind, std::uint32_t subject) {
  switch (kind) {
    case Kind::GivesUp:
      return onGivesUp(requests_[subject]);
    case Kind::SetUp:
      return onSetUp(subject);
    case Kind::BreaksDown:
      return onBreakdown(subject);
    default:
      return onRepaired(subject);
  }
}

void Stations::serveSpecial(Request& request, StationState& station) {
  SpecialStation& special = *station.special;
  Visit& visit = visitOf(request);
  visit.left = request.service;
  visit.waited = 0;
  visit.held = false;
  if (station.sharing) {
    const std::int64_t limit = special.concurrency;
    if (limit != 0 && station.sharing->running() >= limit) return joinLine(request, station, false);
    share(request, station);
    return startUpShared(request.station);
  }
  if (special.rules.setup) {
    joinLine(request, station, false);
    return startUpServers(request.station);
  }
  if (station.busy < special.up) return startSpecial(request, station);
  if (special.rules.order == StationRules::Order::PreemptiveResume) {
    if (Request* victim = weakerThan(request, special)) {
      preempt(*victim, station);
      return startSpecial(request, station);
    }
  }
  joinLine(request, station, false);
}

void Stations::startSpecial(Request& request, StationState& station) {
  SpecialStation& special = *station.special;
  Visit& visit = visitOf(request);
  visit.patience = -1;
  ++station.busy;
  station.tally.busy.rise(now_);
  request.startedService = now_.ns();
  request.inService = true;
  request.activity = schedule(now_ + Duration::nanoseconds(visit.left), Rank::Completion, Kind::Served, request.id);
  visit.place = static_cast<std::uint32_t>(special.running.size());
  special.running.push_back(request.id);
  if (special.firstMachine == kNone) return;
  Index number = special.firstMachine;
  while (!machines_[number].up || machines_[number].request != kNone) ++number;
  visit.machine = number;
  machines_[number].request = request.id;
  if (special.rules.breakdowns->onlyWhileBusy) planFailure(machines_[number], number);
}

/// What the end of a service means beyond the counters: the server is free again.
void Stations::stopSpecial(Request& request, StationState& station) {
  SpecialStation& special = *station.special;
  Visit& visit = visitOf(request);
  const std::int64_t served = now_.ns() - request.startedService;
  visit.left -= served;
  special.running[visit.place] = special.running.back();
  visitOf(requests_[special.running[visit.place]]).place = visit.place;
  special.running.pop_back();
  if (special.firstMachine == kNone) return;
  Machine& machine = machines_[visit.machine];
  machine.request = kNone;
  if (special.rules.breakdowns->onlyWhileBusy && machine.up) {
    events_.cancel(machine.failure);
    machine.lifeLeft -= served;
  }
}

void Stations::onSpecialServed(Request& request, StationState& station) {
  stopService(request);
  request.pure += request.service;
  if (station.special->rules.holdsFinished && !mayLeave(request, request.station)) {
    visitOf(request).held = true;
    ++station.busy;  // the server stays taken, without working
    return;
  }
  finishVisit(request);
}

void Stations::releaseHeld(Request& request) {
  visitOf(request).held = false;
  --stations_[request.station].busy;
  finishVisit(request);
}

void Stations::finishVisit(Request& request) {
  StationState& station = stations_[request.station];
  leaveStation(request, station);
  serveNext(station, true);
  served(request, station);
}

void Stations::joinLine(Request& request, StationState& station, bool atHead) {
  SpecialStation& special = *station.special;
  Visit& visit = visitOf(request);
  WaitingLine& line = special.lines[visit.priority];
  visit.waits = true;
  visit.waitsSince = now_.ns();
  visit.previous = atHead ? kNone : line.tail;
  visit.following = atHead ? line.head : kNone;
  (visit.previous == kNone ? line.head : visits_[visit.previous].following) = request.id;
  (visit.following == kNone ? line.tail : visits_[visit.following].previous) = request.id;
  ++special.waiting;
  station.tally.waiting.rise(now_);
  if (visit.patience < 0) return;
  visit.patienceEnds = schedule(now_ + Duration::nanoseconds(visit.patience), Rank::Control, Kind::GivesUp, request.id);
}

void Stations::leaveLine(Request& request, StationState& station) {
  Visit& visit = visitOf(request);
  WaitingLine& line = station.special->lines[visit.priority];
  (visit.previous == kNone ? line.head : visits_[visit.previous].following) = visit.following;
  (visit.following == kNone ? line.tail : visits_[visit.following].previous) = visit.previous;
  visit.waits = false;
  visit.waited += now_.ns() - visit.waitsSince;
  --station.special->waiting;
  station.tally.waiting.fall(now_);
  events_.cancel(visit.patienceEnds);
}

Index Stations::mostUrgent(const SpecialStation& special) const {
  for (const WaitingLine& line : special.lines) {
    if (line.head != kNone) return line.head;
  }
  return kNone;
}

/// The least urgent request in service, of equally urgent ones the last to begin, if it is less urgent than `request`.
Request* Stations::weakerThan(const Request& request, const SpecialStation& special) {
  Request* weakest = nullptr;
  for (const Index id : special.running) {
    Request& other = requests_[id];
    const auto rank = [this](const Request& one) { return std::pair(visits_[one.id].priority, one.startedService); };
    if (weakest == nullptr || rank(other) > rank(*weakest)) weakest = &other;
  }
  const bool weaker = weakest != nullptr && visits_[weakest->id].priority > visits_[request.id].priority;
  return weaker ? weakest : nullptr;
}

void Stations::preempt(Request& request, StationState& station) {
  events_.cancel(request.activity);
  stopService(request);
  joinLine(request, station, true);
}

/// Free servers take who waits. Where servers switch off, only one that has just become free (`ready`) can.
void Stations::serveNext(StationState& station, bool ready) {
  SpecialStation& special = *station.special;
  if (station.sharing) return admitShared(station);
  int free = special.rules.setup ? static_cast<int>(ready) : special.up - station.busy;
  for (; free > 0 && special.waiting > 0; --free) {
    Request& next = requests_[mostUrgent(special)];
    leaveLine(next, station);
    startSpecial(next, station);
  }
  while (static_cast<std::int64_t>(special.startingUp.size()) > special.waiting) {
    events_.cancel(special.startingUp.back());
    special.startingUp.pop_back();
  }
}

void Stations::admitShared(StationState& station) {
  SpecialStation& special = *station.special;
  while (special.waiting > 0 && station.sharing->running() < special.concurrency) {
    Request& next = requests_[mostUrgent(special)];
    leaveLine(next, station);
    share(next, station);
  }
}

/// As many servers are on their way back as requests wait for one, while there are servers switched off.
void Stations::startUpServers(Index index) {
  StationState& station = stations_[index];
  SpecialStation& special = *station.special;
  const auto starting = [&] { return static_cast<std::int64_t>(special.startingUp.size()); };
  while (starting() < special.waiting && station.busy + starting() < station.servers) {
    const Duration time = special.rules.setup->draw(special.random);
    special.startingUp.push_back(schedule(now_ + time, Rank::Completion, Kind::SetUp, index));
  }
}

void Stations::onSetUp(Index index) {
  SpecialStation& special = *stations_[index].special;
  if (stations_[index].sharing) {
    special.startingUp.clear();
    special.switchedOn = true;
    return pauseCores(index, false);
  }
  // The one whose time has come is the only one no longer pending.
  std::erase_if(special.startingUp, [this](const Ticket& ticket) { return !events_.pending(ticket); });
  serveNext(stations_[index], true);
}

void Stations::onGivesUp(Request& request) {
  const Index index = request.station;
  withdraw(request);
  gaveUp(request, index);
}

void Stations::withdraw(Request& request) {
  StationState& station = stations_[request.station];
  Visit& visit = visitOf(request);
  const bool freesServer = !visit.waits;
  if (visit.waits) {
    leaveLine(request, station);
  } else if (station.sharing) {
    endSharing(request, station);
    switchOffShared(request.station);
  } else if (visit.held) {
    visit.held = false;
    --station.busy;
  } else {
    events_.cancel(request.activity);
    stopService(request);
  }
  leaveStation(request);
  serveNext(station, freesServer);
}

}  // namespace headroom::sim
