#include "engine/farm/database_load.h"

#include <algorithm>

namespace headroom::farm {

DatabaseLoad databaseLoadOf(const Database& database, const Work& work, double requests) {
  const double transactions = requests * work.databaseTransactions;
  const double writes = transactions * std::clamp(work.databaseWrites, 0.0, 1.0);
  const double reads = transactions - writes;
  DatabaseLoad load;
  load.lookUps = database.cache ? reads : 0;
  const double misses = database.cache ? reads * (1 - std::clamp(database.cache->hitRatio, 0.0, 1.0)) : reads;
  const double writing = writes * demandOf(work, true).mean.toSeconds();
  const double reading = misses * work.databaseDemand.mean.toSeconds();
  load.transactions = writes + misses;
  load.locked = work.lock.empty() ? 0 : writes;
  load.lockedSeconds = work.lock.empty() ? 0 : writing;
  const bool apart = database.readInstances > 0;
  load.seconds = apart ? writing : writing + reading;
  load.readSeconds = apart ? reading : 0;
  return load;
}

const Law& demandOf(const Work& work, bool writes) {
  return writes && work.databaseWriteDemand ? *work.databaseWriteDemand : work.databaseDemand;
}

std::string readsNameOf(const Database& database) {
  return database.name + " reads";
}

std::string cacheNameOf(const Database& database) {
  return database.name + " cache";
}

std::string lockNameOf(const Database& database, const std::string& lock) {
  return database.name + "/" + lock;
}

double readCapacityOf(const Database& database) {
  return capacityOf(database) * std::max(0, database.readInstances);
}

double lockCapacityOf(const Database& database, const LockClass& lock) {
  return std::max(1, lock.holders) * (database.speed > 0 ? database.speed : 1.0);
}

const LockClass* findLock(const Database& database, const std::string& name) {
  const auto found =
      std::find_if(database.locks.begin(), database.locks.end(), [&](const LockClass& l) { return l.name == name; });
  return found == database.locks.end() ? nullptr : &*found;
}

void forgetLostLocks(Farm& farm) {
  const auto settle = [&](const Application* application, Work& work) {
    if (work.lock.empty()) return;
    const Database* database = application ? databaseOf(farm, *application) : nullptr;
    if (!database || !findLock(*database, work.lock)) work.lock.clear();
  };
  for (Application& application : farm.applications) settle(&application, application.work);
  for (Reference& reference : farm.references) {
    if (reference.work) settle(findApplication(farm, reference.producer), *reference.work);
  }
  for (Background& background : farm.background) settle(findApplication(farm, background.application), background.work);
}

}  // namespace headroom::farm
