#include "engine/sim/database_compile.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "engine/farm/database_load.h"
#include "engine/sim/server_spec.h"

namespace headroom::sim {
namespace {

Index add(StationSpec station, Index owner, Model& model) {
  station.owner = owner;
  model.stations.push_back(std::move(station));
  return static_cast<Index>(model.stations.size() - 1);
}

StationSpec readsOf(const farm::Database& database) {
  farm::Database all = database;
  all.cores = std::max(1, database.cores) * database.readInstances;
  StationSpec station = databaseStationOf(all);
  station.name = farm::readsNameOf(database);
  station.kind = StationSpec::Kind::Reads;
  station.instances = station.machines = database.readInstances;
  return station;
}

StationSpec cacheOf(const farm::Database& database) {
  StationSpec station;
  station.name = farm::cacheNameOf(database);
  station.kind = StationSpec::Kind::Cache;
  station.servers = std::numeric_limits<int>::max();
  return station;
}

StationSpec lockOf(const farm::Database& database, const farm::LockClass& lock) {
  StationSpec station;
  station.name = farm::lockNameOf(database, lock.name);
  station.kind = StationSpec::Kind::Lock;
  station.servers = std::max(1, lock.holders);
  station.tokens = station.servers;
  return station;
}

}  // namespace

void addDatabase(const farm::Database& database, Model& model) {
  const auto owner = static_cast<Index>(model.databases.size());
  DatabaseSpec spec;
  spec.station = add(databaseStationOf(database), owner, model);
  if (database.instances > 1) spec.failover = database.failover;
  if (database.readInstances > 0) spec.reads = add(readsOf(database), owner, model);
  if (database.cache) {
    spec.cache = add(cacheOf(database), owner, model);
    spec.hitRatio = database.cache->hitRatio;
    spec.access = kernel::Sampler(database.cache->access);
    spec.workingSet = static_cast<double>(std::max<std::int64_t>(0, database.cache->workingSet));
  }
  for (const farm::LockClass& lock : database.locks)
    spec.locks.emplace_back(lock.name, add(lockOf(database, lock), owner, model));
  model.databaseStations.push_back(spec.station);
  model.connectionLimits.push_back(std::max(0, database.connectionLimit));
  model.databases.push_back(std::move(spec));
}

bool addTransactions(const farm::Work& work, const DatabaseSpec* database, TaskSpec& task) {
  const double writes = std::clamp(work.databaseWrites, 0.0, 1.0);
  task.databaseDemand = kernel::Sampler(farm::demandOf(work, writes >= 1));
  if (!database) return work.lock.empty();
  AccessSpec access;
  access.writes = writes;
  access.lock = work.lock.empty() || writes <= 0 ? kNone : database->lockNamed(work.lock);
  if (work.databaseWriteDemand && writes > 0 && writes < 1) {
    access.writeDemand.emplace(*work.databaseWriteDemand);
  }
  const bool partWays = (writes < 1 && database->toldApart()) || access.writeDemand.has_value();
  if (partWays || access.lock != kNone) task.access = std::make_shared<const AccessSpec>(std::move(access));
  return work.lock.empty() || database->lockNamed(work.lock) != kNone;
}

}  // namespace headroom::sim
