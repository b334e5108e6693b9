// Nodes that fail and come back, and what that does to the requests in them.
#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

void World::setDown(const std::string& node, bool down) {
  const auto found = model_.parts.find(node);
  if (found == model_.parts.end()) return;
  setPart(found->second, down, kByPlan);
  if (!down) setPart(found->second, false, kForWholeRun);
}

void World::setPart(Part part, bool fail, Cause cause, Index instance) {
  switch (part.kind) {
    case Part::Kind::Server:
      return setServer(part.index, fail, cause);
    case Part::Kind::Station:
      return setStation(part.index, fail, cause, instance);
    case Part::Kind::Link:
      return setLink(part.index, fail, cause);
    case Part::Kind::Domain:
      return setDomain(part.index, fail, cause);
  }
}

/// A server is back when nothing keeps it out any more.
void World::setServer(Index index, bool fail, Cause cause) {
  ServerState& server = servers_[index];
  server.causes = static_cast<std::uint8_t>(fail ? server.causes | cause : server.causes & ~cause);
  server.causes != 0 ? failServer(index) : repairServer(index);
  server.out.set(outOfOrder(index) ? 1 : 0, now_);
  if (server.scaled) scaledServerChanged(index);
}

void World::setDomain(Index index, bool fail, Cause cause) {
  DomainState& domain = domains_[index];
  const DomainSpec& spec = model_.domains[index];
  domain.causes = static_cast<std::uint8_t>(fail ? domain.causes | cause : domain.causes & ~cause);
  const bool out = domain.causes != 0;
  domain.out.set(out ? 1 : 0, now_);
  const bool zone = spec.balancer != kNone;
  if (zone) {
    stations_[spec.balancer].outWithItsZone = out;
    if (out && book_ && book_->matters(spec.balancer)) book_->forgetRelay(spec.balancer);
    settleStation(spec.balancer);
  }
  for (const Index server : spec.servers) setServer(server, out, zone ? kWithItsZone : kWithItsDomain);
}

/// Of a relay or database one instance fails or is repaired at a time; which one matters where taking over takes time.
void World::setStation(Index index, bool fail, Cause cause, Index instance) {
  if (failoverOf(index)) return setInstance(index, fail, cause, instance);
  StationState& station = stations_[index];
  if (fail && book_ && book_->matters(index)) book_->forgetRelay(index);
  int& out = cause == kByChance ? station.brokenOut : cause == kForWholeRun ? station.takenOut : station.plannedOut;
  out = std::clamp(out + (fail ? 1 : -1), 0, model_.stations[index].instances);
  settleStation(index);
}

void World::settleStation(Index index) {
  StationState& station = stations_[index];
  const int before = station.instancesUp;
  const int there = model_.stations[index].instances - station.takenOut - station.plannedOut - station.brokenOut;
  station.instancesUp = station.outWithItsZone ? 0 : std::max(0, there);
  if (model_.stations[index].kind == StationSpec::Kind::Reads) settleReads(index, before);
  if (station.instancesUp == 0 && !station.down) failStation(index);
  if (station.instancesUp > 0 && station.down) {
    station.down = false;
    if (model_.stations[index].kind == StationSpec::Kind::Cache) comeBackEmpty(model_.stations[index].owner);
  }
  station.out.set(station.down ? 1 : 0, now_);
}

/// Out for the whole run, whatever is planned: balancers have known for long, and no standby takes its place.
void World::takeOutFromStart(const std::string& node) {
  const auto found = model_.parts.find(node);
  if (found == model_.parts.end()) return;
  const Part part = found->second;
  if (part.kind != Part::Kind::Server) return setPart(part, true, kForWholeRun);
  servers_[part.index].causes = static_cast<std::uint8_t>(servers_[part.index].causes | kForWholeRun);
  servers_[part.index].down = true;
  servers_[part.index].out.set(1, now_);
  tellHealthFromStart(part.index, false);
}

void World::failServer(Index server) {
  if (servers_[server].down) return;
  servers_[server].down = true;
  ++servers_[server].epoch;
  wakeProbes(server);
  servers_[server].coldUntil = Instant();
  settle(servers_[server]);
  for (std::size_t r = 0; !breakers_.empty() && r < model_.references.size(); ++r) {
    breakers_[server * model_.references.size() + r].reset();
  }
  if (book_) forgetConnectionsOf(server);
  orphanCallsOf(server);
  std::vector<Index> inside;
  for (Index id = 0; id < requests_.size(); ++id) {
    if (requests_[id].alive && requests_[id].server == server) inside.push_back(id);
  }
  emptyServer(server);
  for (const Index id : inside) lose(requests_[id]);
}

void World::repairServer(Index server) {
  if (!servers_[server].down) return;
  servers_[server].down = false;
  settle(servers_[server]);
  ++servers_[server].epoch;
  for (PoolState& pool : servers_[server].pools) {
    if (!pool.dynamics || !pool.dynamics->process) continue;
    resetProcess(pool);
    startProcess(pool);
  }
  if (background_.empty()) return;
  for (std::size_t kind = 0; kind < kBackgroundKinds; ++kind) startJobs(kind);
  wakeProbes(server);
}

