// The decisions of balancers: the routing core that live gateways run too, and what the run does with its answers.
#include <cassert>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;
using routing::Placement;

const routing::RequestKey World::kNothingSeen;

void World::buildFronts() {
  fronts_.reserve(model_.zones.size());
  for (Index zone = 0; zone < model_.zones.size(); ++zone) {
    Front& front = fronts_.emplace_back();
    for (const MemberSpec& member : model_.zones[zone].members) {
      for (const Index way : member.ways) front.paths.push_back({member.server, way == kNone ? Road() : roadOf(way)});
    }
    front.random = &zones_[zone].random;
    if (!unlimited()) front.serverTimeout = model_.zones[zone].serverTimeout;
    if (!model_.zones[zone].members.empty()) openFront(zone);
  }
  for (Index zone = 0; zone < fronts_.size(); ++zone) {
    if (fronts_[zone].group) openChecks(zone);
  }
}

void World::openFront(Index zone) {
  const ZoneSpec& spec = model_.zones[zone];
  Front& front = fronts_[zone];
  routing::PoolSpec balancing = spec.balancing;
  if (unlimited()) {
    for (routing::ServerSpec& server : balancing.policy.servers) server.maxConnections = 0;
    balancing.maxRequests.reset();
    balancing.maxRetries.reset();
  }
  auto group = routing::PoolGroup::create(balancing, spec.workers);
  assert(group.ok() && "compile() refuses what a pool refuses");
  front.group = std::move(*group);
  front.workers.resize(front.group->workers());
  for (std::size_t w = 0; w < front.workers.size(); ++w) front.workers[w].pool = &front.group->pool(w);
  if (front.workers.size() == 1) front.solePool = front.workers[0].pool;
  const routing::Pool& first = front.group->pool(0);
  front.reads = first.readsRequests();
  front.learns = first.learns();
  if (front.reads) front.sight.emplace(model_, spec);
  front.plain = front.solePool != nullptr && !front.reads && !front.learns && front.serverTimeout.ns() <= 0;
  clientsMatter_ = clientsMatter_ || front.reads || front.workers.size() > 1;
  for (const routing::ServerSpec& server : first.servers()) {
    front.cookies.push_back(balancing.cookie ? balancing.cookie->name + "=" + server.cookie : std::string());
  }
  for (Index m = 0; m < spec.members.size(); ++m) {
    const bool off = isSwitchedOff(spec.members[m].server);
    if (!off && !spec.members[m].drain) continue;
    for (std::size_t w = 0; w < front.workers.size(); ++w) {
      front.group->pool(w).setState(m, off ? routing::AdminState::Maintenance : routing::AdminState::Drain, now_);
    }
  }
}

/// What the request's balancer sees of it. Valid until the next call.
const routing::RequestKey& World::lookAt(const Request& request) {
  Front& front = fronts_[request.zone];
  std::string_view cookie;
  if (request.keepsCookies && model_.zones[request.zone].balancing.cookie) {
    const auto known = front.cookieOf.find(request.person);
    if (known != front.cookieOf.end()) cookie = front.cookies[known->second];
  }
  return front.sight->of(request, cookie);
}

void World::place(Request& request, Index zone) {
  Front& front = fronts_[zone];
  request.zone = zone;
  if (!front.plain) [[unlikely]]
    return placeLooking(request);
  const routing::Pool::Assignment assignment = front.solePool->assign(kNothingSeen, now_, *front.random);
  if (assignment.server == routing::kNoServer) [[unlikely]]
    return placeOtherwise(request, assignment);
  request.ticket = assignment.request;  // and nobody waits there: there is nothing to follow
  request.member = assignment.server;
  const Path& path = front.paths[assignment.server * kPorts + static_cast<std::size_t>(request.port)];
  if (path.road.way == kNone) [[unlikely]]
    return findNoWay(request);
  goToServer(request, path.road, path.server);
}

// A closed user keeps one connection open; everybody else connects anew for each request. The kernel spreads
// connections over the workers by a hash.
void World::placeLooking(Request& request) {
  const Front& front = fronts_[request.zone];
  if (front.solePool == nullptr) {
    if (!front.group) return respond(request, Outcome::NoServer);
    const std::uint64_t connection = request.user != kNone ? request.person : request.chance;
    request.worker = static_cast<std::uint16_t>(front.group->workerOf(connection));
  }
  const routing::Pool::Assignment assignment = poolOf(front, request).assign(sightOf(request), now_, *front.random);
  if (assignment.server == routing::kNoServer) return placeOtherwise(request, assignment);
  request.ticket = assignment.request;
  request.member = assignment.server;
  request.placedAt = now_.ns();
  connect(request);
}

