// Database transactions: a connection of the module's pool, one of the database's, its cores; the worker is held all
// the while.
#include "engine/sim/world.h"

namespace headroom::sim {
void World::transaction(Request& request) {
  if (request.task->access) [[unlikely]]
    return beginAccess(request);
  takeConnection(request);
}

void World::seekConnection(Request& request) {
  takeConnection(request);
}

void World::takeConnection(Request& request) {
  const Index pool = request.hosting->connections;
  if (pool == kNone) return connected(request);
  request.holdsConnection = true;
  if (takeToken(connectionPools_[pool])) return connected(request);
  request.waitsForConnection = true;
  connectionPools_[pool].waiting.push(request);
}

void World::connected(Request& request) {
  const Index database = request.task->databaseStation;
  if (database == kNone) return runSlice(request, servers_[request.server]);
  Tokens& connections = stations_[database].tokens;
  if (connections.limit == 0) return admitted(request);
  request.holdsAdmission = true;
  if (takeToken(connections)) return admitted(request);
  request.waitsForAdmission = true;
  connections.waiting.push(request);
}

void World::admitted(Request& request) {
  const Index way = model_.servers[request.destination].databaseWays[request.task->database];
  request.way = way;  // for the way back
  request.atDatabase = true;
  if (way != kNone) {
    return model_.ways[way].instant ? enterDatabase(request) : travel(request, way, 0, Then::EnterDatabase);
  }
  request.transactionFailed = true;
  stepAfter(request, kDatabaseTimeout, Then::LeaveDatabase);
}

void World::enterDatabase(Request& request) {
  const TaskSpec& task = *request.task;
  if (task.access) [[unlikely]]
    return enterAccess(request);
  const Index station = task.databaseStation;
  if (stations_[station].down) {
    request.transactionFailed = true;
    return returnFromDatabase(request);
  }
  arriveAt(request, station);
  serve(request, atSpeed(drawn(task.databaseDemand, request, kDatabase, request.transactionsDone++), station));
}

void World::returnFromDatabase(Request& request) {
  if (request.holdsLock) [[unlikely]]
    releaseLock(request);
  model_.ways[request.way].instant ? proceed(request, Then::LeaveDatabase)
                                   : travel(request, request.way ^ 1U, 0, Then::LeaveDatabase);
}

void World::leaveDatabase(Request& request) {
  if (isBack(request)) runSlice(request, servers_[request.server]);
}

/// The transaction is over at the request's server; false when that has nothing left of the request.
bool World::isBack(Request& request) {
  request.atDatabase = false;
  giveConnections(request);
  if (request.ghost) {
    requests_.give(request);
    return false;
  }
  if (request.transactionFailed) [[unlikely]] {
    request.dependencyFailed = true;
    request.transactionFailed = false;
  }
  return true;
}

void World::releaseConnections(Request& request) {
  giveConnections(request);
}

void World::giveConnections(Request& request) {
  if (request.holdsAdmission) {
    giveToken(stations_[request.task->databaseStation].tokens, Then::Admitted);
  }
  if (request.holdsConnection) {
    giveToken(connectionPools_[request.hosting->connections], Then::Connected);
  }
  request.holdsAdmission = request.holdsConnection = false;
}

}  // namespace headroom::sim