/// Calls whose waiting caller is on the failing machine have nobody to answer to any more.
void World::orphanCallsOf(Index server) {
  for (Index id = 0; id < requests_.size(); ++id) {
    Request& request = requests_[id];
    if (!request.alive || request.callerDone || request.parent == kNone) continue;
    if (requests_[request.parent].server != server) continue;
    recordCall(request, Outcome::Refused);
    request.parent = kNone;
    request.callerDone = true;
    events_.cancel(request.deadline);
    if (request.workDone) requests_.give(request);
  }
}

void World::emptyServer(Index index) {
  ServerState& server = servers_[index];
  for (PoolState& pool : server.pools) {
    pool.executing = 0;
    pool.queue = {};
    if (pool.dynamics) resetPool(pool);
  }
  for (std::size_t pool = 0; pool < connectionPools_.size(); ++pool) {
    if (model_.poolOwner[pool] == index) connectionPools_[pool].waiting = {};
  }
  for (const Index station : model_.databaseStations) {
    stations_[station].tokens.waiting.removeIf([&](const Request& request) { return request.server == index; });
  }
  interrupt(model_.servers[index].coresStation);
}

/// Everything in a failing machine is lost: its caller sees the connection break.
void World::lose(Request& request) {
  PlaceTally& tally = servers_[request.server].tally.place;
  ++tally.left;
  tally.present.fall(now_);
  tally.presence += now_.ns() - since(request.enteredServer);
  if (request.executing) {
    servers_[request.server].tally.executing.fall(now_);
  } else if (!events_.pending(request.activity)) {
    tally.waiting.fall(now_);
  }
  if (request.atDatabase) return leaveGhost(request);
  if (request.station != kNone) {  // its machine's cores
    if (request.inService) stopService(request);
    leaveStation(request);
  }
  events_.cancel(request.activity);
  if (request.waitsForConnection) request.holdsConnection = false;
  if (request.waitsForAdmission) request.holdsAdmission = false;
  releaseConnections(request);
  request.server = kNone;
  request.executing = false;
  breakAttempt(request, true);
}

/// The database works on for a request whose server is gone. What is left of it keeps the connections until then; its
/// caller's side becomes a request of its own, which carries the bad news.
void World::leaveGhost(Request& ghost) {
  Request& message = splitCallerSide(ghost);
  message.server = message.station = kNone;
  message.atDatabase = message.executing = message.inService = false;
  ghost.ghost = true;
  ghost.server = kNone;
  ghost.executing = false;
  breakAttempt(message, true);
}

/// The caller's side of a request becomes a request of its own, placed where the old one was placed; what is left works
/// on for nobody and keeps what it holds at its server.
Request& World::splitCallerSide(Request& working) {
  Request& asking = requests_.take();
  const Index id = asking.id;
  asking = working;
  asking.id = id;
  asking.activity = asking.deadline = asking.serverTimer = {};
  asking.holdsConnection = asking.holdsAdmission = asking.holdsLock = asking.waitsForLock = false;
  asking.link = asking.stretch = kNone;
  if (events_.pending(working.deadline)) setDeadline(asking, Instant::at(Duration::nanoseconds(working.deadlineAt)));
  events_.cancel(working.deadline);
  events_.cancel(working.serverTimer);
  // A call's caller is told by whoever asks now; a user who has given up already stays told.
  working.callerDone = true;
  working.parent = working.user = working.client = kNone;
  working.connected = false;
  working.relayTokens = 0;
  working.member = working.ticket = kNone;
  return asking;
}

/// A relay or database fails, or a cache.
void World::failStation(Index index) {
  stations_[index].down = true;
  ++stations_[index].epoch;
  ++relayFailures_;
  looksClosely_ = true;
  turnAway(index);
}

/// What waits or is being served there is turned away; look-ups in a cache have found nothing.
void World::turnAway(Index index) {
  StationState& station = stations_[index];
  const StationSpec::Kind kind = model_.stations[index].kind;
  const bool database = kind == StationSpec::Kind::Database;
  std::vector<Index> inside;
  for (Index id = 0; id < requests_.size(); ++id) {
    if (requests_[id].alive && requests_[id].station == index) inside.push_back(id);
  }
  interrupt(index);
  if (database) {
    breakLocks(model_.stations[index].owner);
  } else {
    station.tally.waiting.change(-station.tally.waiting.level(), now_);
    station.tokens.waiting = {};
  }
  for (const Index id : inside) {
    Request& request = requests_[id];
    events_.cancel(request.activity);
    if (request.inService) stopService(request);
    leaveStation(request);
    request.greeting = false;
    if (request.waitsForRelay) {
      request.relayTokens = static_cast<std::uint8_t>(request.relayTokens & ~(1U << (request.legCount - 1U)));
      request.waitsForRelay = false;
    }
    if (request.queuedAtFront) {
      request.queuedAtFront = false;
      abandonMember(request);
    }
  }
  // Only now, for whoever hears of it may do something at once that would have given another one its turn here.
  for (const Index id : inside) {
    Request& request = requests_[id];
    if (database) {
      failTransaction(request);
    } else if (kind == StationSpec::Kind::Cache) {
      seekConnection(request);
    } else {
      respond(request, Outcome::Refused);
    }
  }
}

}  // namespace headroom::sim
