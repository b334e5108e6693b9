// Pools whose workers come and go: injection while requests wait, retirement of those that idle.
#include <algorithm>
#include <limits>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

void World::buildPool(const PoolSpec& spec, Index server) {
  const auto most = std::numeric_limits<std::int64_t>::max();
  PoolState pool;
  pool.server = server;
  pool.number = static_cast<Index>(poolPlaces_.size());
  pool.queuedOnly = spec.queuedOnly;
  pool.queueLimit = spec.queueLimit;
  pool.workers = unlimited() ? most : spec.workers;
  poolPlaces_.emplace_back(server, static_cast<Index>(servers_[server].pools.size()));
  const bool grows = spec.grows() && !unlimited();
  if (grows || spec.process) pool.dynamics = std::make_unique<PoolDynamics>();
  if (grows) {
    WorkerGrowth& growth = pool.dynamics->growth.emplace();
    growth.initial = spec.workers;
    growth.most = spec.mostWorkers;
    growth.interval = std::max(Duration::nanoseconds(1), Duration::seconds(1 / spec.injection));
    growth.retireAfter = spec.retireAfter;
    growth.untilNext = growth.interval;
  }
  if (spec.process) buildProcess(*spec.process, spec.name, pool);
  setRoom(pool);
  servers_[server].pools.push_back(std::move(pool));
}

World::PoolState& World::poolNumbered(Index number) {
  return servers_[poolPlaces_[number].first].pools[poolPlaces_[number].second];
}

void World::setRoom(PoolState& pool) {
  if (unlimited()) {
    pool.room = std::numeric_limits<std::int64_t>::max();
  } else if (pool.queuedOnly) {
    pool.room = pool.queueLimit + pool.workers;
  } else {
    pool.room = pool.queueLimit - (pool.dynamics && pool.dynamics->process ? pool.dynamics->process->draining : 0);
  }
  pool.atOnce = std::min(pool.workers - 1, pool.room);
}

void World::setWorkers(PoolState& pool, std::int64_t workers) {
  pool.workers = workers;
  setRoom(pool);
}

/// A worker of the pool takes a request.
void World::workerStarts(PoolState& pool, Request& request) {
  if (pool.dynamics->growth) pool.dynamics->growth->idle.pop();
  if (pool.dynamics->process) joinProcess(pool, request);
}

/// A worker of the pool has finished a request. Says whether it is free for another one.
bool World::workerFinishes(PoolState& pool, const Request& request) {
  return !pool.dynamics->process || leaveProcess(pool, request);
}

/// The first request has begun to wait.
void World::waitingBegins(PoolState& pool) {
  PoolDynamics& dynamics = *pool.dynamics;
  if (dynamics.process && !dynamics.process->takesRequests()) {
    if (dynamics.process->phase == WorkerProcess::Phase::Stopped) startProcess(pool);
    return;
  }
  if (!dynamics.growth || pool.workers >= dynamics.growth->most) return;
  WorkerGrowth& growth = *dynamics.growth;
  growth.waitingSince = now_;
  growth.injection = schedule(now_ + growth.untilNext, Rank::Control, Kind::Inject, pool.number);
}

void World::waitingEnds(PoolState& pool) {
  if (!pool.dynamics->growth) return;
  WorkerGrowth& growth = *pool.dynamics->growth;
  if (!events_.pending(growth.injection)) return;
  events_.cancel(growth.injection);
  growth.untilNext = growth.untilNext - (now_ - growth.waitingSince);
}

void World::onInject(Index number) {
  PoolState& pool = poolNumbered(number);
  pool.dynamics->growth->untilNext = pool.dynamics->growth->interval;
  setWorkers(pool, pool.workers + 1);
  ++pool.executing;
  beginWaiting(pool);
  if (!pool.queue.empty()) waitingBegins(pool);
}

/// A worker that nobody waits for.
void World::workerIdles(PoolState& pool) {
  if (pool.dynamics->process) processMayIdle(pool);
  if (!pool.dynamics->growth) return;
  WorkerGrowth& growth = *pool.dynamics->growth;
  growth.idle.push(now_);
  if (growth.retireAfter.ns() == 0 || pool.workers <= growth.initial || events_.pending(growth.retirement)) return;
  growth.retirement = schedule(growth.idle.oldest() + growth.retireAfter, Rank::Control, Kind::Retire, pool.number);
}

void World::onRetire(Index number) {
  PoolState& pool = poolNumbered(number);
  WorkerGrowth& growth = *pool.dynamics->growth;
  while (!growth.idle.empty() && pool.workers > growth.initial && growth.idle.oldest() + growth.retireAfter <= now_) {
    growth.idle.retireOldest();
    setWorkers(pool, pool.workers - 1);
  }
  if (servers_[pool.server].watched && pool.executing == pool.workers) wakeProbes(pool.server);
  if (growth.idle.empty() || pool.workers <= growth.initial) return;
  growth.retirement = schedule(growth.idle.oldest() + growth.retireAfter, Rank::Control, Kind::Retire, number);
}

/// Forgets the workers of a process that is gone.
void World::forgetWorkers(PoolState& pool) {
  if (!pool.dynamics->growth) return;
  WorkerGrowth& growth = *pool.dynamics->growth;
  events_.cancel(growth.injection);
  events_.cancel(growth.retirement);
  growth.idle.clear();
  growth.untilNext = growth.interval;
}

/// A machine that failed begins anew.
void World::resetPool(PoolState& pool) {
  forgetWorkers(pool);
  if (pool.dynamics->process) return resetProcess(pool);
  setWorkers(pool, pool.dynamics->growth->initial);
}

}  // namespace headroom::sim
