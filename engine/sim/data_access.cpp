// Transactions that read or write: the cache in front, the read instances, the locks. A transaction of a task without
// any of them never comes here.
//
// A lock is taken inside the database and given back there, before the transaction's answer leaves; meanwhile its
// holder waits for nothing but cores. So nobody waits in a circle because of one, and deadlock.cpp need not look at
// locks.
#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {

void World::buildDatabases() {
  for (std::size_t d = 0; d < model_.databases.size(); ++d) {
    const DatabaseSpec& spec = model_.databases[d];
    stations_[spec.station].tokens.limit = unlimited() ? 0 : model_.connectionLimits[d];
    if (spec.cache != kNone) caches_.resize(d + 1);
    if (spec.failover == Duration()) continue;
    failovers_.resize(d + 1);
    failovers_[d].causes.resize(static_cast<std::size_t>(model_.stations[spec.station].instances));
  }
}

/// Reads look into the cache first.
void World::beginAccess(Request& request) {
  const TaskSpec& task = *request.task;
  const DatabaseSpec& database = model_.databases[task.database];
  const double writes = task.access->writes;
  // Of all draws of a request only this one is numbered from the end: what fails on its way is not done.
  request.writes = writes >= 1 || (writes > 0 && unitOf(request, kWrites, request.transactionsLeft) < writes);
  if (request.writes || database.cache == kNone) return seekConnection(request);
  ++caches_[task.database].lookUps;
  if (stations_[database.cache].down) return seekConnection(request);
  arriveAt(request, database.cache);
  serve(request, draw(database.access, request, kLookUp, request.transactionsLeft));
}

void World::lookedUp(Request& request) {
  const Index number = request.task->database;
  const DatabaseSpec& spec = model_.databases[number];
  CacheTally& cache = caches_[number];
  const double ratio = spec.hitRatio * (1 - cache.lost);
  if (ratio < 1 && (ratio <= 0 || unitOf(request, kHit, request.transactionsLeft) >= ratio)) {
    if (cache.lost > 0) findAgain(cache, spec.workingSet);
    return seekConnection(request);
  }
  ++cache.hits;
  proceed(request, Then::LeaveDatabase);
}

/// Of entries that are read equally often each miss brings back one: after m misses (1 − 1/n)^m of n are still lost.
void World::findAgain(CacheTally& cache, double workingSet) {
  constexpr double kNothing = 1e-6;
  cache.lost -= cache.lost / std::max(1.0, workingSet);
  if (cache.lost < kNothing) cache.lost = 0;
}

void World::comeBackEmpty(Index database) {
  if (model_.databases[database].workingSet > 0) caches_[database].lost = 1;
}

/// Has come to the database with its connection.
void World::enterAccess(Request& request) {
  const TaskSpec& task = *request.task;
  const DatabaseSpec& database = model_.databases[task.database];
  const bool apart = !request.writes && database.reads != kNone && !stations_[database.reads].down;
  const Index station = apart ? database.reads : database.station;
  if (stations_[station].down) return failTransaction(request);
  if (!request.writes || task.access->lock == kNone) return execute(request, station);
  enterLock(request, task.access->lock);
}

void World::failTransaction(Request& request) {
  request.transactionFailed = true;
  returnFromDatabase(request);
}

void World::execute(Request& request, Index station) {
  const TaskSpec& task = *request.task;
  const bool other = request.writes && task.access->writeDemand;
  const kernel::Sampler& demand = other ? *task.access->writeDemand : task.databaseDemand;
  arriveAt(request, station);
  serve(request, atSpeed(draw(demand, request, kDatabase, request.transactionsDone++), station));
}

void World::enterLock(Request& request, Index lock) {
  if (request.id >= lockVisits_.size()) lockVisits_.resize(request.id + std::size_t{1024});
  lockVisits_[request.id] = {lock, now_.ns(), 0};
  StationState& station = stations_[lock];
  ++station.tally.entered;
  station.tally.present.rise(now_);
  if (takeToken(station.tokens)) {
    grantLock(request);
    return execute(request, model_.databases[request.task->database].station);
  }
  request.waitsForLock = true;
  station.tokens.waiting.push(request);
  station.tally.waiting.rise(now_);
}

void World::grantLock(Request& request) {
  LockVisit& visit = lockVisits_[request.id];
  visit.heldSince = now_.ns();
  request.holdsLock = true;
  stations_[visit.lock].tally.busy.rise(now_);
}

/// Was handed the lock by the one before.
void World::locked(Request& request) {
  const Index station = model_.databases[request.task->database].station;
  stations_[station].down ? failTransaction(request) : execute(request, station);
}

void World::leaveLock(const LockVisit& visit) {
  PlaceTally& tally = stations_[visit.lock].tally;
  ++tally.left;
  tally.present.fall(now_);
  tally.presence += now_.ns() - since(visit.entered);
}

void World::releaseLock(Request& request) {
  const LockVisit visit = lockVisits_[request.id];
  StationState& station = stations_[visit.lock];
  request.holdsLock = false;
  station.tally.busy.fall(now_);
  station.tally.work += now_.ns() - since(visit.heldSince);
  leaveLock(visit);
  if (!station.tokens.waiting.empty()) {
    Request& next = *station.tokens.waiting.head;
    next.waitsForLock = false;
    station.tally.waiting.fall(now_);
    grantLock(next);
  }
  giveToken(station.tokens, Then::Locked);
}

/// The machine that knew who waits for its locks is gone.
void World::breakLocks(Index database) {
  for (const auto& [name, lock] : model_.databases[database].locks) {
    StationState& station = stations_[lock];
    RequestQueue waiting = station.tokens.waiting;
    station.tokens.waiting = {};
    station.tally.waiting.change(-waiting.length, now_);
    while (!waiting.empty()) {
      Request& request = waiting.pop();
      request.waitsForLock = false;
      leaveLock(lockVisits_[request.id]);
      failTransaction(request);
    }
  }
}

/// What the counters of a cache or a lock mean.
void World::addDataFigures(std::vector<PlaceFigures>& stations, Instant end) const {
  const double ns = std::max(1.0, static_cast<double>((end - begin_).ns()));
  for (std::size_t d = 0; d < model_.databases.size(); ++d) {
    const DatabaseSpec& spec = model_.databases[d];
    if (spec.cache != kNone) {
      PlaceFigures& cache = stations[spec.cache];
      cache.utilisation = cache.offeredLoad = 0;  // nobody ever waits for it
      cache.lookUps = caches_[d].lookUps;
      cache.hits = caches_[d].hits;
    }
    for (const auto& [name, lock] : spec.locks) {
      // What those who came would hold it for, if they hold it as long as those who left.
      const PlaceTally& tally = stations_[lock].tally;
      const double held = static_cast<double>(tally.busy.area(end)) / ns / model_.stations[lock].servers;
      const auto left = static_cast<double>(tally.left);
      stations[lock].offeredLoad = left > 0 ? held * static_cast<double>(tally.entered) / left : held;
    }
  }
}

}  // namespace headroom::sim
