// Stations with identical servers and one queue: proxy, balancers, databases, links, and cores that serve in order.
#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

void World::arriveAt(Request& request, Index station) {
  request.station = station;
  request.enteredStation = now_.ns();
  PlaceTally& tally = stations_[station].tally;
  ++tally.entered;
  tally.present.change(+1, now_);
}

void World::leaveStation(Request& request) {
  PlaceTally& tally = stations_[request.station].tally;
  ++tally.left;
  tally.present.change(-1, now_);
  tally.presence += now_.ns() - since(request.enteredStation);
  request.station = kNone;
}

void World::serve(Request& request, Duration service) {
  StationState& station = stations_[request.station];
  request.service = service.ns();
  station.tally.offered += service.ns();
  if (station.busy < station.servers) {
    if (service.ns() > 0) return startService(request, station);
    const Index index = request.station;  // takes no time and keeps nobody waiting
    leaveStation(request);
    return served(request, index);
  }
  station.queue.push(request);
  station.tally.waiting.change(+1, now_);
}

void World::startService(Request& request, StationState& station) {
  ++station.busy;
  station.tally.busy.change(+1, now_);
  request.startedService = now_.ns();
  request.inService = true;
  request.activity = events_.schedule(now_ + Duration::nanoseconds(request.service), Rank::Completion,
                                      static_cast<std::uint16_t>(Kind::Served), request.id);
}

void World::onServed(Request& request) {
  const Index index = request.station;
  StationState& station = stations_[index];
  --station.busy;
  request.inService = false;
  station.tally.busy.change(-1, now_);
  station.tally.work += now_.ns() - since(request.startedService);
  if (plan_.sabotage == Sabotage::StealWork) station.tally.work -= 1000;
  request.pure += request.service;
  leaveStation(request);
  if (!station.queue.empty()) {
    station.tally.waiting.change(-1, now_);
    startService(station.queue.pop(), station);
  }
  served(request, index);
}

/// What a request does after a station has served it.
void World::served(Request& request, Index station) {
  switch (model_.stations[station].kind) {
    case StationSpec::Kind::Proxy:
      return leaveProxy(request);
    case StationSpec::Kind::Balancer:
      return place(request, model_.stations[station].owner);
    case StationSpec::Kind::Link: {
      const Duration latency = model_.ways[request.way].hops[request.hop++].latency;
      return crossHops(request, latency);
    }
    case StationSpec::Kind::Database:
      return returnFromDatabase(request);
    case StationSpec::Kind::Cores:
      return afterSlice(request);
  }
}

bool World::takeToken(Tokens& tokens) {
  if (tokens.limit != 0 && tokens.used >= tokens.limit) return false;
  ++tokens.used;
  return true;
}

// A freed token goes to whoever waited longest; that request goes on in an event of its own, so that a long queue of
// requests without work cannot nest without end.
void World::giveToken(Tokens& tokens, Then granted) {
  if (tokens.used <= 0 || (tokens.limit != 0 && tokens.used > tokens.limit)) ++tokenFaults_;
  if (plan_.sabotage == Sabotage::ForgeToken) --tokens.used;
  if (tokens.waiting.empty()) {
    --tokens.used;
    return;
  }
  Request& next = tokens.waiting.pop();
  if (granted == Then::Connected) next.waitsForConnection = false;
  if (granted == Then::Admitted) next.waitsForAdmission = false;
  if (granted == Then::ServeRelay) next.waitsForRelay = false;
  stepAfter(next, Duration{}, granted);
}

}  // namespace headroom::sim