/// What its pool has not assigned on the usual way.
void World::placeOtherwise(Request& request, const routing::Pool::Assignment& assignment) {
  routing::Pool& pool = poolOf(request);
  const Placement placement = pool.arrive(assignment, sightOf(request), now_, zones_[request.zone].random);
  follow(pool, request.zone, request.worker);
  request.ticket = placement.request;
  placement.kind == Placement::Kind::Waiting ? joinFront(request, true) : placed(request, placement);
}

void World::placed(Request& request, const Placement& placement) {
  switch (placement.kind) {
    case Placement::Kind::Assigned:
      request.ticket = placement.request;
      request.member = placement.server;
      request.placedAt = now_.ns();
      if (placement.delay > Duration()) return stepAfter(request, placement.delay, Then::Connect);
      return proceed(request, Then::Connect);
    case Placement::Kind::Waiting:
      request.ticket = placement.request;
      return joinFront(request, false);
    case Placement::Kind::Refused:
      request.ticket = request.member = kNone;
      switch (placement.reason) {
        case Placement::Reason::Full:
          return respond(request, Outcome::QueueFull);
        case Placement::Reason::Limited:
          ++fronts_[request.zone].beyondLimit;
          return respond(request, Outcome::Limited);
        case Placement::Reason::Failed:
          return respond(request, request.timedOut ? Outcome::Timeout : Outcome::Refused);
        default:
          return respond(request, Outcome::NoServer);
      }
  }
}

void World::placeAgain(Request& request) {
  if (stations_[model_.zones[request.zone].station].down) {
    abandonMember(request);
    return respond(request, Outcome::Refused);
  }
  const Placement placement =
      poolOf(request).again(request.ticket, sightOf(request), now_, zones_[request.zone].random);
  follow(poolOf(request), request.zone, request.worker);
  placed(request, placement);
}

void World::connect(Request& request) {
  const Front& front = fronts_[request.zone];
  const Path& path = front.paths[request.member * kPorts + static_cast<std::size_t>(request.port)];
  if (path.road.way == kNone) return findNoWay(request);
  if (front.serverTimeout.ns() > 0)
    request.serverTimer = schedule(now_ + front.serverTimeout, Rank::Control, Kind::Unanswered, request.id);
  goToServer(request, path.road, path.server);
}

/// The balancer tries to connect to a server that nothing leads to.
void World::findNoWay(Request& request) {
  const ZoneSpec& zone = model_.zones[request.zone];
  if (zone.connectTimeout == Duration()) return strand(request);
  request.brokenOff = false;
  stepAfter(request, zone.connectTimeout, Then::Retry);
}

/// The balancer closes the connection to a server that takes too long, and answers or tries another one as it does
/// after a broken connection. The server knows nothing of that and works on.
void World::onUnanswered(Request& working) {
  Request& asking = splitCallerSide(working);
  asking.server = asking.station = kNone;
  asking.atDatabase = asking.executing = asking.inService = false;
  asking.waitsForConnection = asking.waitsForAdmission = false;
  asking.timedOut = asking.brokenOff = true;
  asking.next = nullptr;
  const Index way = asking.legs[--asking.legCount];
  asking.backLatency -= model_.ways[way ^ 1U].latency.ns();
  retry(asking);
}

/// The attempt has failed at the server's end: the connection was refused, or broke after it was `connected`. Who came
/// through a balancer leaves it to that.
void World::breakAttempt(Request& request, bool connected) {
  if (request.member == kNone) return respond(request, Outcome::Refused);
  events_.cancel(request.serverTimer);
  request.brokenOff = connected;
  const Index way = request.legs[--request.legCount];
  request.backLatency -= model_.ways[way ^ 1U].latency.ns();
  travel(request, way ^ 1U, 0, Then::Retry);
}

void World::retry(Request& request) {
  const std::size_t leg = request.legCount - 1U;
  const StationState& station = stations_[request.relays[leg]];
  if (station.down || station.epoch != request.epochs[leg]) {
    abandonMember(request);
    return respond(request, Outcome::Refused);
  }
  const auto failure = request.brokenOff ? routing::Failure::NoAnswer : routing::Failure::Refused;
  forgetWork(request);
  const Placement placement =
      poolOf(request).failed(request.ticket, failure, sightOf(request), now_, zones_[request.zone].random);
  follow(poolOf(request), request.zone, request.worker);
  placed(request, placement);
}

/// The next server knows nothing of what the last one did.
void World::forgetWork(Request& request) {
  request.workLeft = 0;
  request.slicesLeft = request.transactionsLeft = request.transactionsDone = 0;
  request.referencesBegun = request.callsLeft = request.callsMade = 0;
  request.dependencyFailed = request.transactionFailed = false;
}

/// The server has answered: its balancer no longer counts the request there.
void World::leaveMember(Request& request, int status) {
  if (request.member == kNone) return;
  tellMember(request, status);
  request.member = request.ticket = kNone;
}

