// Database transactions: a connection of the module's pool, one of the database's, its cores; the worker is held all
// the while.
#include <cmath>

#include "engine/sim/world.h"

namespace headroom::sim {
namespace {

/// What a transaction to a database that cannot be reached costs its worker: the default command timeout of 30 s.
constexpr Duration kDatabaseTimeout = Duration::wholeSeconds(30);

}  // namespace

void World::transaction(Index id) {
  Request& request = requests_[id];
  const Index pool = model_.hostingOf(request.destination, request.application).connections;
  if (pool == kNone) return connected(id);
  request.holdsConnection = true;
  if (takeToken(connectionPools_[pool])) return connected(id);
  request.waitsForConnection = true;
  connectionPools_[pool].waiting.push(requests_, id);
}

void World::connected(Index id) {
  Request& request = requests_[id];
  request.waitsForConnection = false;
  const Index database = model_.tasks[request.task].database;
  if (database == kNone) return runSlice(id, false);
  Tokens& connections = stations_[model_.databaseStations[database]].tokens;
  if (connections.limit == 0) return admitted(id);
  request.holdsAdmission = true;
  if (takeToken(connections)) return admitted(id);
  request.waitsForAdmission = true;
  connections.waiting.push(requests_, id);
}

void World::admitted(Index id) {
  Request& request = requests_[id];
  request.waitsForAdmission = false;
  const Index way = model_.servers[request.destination].databaseWays[model_.tasks[request.task].database];
  request.atDatabase = true;
  if (way != kNone) return travel(id, way, 0, Then::EnterDatabase);
  request.transactionFailed = true;
  stepAfter(id, kDatabaseTimeout, Then::LeaveDatabase);
}

void World::enterDatabase(Index id) {
  Request& request = requests_[id];
  const TaskSpec& task = model_.tasks[request.task];
  const Index station = model_.databaseStations[task.database];
  if (stations_[station].down) {
    request.transactionFailed = true;
    return returnFromDatabase(id);
  }
  arriveAt(id, station);
  kernel::RandomStream random = drawsOf(request, kDatabase, request.transactionsDone++);
  const std::int64_t ns = task.databaseDemand.draw(random).ns();
  const double speed = model_.stations[station].speed;
  serve(id, Duration::nanoseconds(speed == 1.0 ? ns : std::llround(static_cast<double>(ns) / speed)));
}

void World::returnFromDatabase(Index id) {
  Request& request = requests_[id];
  const Index way = model_.servers[request.destination].databaseWays[model_.tasks[request.task].database];
  travel(id, way ^ 1U, 0, Then::LeaveDatabase);
}

void World::leaveDatabase(Index id) {
  Request& request = requests_[id];
  request.atDatabase = false;
  releaseConnections(id);
  if (request.ghost) return requests_.give(id);
  if (request.transactionFailed) request.dependencyFailed = true;
  request.transactionFailed = false;
  runSlice(id, false);
}

void World::releaseConnections(Index id) {
  Request& request = requests_[id];
  if (request.holdsAdmission) {
    giveToken(stations_[model_.databaseStations[model_.tasks[request.task].database]].tokens, Then::Admitted);
  }
  if (request.holdsConnection) {
    giveToken(connectionPools_[model_.hostingOf(request.destination, request.application).connections],
              Then::Connected);
  }
  request.holdsAdmission = request.holdsConnection = false;
}

}  // namespace headroom::sim
