#include "engine/sim/server_spec.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace headroom::sim {
namespace {

/// Absent when no process of the pool ever ends: the one that is there is warm.
std::optional<ProcessRules> processRulesOf(const farm::Server& server, const farm::Pool& pool) {
  ProcessRules rules;
  rules.every = pool.recycling.every;
  rules.requests = farm::requestsUntilRecycled(server, pool);
  rules.overlap = pool.recycling.overlap;
  rules.startup = pool.recycling.startup;
  rules.idleTimeout = pool.recycling.idleTimeout;
  rules.coldFactor = std::max(1.0, pool.coldStart.factor);
  rules.coldRequests = std::max<std::int64_t>(0, pool.coldStart.requests);
  rules.coldFor = pool.coldStart.duration;
  rules.moduleLoad = kernel::Sampler(pool.coldStart.moduleLoad);
  // A machine that comes back after a failure has new processes, too.
  const bool slowToStart = rules.startup > Duration() || rules.coldFactor > 1 || !pool.coldStart.moduleLoad.isZero();
  const bool ends = rules.every > Duration() || rules.requests > 0 || rules.idleTimeout > Duration();
  return ends || slowToStart ? std::optional(std::move(rules)) : std::nullopt;
}

PoolSpec poolSpecOf(const farm::Server& server, const farm::Pool& pool) {
  PoolSpec spec;
  spec.mostWorkers = std::max(1, farm::workersOf(server, pool));
  spec.workers = std::max(1, farm::initialWorkersOf(server, pool));
  if (pool.threads == farm::Pool::Threads::TuningPage) spec.injection = std::max(0.0, pool.injection.perSecond);
  spec.retireAfter = pool.retireAfter;
  spec.queueLimit = std::max(1, pool.queueLimit);
  spec.queuedOnly = pool.queueCounts == farm::Pool::QueueCounts::Queued;
  spec.name = pool.name;
  spec.process = processRulesOf(server, pool);
  return spec;
}

/// Cores whose speed depends on how many of them are busy, or that pause, change it for everybody at once, which is
/// sharing; first come, first served then means that no more are in progress than there are cores.
void hinder(StationSpec& cores, double contention, double coherency, bool sharing) {
  cores.contention = std::max(0.0, contention);
  cores.coherency = std::max(0.0, coherency);
  cores.sharing = sharing;
  if (!cores.hinders() || sharing) return;
  cores.sharing = true;
  auto rules = std::make_shared<StationRules>();
  rules->concurrency = cores.servers;
  cores.rules = std::move(rules);
}

}  // namespace

ServerSpec serverSpecOf(const farm::Server& server) {
  ServerSpec spec;
  spec.name = server.name;
  spec.cores = std::max(1, server.cores);
  spec.speed = server.speed > 0 ? server.speed : 1.0;
  if (farm::unpausedShare(server.pauses) < 1) {
    spec.pauses = PauseRules{kernel::Sampler(server.pauses.interval), kernel::Sampler(server.pauses.duration)};
  }
  spec.shedding = server.shedding;
  spec.backgroundLimits = {server.maxTimers, server.maxProcesses, server.maxLightProcesses, server.maxEmails};
  for (const farm::Pool& pool : farm::poolsOf(server)) spec.pools.push_back(poolSpecOf(server, pool));
  return spec;
}

StationSpec coresOf(const farm::Server& server) {
  StationSpec cores;
  cores.name = server.name + " cores";
  cores.kind = StationSpec::Kind::Cores;
  cores.servers = std::max(1, server.cores);
  cores.unpaused = farm::unpausedShare(server.pauses);
  hinder(cores, server.contention, server.coherency, server.discipline == farm::Discipline::ProcessorSharing);
  return cores;
}

StationSpec databaseStationOf(const farm::Database& database) {
  StationSpec station;
  station.name = database.name;
  station.kind = StationSpec::Kind::Database;
  station.servers = std::max(1, database.cores);
  station.instances = std::max(1, database.instances);
  station.speed = database.speed > 0 ? database.speed : 1.0;
  hinder(station, database.contention, database.coherency, false);
  return station;
}

}  // namespace headroom::sim
