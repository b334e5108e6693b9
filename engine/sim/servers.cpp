// Front-end servers: application pools, workers, and cores shared by everything on the machine.
#include <algorithm>
#include <cmath>

#include "engine/sim/world.h"

namespace headroom::sim {
namespace {

// What answers look like to a balancer.
constexpr int kOk = 200;
constexpr int kNotFound = 404;
constexpr int kServerError = 500;
constexpr int kUnavailable = 503;

}  // namespace

using kernel::Rank;

/// To be called when anything of what `plain` says may have changed.
void World::settle(ServerState& server) {
  const auto changes = [](const PoolState& pool) { return pool.dynamics != nullptr; };
  server.plain = !server.down && !server.leaving && !server.shedder && server.speed == 1.0 &&
                 server.coldUntil <= now_ && std::none_of(server.pools.begin(), server.pools.end(), changes);
}

void World::enterServer(Request& request, ServerState& server) {
  const Hosting& hosting = server.hosting[request.application];
  request.hosting = &hosting;
  if (server.plain && hosting.plain && request.task->plain && request.loggedService < 0) [[likely]] {
    PoolState& pool = server.pools[hosting.pool];
    if (pool.executing < pool.atOnce) [[likely]]
      return executeAtOnce(request, server, pool);
  }
  enterOtherwise(request);
}

/// enterOtherwise() where nothing has to be asked.
void World::executeAtOnce(Request& request, ServerState& server, PoolState& pool) {
  const TaskSpec& task = *request.task;
  request.workLeft = drawn(task.demand, request, kDemand).ns();
  request.slicesLeft = task.slices;
  request.transactionsLeft = static_cast<std::uint32_t>(task.transactions);
  server.tally.place.offered.add(static_cast<std::uint64_t>(request.workLeft));
  request.server = request.destination;
  request.enteredServer = now_.ns();
  ++server.tally.place.entered;
  server.tally.place.present.rise(now_);
  ++pool.executing;
  ++pool.begun;
  request.executing = true;
  server.tally.executing.rise(now_);
  runSlice(request, server);
}

void World::enterOtherwise(Request& request) {
  ServerState& server = servers_[request.destination];
  const Hosting& hosting = *request.hosting;
  if (server.coldUntil.ns() != 0 && server.coldUntil <= now_) {
    server.coldUntil = Instant();
    settle(server);
  }
  if (server.down) return breakAttempt(request, false);
  if (hosting.pool == kNone) {
    leaveMember(request, kNotFound);
    return respond(request, Outcome::NoServer);
  }
  request.mayCall = hosting.references > 0;
  drawWork(request, server);
  server.tally.place.offered.add(static_cast<std::uint64_t>(request.workLeft));
  if (server.shedder && sheds(request)) return;
  PoolState& pool = server.pools[hosting.pool];
  if (pool.executing + pool.queue.length >= pool.room) {
    ++server.tally.queueFull;
    leaveMember(request, kUnavailable);
    return respond(request, Outcome::QueueFull);
  }
  request.server = request.destination;
  request.enteredServer = now_.ns();
  ++server.tally.place.entered;
  server.tally.place.present.rise(now_);
  if (pool.executing < pool.workers) {
    ++pool.executing;
    ++pool.begun;
    if (server.watched && pool.executing == pool.workers) wakeProbes(request.destination);
    if (pool.dynamics) workerStarts(pool, request);
    return begin(request, server);
  }
  pool.queue.push(request);
  server.tally.place.waiting.rise(now_);
  if (pool.dynamics && pool.queue.length == 1) waitingBegins(pool);
}

void World::drawWork(Request& request, const ServerState& server) {
  if (request.loggedService >= 0) {
    request.referencesBegun = static_cast<std::uint32_t>(model_.applications[request.application].references.size());
    return;
  }
  const TaskSpec& task = *request.task;
  if (!task.demand.isZero()) {
    const std::int64_t ns = drawn(task.demand, request, kDemand).ns();
    request.workLeft = server.speed == 1.0 ? ns : std::llround(static_cast<double>(ns) / server.speed);
    if (now_.ns() < server.coldUntil.ns()) [[unlikely]]
      request.workLeft = std::llround(static_cast<double>(request.workLeft) * server.coldWork);
  }
  request.slicesLeft = 1;
  request.transactionsLeft =
      static_cast<std::uint32_t>(countOf(request, task.transactions, task.oneMoreTransaction, kTransactions));
  if (task.computesFirst) return;
  request.slicesLeft = request.transactionsLeft + 1;
  if (request.referencesBegun < request.hosting->references) [[unlikely]]
    request.slicesLeft += callsWaitedFor(request);
}

/// How many calls will part its work.
std::uint32_t World::callsWaitedFor(const Request& request) const {
  const std::vector<Index>& references = model_.applications[request.application].references;
  std::uint64_t calls = 0;
  for (std::size_t i = request.referencesBegun; i < references.size(); ++i) {
    if (!model_.references[references[i]].synchronous) continue;
    calls += static_cast<std::uint64_t>(callsOf(request, references[i]));
  }
  return static_cast<std::uint32_t>(calls);
}

void World::begin(Request& request, ServerState& server) {
  if (request.hosting->pool == kNone) ++strayServices_;
  request.executing = true;
  server.tally.executing.rise(now_);
  if (request.loggedService >= 0) [[unlikely]] {
    return passLoggedService(request);
  }
  runSlice(request, server);
}

/// The log's time in the server holds everything that happened there: sharing of cores, database, calls. It takes a
/// worker and no core, or contention would count twice.
void World::passLoggedService(Request& request) {
  request.pure += request.loggedService;
  stepAfter(request, Duration::nanoseconds(request.loggedService), Then::AfterSlice);
}

/// Computes the next of the equal parts the request's work is cut into, or everything at once.
void World::runSlice(Request& request, const ServerState& server) {
  if (!beginSlice(request, server)) goOnWithoutWork(request);
}

void World::goOnWithoutWork(Request& request) {
  nestsDeep() ? stepAfter(request, Duration{}, Then::AfterSlice) : afterSlice(request);
}

/// False when there is nothing to compute: then it goes on at once.
bool World::beginSlice(Request& request, const ServerState& server) {
  std::int64_t work = request.workLeft;
  if (request.slicesLeft > 1) work /= request.slicesLeft--;
  if (work <= 0) return false;
  request.workLeft -= work;
  arriveAt(request, *server.cores);
  serve(request, Duration::nanoseconds(work), *server.cores);
  if (request.transactionsLeft > 0 && request.task->access == nullptr)
    drawAhead(request.task->databaseDemand, request, kDatabase, request.transactionsDone);
  return true;
}

/// Whether one more step without work within this event would be one too many: a long row of transactions that take no
/// time must not nest without end.
bool World::nestsDeep() {
  constexpr int kDeepest = 32;
  return nested() >= kDeepest;
}

/// Between two slices stands a transaction or a call; after the last one the answer.
void World::afterSlice(Request& request) {
  if (request.transactionsLeft > 0) {
    --request.transactionsLeft;
    return transaction(request);
  }
  if (request.mayCall) [[unlikely]]
    return callNext(request);
  finishWork(request);
}

void World::finishWork(Request& request) {
  ServerState& server = servers_[request.server];
  if (!server.plain || request.any()) [[unlikely]]
    return finishOtherwise(request);
  countDeparture(request, server);
  tellMember(request, kOk);
  PoolState& pool = server.pools[request.hosting->pool];
  if (static_cast<std::uint64_t>(pool.executing - 1) >= static_cast<std::uint64_t>(pool.workers)) [[unlikely]]
    ++tokenFaults_;  // not from 1 to all
  if (pool.queue.empty()) [[likely]] {
    --pool.executing;
  } else {
    beginWaiting(pool);
  }
  answerPlainly(request);
}

/// finishWork() when somebody may be concerned besides a caller who has come for one answer.
void World::finishOtherwise(Request& request) {
  ServerState& server = servers_[request.server];
  countDeparture(request, server);
  forgetServer(request);
  leaveMember(request, request.dependencyFailed ? kServerError : kOk);
  freeWorker(server.pools[request.hosting->pool], request);
  if (server.leaving) mayBeLast(request.destination);
  answer(request, request.dependencyFailed ? Outcome::Dependency : Outcome::Answered);
}

/// Makes the next call that is waited for, and those before it that are not; after the last one the answer.
void World::callNext(Request& request) {
  const std::vector<Index>& references = model_.applications[request.application].references;
  for (;;) {
    if (request.callsLeft > 0) {
      --request.callsLeft;
      const Index reference = references[request.referencesBegun - 1];
      const bool waits = model_.references[reference].synchronous;
      call(request, reference, request.callsMade++);
      if (waits) return;
      continue;
    }
    if (request.referencesBegun == references.size()) break;
    request.callsLeft = static_cast<std::uint32_t>(callsOf(request, references[request.referencesBegun++]));
  }
  finishWork(request);
}

/// The request leaves the machine; its worker is still to be given to whoever has waited longest.
void World::countDeparture(const Request& request, ServerState& server) {
  PlaceTally& tally = server.tally.place;
  ++tally.left;
  tally.present.fall(now_);
  tally.presence.add(static_cast<std::uint64_t>(now_.ns() - since(request.enteredServer)));
  server.tally.executing.fall(now_);
}

/// The request is on its way back.
void World::forgetServer(Request& request) {
  request.atServer = now_.ns() - request.enteredServer;
  request.executing = false;
  request.server = kNone;
}

void World::freeWorker(PoolState& pool, const Request& request) {
  const bool changes = pool.dynamics != nullptr;
  if (changes && !workerFinishes(pool, request)) return;
  if (pool.executing <= 0 || pool.executing > pool.workers) ++tokenFaults_;
  if (!pool.queue.empty()) return beginWaiting(pool);
  --pool.executing;
  if (changes) workerIdles(pool);
}

/// A worker takes who has waited longest.
void World::beginWaiting(PoolState& pool) {
  servers_[pool.server].tally.place.waiting.fall(now_);
  ++pool.begun;
  Request& request = pool.queue.pop();
  stepAfter(request, Duration{}, Then::Begin);
  if (!pool.dynamics) [[likely]]
    return;
  if (pool.queue.empty()) waitingEnds(pool);
  workerStarts(pool, request);
}

}  // namespace headroom::sim
