#include "engine/calibration/database_work.h"

#include "engine/farm/database_load.h"

namespace headroom::calibration {

double endpointMs(const farm::Farm& farm, const farm::Application& application, const farm::Work& work) {
  const farm::Database* database = farm::databaseOf(farm, application);
  return database == nullptr ? 0 : farm::databaseLoadOf(*database, work).seconds * 1e3;
}

double quietDatabaseMs(const farm::Farm& farm, const farm::Application& application, const farm::Work& work) {
  const farm::Database* database = farm::databaseOf(farm, application);
  if (database == nullptr) return 0;
  const farm::DatabaseLoad load = farm::databaseLoadOf(*database, work);
  const double lookUps = database->cache ? load.lookUps * database->cache->access.mean.toMilliseconds() : 0;
  return load.all() * 1e3 / database->speed + lookUps;
}

double endpointTransactions(const farm::Farm& farm, const farm::Application& application, const farm::Work& work) {
  const double present = work.databaseDemand.mean.toSeconds();
  farm::Work unit = work;
  unit.databaseDemand.mean = Duration::wholeSeconds(1);
  if (unit.databaseWriteDemand)
    unit.databaseWriteDemand->mean =
        Duration::seconds(present > 0 ? unit.databaseWriteDemand->mean.toSeconds() / present : 1);
  return endpointMs(farm, application, unit) / 1e3;
}

}  // namespace headroom::calibration