/// leaveMember(), without a word to the request.
void World::tellMember(const Request& request, int status) {
  if (request.member == kNone) return;
  const Front& front = fronts_[request.zone];
  if (front.plain && front.solePool->finishedQuietly(request.ticket, now_)) [[likely]]
    return;
  tellWatched(request, status);
}

/// tellMember() where its balancer has more to do than to count.
void World::tellWatched(const Request& request, int status) {
  Front& front = fronts_[request.zone];
  if (front.serverTimeout.ns() > 0) events_.cancel(request.serverTimer);
  routing::Pool& pool = poolOf(front, request);
  if (front.learns) {
    const std::int64_t bytes = request.source != kNone ? model_.applications[request.application].requestBytes +
                                                             model_.applications[request.application].responseBytes
                                                       : model_.references[request.reference].requestBytes +
                                                             model_.references[request.reference].responseBytes;
    pool.observed(request.ticket, Duration::nanoseconds(now_.ns() - request.placedAt),
                  static_cast<std::uint64_t>(bytes), now_);
  }
  if (request.keepsCookies && front.reads && pool.cookieToSet(request.ticket)) {
    front.cookieOf[request.person] = request.member;
  }
  pool.finished(request.ticket, now_, status);
  follow(pool, request.zone, request.worker);
}

/// Nobody will hear of an answer.
void World::abandonMember(Request& request) {
  if (request.ticket == kNone) return;
  events_.cancel(request.serverTimer);
  poolOf(request).abandoned(request.ticket, now_);
  request.member = request.ticket = kNone;
  follow(poolOf(request), request.zone, request.worker);
}

/// Into the balancer's queue, which is part of its station: a request that has just been served there never left.
void World::joinFront(Request& request, bool justLeft) {
  const Index station = model_.zones[request.zone].station;
  std::vector<Index>& waiting = fronts_[request.zone].workers[request.worker].waiting;
  if (waiting.size() <= request.ticket) waiting.resize(request.ticket + 1U, kNone);
  waiting[request.ticket] = request.id;
  request.queuedAtFront = true;
  arriveAt(request, station);
  PlaceTally& tally = stations_[station].tally;
  if (justLeft) {
    --tally.entered;
    --tally.left;
  }
  tally.waiting.rise(now_);
  armTick(request.zone, request.worker);
}

void World::leaveFront(Request& request) {
  request.queuedAtFront = false;
  request.inFrontQueue += now_.ns() - request.enteredStation;
  stations_[request.station].tally.waiting.fall(now_);
  leaveStation(request);
}

/// What the last call of a pool's member meant for others. Everything of it goes on in events of its own, so that no
/// pool is ever called from within what it says.
void World::followLists(Index zone, Index worker) {
  FrontWorker& front = fronts_[zone].workers[worker];
  const routing::Pool& pool = *front.pool;
  for (const routing::Started& started : pool.started()) {
    Request& request = requests_[front.waiting[started.request]];
    leaveFront(request);
    request.member = started.server;
    request.placedAt = now_.ns();
    stepAfter(request, Duration(), Then::Connect);
  }
  for (const routing::RequestId refused : pool.refusedNow()) {
    Request& request = requests_[front.waiting[refused]];
    leaveFront(request);
    request.ticket = kNone;
    request.outcome = Outcome::QueueFull;
    request.bytes = 0;
    stepAfter(request, Duration(), Then::StepBack);
  }
  for (const routing::RequestId bounced : pool.bounced()) {
    Request& request = requests_[front.waiting[bounced]];
    leaveFront(request);
    stepAfter(request, Duration(), Then::PlaceAgain);
  }
  for (const routing::ServerIndex server : pool.hastened()) {
    if (!front.checks) continue;
    Probe& probe = probeOf(zone, worker, server);
    wake(probe);
    front.checks->hasten(server, now_);
    if (probe.state == Probe::State::Planned) planProbe(probe);
  }
  armTick(zone, worker);
}

/// Time alone refuses those who wait too long and lets servers back that were ejected.
void World::armTick(Index zone, Index worker) {
  FrontWorker& front = fronts_[zone].workers[worker];
  const Instant due = front.pool->nextTick();
  if (due == front.tickDue) return;
  events_.cancel(front.tick);
  front.tickDue = due;
  if (due == Instant::never()) return;
  const auto subject = static_cast<std::uint32_t>(zone * routing::PoolGroup::kMostWorkers + worker);
  front.tick = schedule(due, Rank::Control, Kind::Front, subject);
}

void World::onFront(std::uint32_t subject) {
  const Index zone = subject / routing::PoolGroup::kMostWorkers;
  const Index worker = subject % routing::PoolGroup::kMostWorkers;
  fronts_[zone].workers[worker].tickDue = Instant::never();
  routing::Pool& pool = *fronts_[zone].workers[worker].pool;
  pool.tick(now_);
  follow(pool, zone, worker);
}

}  // namespace headroom::sim
