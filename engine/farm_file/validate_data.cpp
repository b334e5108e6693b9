#include "engine/farm_file/validate_data.h"

#include <algorithm>

#include "engine/farm/database_load.h"
#include "engine/farm_file/limits.h"
#include "engine/farm_file/validate_operations.h"
#include "engine/farm_file/validate_server.h"

namespace headroom::farm_file {
namespace {

void checkLocks(Checker& check, const Subject& subject, const farm::Database& database) {
  Scope scope;
  for (std::size_t i = 0; i < database.locks.size(); ++i) {
    const farm::LockClass& lock = database.locks[i];
    const Subject entry = subjectOf(lock, "lock class", lock.name, subject.path + "." + indexed("lock", i));
    check.name(entry, "name", lock.name);
    check.unique(scope, entry, "name", lock.name, "lock classes of one database have different names");
    check.range(entry, "holders", lock.holders, 1, kMostPerRequest);
  }
}

/// Calls `see` with whatever makes transactions on the database, and where it stands.
template <class See>
void forEachWork(const farm::Farm& farm, const farm::Database& database, See&& see) {
  const auto uses = [&](const std::string& name) {
    const farm::Application* application = farm::findApplication(farm, name);
    return application && farm::databaseOf(farm, *application) == &database;
  };
  for (const farm::Application& application : farm.applications) {
    if (farm::databaseOf(farm, application) == &database) see(application.work, application.origin);
  }
  for (const farm::Reference& reference : farm.references) {
    if (reference.work && uses(reference.producer)) see(*reference.work, reference.origin);
  }
  for (const farm::Background& background : farm.background) {
    if (uses(background.application)) see(background.work, background.origin);
  }
}

bool anyReads(const farm::Farm& farm, const farm::Database& database) {
  bool any = false;
  forEachWork(farm, database, [&](const farm::Work& work, const farm::Origin& origin) {
    // What is written but could not be understood has its own complaint.
    any = any || work.databaseWrites < 1 || origin.fields.count("work.database_writes") > 0;
  });
  return any;
}

/// Read instances, failover, lock classes and cache.
void checkData(Checker& check, const Subject& subject, const farm::Farm& farm, const farm::Database& database,
               Scope& nodes) {
  check.range(subject, "read_instances", database.readInstances, 0, 1000);
  check.atLeast(subject, "failover", database.failover, Duration{});
  checkLocks(check, subject, database);
  const bool alone = database.instances == 1 && !isWritten(database, "instances");
  if (database.failover > Duration{} && alone) {
    check.warning(subject, "failover", "nothing takes over from " + subject.words + ", which is a single machine",
                  "write instances: 2, or leave failover out");
  }
  if (database.cache) {
    check.range(subject, "cache.hit_ratio", database.cache->hitRatio, 0, 1);
    check.law(subject, "cache.access", database.cache->access);
    check.range(subject, "cache.working_set", database.cache->workingSet, 0, kMost);
    checkReliability(check, subject, database.cache->reliability, "cache.reliability");
    check.unique(nodes, subject, "cache", farm::cacheNameOf(database),
                 "an event must be able to tell the cache from the nodes");
  }
  if (database.readInstances > 0) {
    check.unique(nodes, subject, "read_instances", farm::readsNameOf(database),
                 "an event must be able to tell the read instances from the nodes");
  }
  const bool forReads = database.cache || database.readInstances > 0;
  if (forReads && !anyReads(farm, database)) {
    check.warning(subject, database.cache ? "cache" : "read_instances",
                  "no transaction on " + subject.words + " reads, so that its " +
                      (database.cache ? "cache has" : "read instances have") + " nothing to do",
                  "write database_writes: \"20%\", or so, in the work of its applications");
  }
}

}  // namespace

void checkDatabase(Checker& check, const farm::Database& database, const std::string& path, const farm::Farm& farm,
                   Scope& nodes) {
  const Subject subject = subjectOf(database, "database", database.name, path);
  check.nodeName(nodes, subject, database.name);
  check.word(subject, "address", database.address);
  check.word(subject, "segment", database.segment);
  checkMachine(check, subject, database);
  check.port(subject, "port", database.port);
  check.range(subject, "connection_limit", database.connectionLimit, 0, kMost);
  check.range(subject, "connection_pool", database.connectionPool, 1, kMostPerRequest);
  check.range(subject, "instances", database.instances, 1, 1000);
  checkData(check, subject, farm, database, nodes);
  checkReliability(check, subject, database.reliability);
  check.position(subject, database.position);
}

void checkTransactions(Checker& check, const Subject& subject, const farm::Work& work, const farm::Database* database) {
  check.range(subject, "work.database_writes", work.databaseWrites, 0, 1);
  if (work.databaseWriteDemand) check.law(subject, "work.database_write_demand", *work.databaseWriteDemand);
  if (work.lock.empty()) return;
  if (!database) {
    return check.error(subject, "work.lock", subject.words + " takes the lock '" + work.lock + "', but has no database",
                       "add the database, or leave lock out");
  }
  Names locks{"lock class of database " + database->name, {}, {}};
  for (const farm::LockClass& lock : database->locks) locks.add(lock.name);
  check.refers(subject, "work.lock", work.lock, locks);
}

}  // namespace headroom::farm_file
