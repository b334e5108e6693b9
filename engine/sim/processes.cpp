// Worker processes: recycling with and without overlap, end for want of work, cold starts; pauses of the whole machine.
#include <algorithm>
#include <cmath>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;
using Phase = WorkerProcess::Phase;

/// The process there is at the beginning is somewhere in its life, as likely here as there.
void World::buildProcess(const ProcessRules& rules, const std::string& poolName, PoolState& pool) {
  WorkerProcess& process = pool.dynamics->process.emplace();
  process.rules = rules;
  process.workers = pool.workers;
  process.loadedBy.assign(model_.applications.size(), 0);
  if (unlimited()) {  // what a cold start costs is offered work; nobody waits for it
    process.rules.overlap = true;
    process.rules.startup = process.rules.idleTimeout = Duration();
  }
  kernel::RandomStream random =
      streams_.open("server/" + model_.servers[pool.server].name + "/pool/" + poolName + "/process");
  const double age = random.unit();
  process.begun = static_cast<std::int64_t>(static_cast<double>(rules.requests) * age);
  if (rules.every.ns() > 0) {
    const Duration left = Duration::seconds(rules.every.toSeconds() * (1 - age));
    process.due = schedule(now_ + left, Rank::Control, Kind::Recycle, pool.number);
  }
  if (process.rules.idleTimeout.ns() > 0) {
    process.idle = schedule(now_ + process.rules.idleTimeout, Rank::Control, Kind::IdleProcess, pool.number);
  }
}

/// The request belongs to the present process, and costs more while that is cold.
void World::joinProcess(PoolState& pool, Request& request) {
  WorkerProcess& process = *pool.dynamics->process;
  request.process = process.generation;
  ++process.begun;
  if (process.generation > 0) chill(process, request);
  if (process.rules.requests > 0 && process.begun >= process.rules.requests) recycle(pool);
}

void World::chill(WorkerProcess& process, Request& request) {
  const ProcessRules& rules = process.rules;
  const std::int64_t warm = request.workLeft;
  if (process.begun <= rules.coldRequests || now_ < process.startedAt + rules.coldFor) {
    request.workLeft = std::llround(static_cast<double>(warm) * rules.coldFactor);
  }
  std::uint32_t& loadedBy = process.loadedBy[request.application];
  if (!rules.moduleLoad.isZero() && loadedBy != process.generation) {
    loadedBy = process.generation;
    const double ns = static_cast<double>(draw(rules.moduleLoad, request, kModuleLoad).ns());
    request.workLeft += std::llround(ns / model_.servers[request.destination].speed);
  }
  servers_[request.destination].tally.place.offered += request.workLeft - warm;
}

bool World::leaveProcess(PoolState& pool, const Request& request) {
  WorkerProcess& process = *pool.dynamics->process;
  if (request.process == process.generation) return true;
  --process.draining;
  setRoom(pool);
  if (process.phase == Phase::Draining && process.draining == 0) startProcess(pool);
  return false;
}

void World::recycle(PoolState& pool) {
  WorkerProcess& process = *pool.dynamics->process;
  if (process.phase != Phase::Up) return;
  ++process.replaced;
  events_.cancel(process.due);
  events_.cancel(process.idle);
  if (process.rules.overlap) {
    process.phase = Phase::Replacing;
    process.ready = schedule(now_ + process.rules.startup, Rank::Control, Kind::ProcessReady, pool.number);
    return;
  }
  process.phase = Phase::Draining;
  retireProcess(pool);
  if (process.draining == 0) startProcess(pool);
}

/// The present process takes no further requests.
void World::retireProcess(PoolState& pool) {
  WorkerProcess& process = *pool.dynamics->process;
  ++process.generation;
  process.draining += pool.executing;
  pool.executing = 0;
  forgetWorkers(pool);
  setWorkers(pool, 0);
}

void World::startProcess(PoolState& pool) {
  WorkerProcess& process = *pool.dynamics->process;
  process.phase = Phase::Starting;
  process.ready = schedule(now_ + process.rules.startup, Rank::Control, Kind::ProcessReady, pool.number);
}

void World::onProcessReady(Index number) {
  PoolState& pool = poolNumbered(number);
  WorkerProcess& process = *pool.dynamics->process;
  if (process.phase == Phase::Replacing) retireProcess(pool);
  process.phase = Phase::Up;
  process.begun = 0;
  process.startedAt = now_;
  setWorkers(pool, process.workers);
  if (process.rules.every.ns() > 0) {
    process.due = schedule(now_ + process.rules.every, Rank::Control, Kind::Recycle, number);
  }
  while (!pool.queue.empty() && pool.executing < pool.workers) {
    ++pool.executing;
    beginWaiting(pool);
  }
  if (!pool.queue.empty()) waitingBegins(pool);
  if (pool.executing == 0) processMayIdle(pool);
  if (servers_[pool.server].watched && pool.executing == pool.workers) wakeProbes(pool.server);
}

void World::processMayIdle(PoolState& pool) {
  WorkerProcess& process = *pool.dynamics->process;
  if (process.rules.idleTimeout.ns() == 0 || pool.executing > 0) return;
  process.idleSince = now_;
  if (events_.pending(process.idle)) return;
  process.idle = schedule(now_ + process.rules.idleTimeout, Rank::Control, Kind::IdleProcess, pool.number);
}

void World::onIdleProcess(Index number) {
  PoolState& pool = poolNumbered(number);
  WorkerProcess& process = *pool.dynamics->process;
  if (process.phase != Phase::Up || pool.executing > 0) return;
  const Instant ends = process.idleSince + process.rules.idleTimeout;
  if (now_ < ends) {
    process.idle = schedule(ends, Rank::Control, Kind::IdleProcess, number);
    return;
  }
  events_.cancel(process.due);
  retireProcess(pool);
  process.phase = Phase::Stopped;
  if (servers_[pool.server].watched) wakeProbes(pool.server);
}

/// After the machine failed: nothing of the old processes is left, and a cold one is there when it is back.
void World::resetProcess(PoolState& pool) {
  WorkerProcess& process = *pool.dynamics->process;
  for (const kernel::EventSet::Ticket& ticket : {process.due, process.ready, process.idle}) events_.cancel(ticket);
  retireProcess(pool);
  process.draining = 0;
  process.phase = Phase::Starting;
}

void World::startPauses() {
  for (Index i = 0; i < servers_.size(); ++i) {
    const ServerSpec& spec = model_.servers[i];
    if (!spec.pauses || unlimited()) continue;
    ServerState& server = servers_[i];
    server.pauses.emplace(streams_.open("server/" + spec.name + "/pauses"));
    // Machines do not pause in step: each is found somewhere between two pauses.
    const double age = server.pauses->unit();
    const Duration interval = spec.pauses->interval.draw(*server.pauses);
    schedule(now_ + Duration::seconds(interval.toSeconds() * age), Rank::Control, Kind::Pause, i);
  }
}

void World::onPause(Index index) {
  ServerState& server = servers_[index];
  const PauseRules& rules = *model_.servers[index].pauses;
  server.paused = !server.paused;
  pauseCores(model_.servers[index].coresStation, server.paused);
  const Duration next = (server.paused ? rules.duration : rules.interval).draw(*server.pauses);
  schedule(now_ + std::max(next, Duration::nanoseconds(1)), Rank::Control, Kind::Pause, index);
}

}  // namespace headroom::sim
