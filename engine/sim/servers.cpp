// Front-end servers: application pools, workers, and cores shared by everything on the machine.
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

void World::enterServer(Request& request) {
  ServerState& server = servers_[request.destination];
  const Hosting& hosting = server.hosting[request.application];
  request.hosting = &hosting;
  if (server.down) return breakAttempt(request, false);
  if (hosting.pool == kNone) {
    leaveMember(request, kNotFound);
    return respond(request, Outcome::NoServer);
  }
  drawWork(request, server);
  server.tally.place.offered.add(static_cast<std::uint64_t>(request.workLeft));
  if (server.shedder && sheds(request)) [[unlikely]]
    return;
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
    if (server.watched && pool.executing == pool.workers) [[unlikely]]
      wakeProbes(request.destination);
    if (pool.dynamics) [[unlikely]]
      workerStarts(pool, request);
    return begin(request, server);
  }
  pool.queue.push(request);
  server.tally.place.waiting.rise(now_);
  if (pool.dynamics && pool.queue.length == 1) [[unlikely]]
    waitingBegins(pool);
}

void World::drawWork(Request& request, const ServerState& server) {
  if (request.loggedService >= 0) {
    request.referencesBegun = static_cast<std::uint32_t>(model_.applications[request.application].references.size());
    return;
  }
  const TaskSpec& task = *request.task;
  if (!task.demand.isZero()) {
    const std::int64_t ns = draw(task.demand, request, kDemand).ns();
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
  if (beginSlice(request, server)) return;
  nestsDeep() ? stepAfter(request, Duration{}, Then::AfterSlice) : goOn(request);
}

/// False when there is nothing to compute: then it goes on at once.
bool World::beginSlice(Request& request, const ServerState& server) {
  std::int64_t work = request.workLeft;
  if (request.slicesLeft > 1) work /= request.slicesLeft--;
  if (work == 0) return false;
  request.workLeft -= work;
  arriveAt(request, server.cores);
  serve(request, Duration::nanoseconds(work));
  return true;
}

/// Whether one more step without work within this event would be one too many: a long row of transactions that take no
/// time must not nest without end.
bool World::nestsDeep() {
  constexpr int kDeepest = 32;
  return nested() >= kDeepest;
}

void World::goOn(Request& request) {
  afterSlice(request);
}

/// Between two slices stands a transaction or a call; after the last one the answer.
void World::afterSlice(Request& request) {
  if (request.transactionsLeft > 0) {
    --request.transactionsLeft;
    return transaction(request);
  }
  if (request.callsLeft > 0 || request.referencesBegun < request.hosting->references) [[unlikely]]
    return callNext(request);
  finishWork(request);
}

void World::finishWork(Request& request) {
  leaveServer(request);
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

/// Gives the worker to whoever waited longest and leaves the machine.
void World::leaveServer(Request& request) {
  ServerState& server = servers_[request.server];
  PlaceTally& tally = server.tally.place;
  ++tally.left;
  tally.present.fall(now_);
  tally.presence.add(static_cast<std::uint64_t>(now_.ns() - since(request.enteredServer)));
  request.atServer = now_.ns() - request.enteredServer;
  PoolState& pool = server.pools[request.hosting->pool];
  server.tally.executing.fall(now_);
  request.executing = false;
  request.server = kNone;
  leaveMember(request, request.dependencyFailed ? kServerError : kOk);
  freeWorker(pool, request);
  if (server.leaving) [[unlikely]]
    mayBeLast(request.destination);
}

void World::freeWorker(PoolState& pool, const Request& request) {
  const bool changes = pool.dynamics != nullptr;
  if (changes && !workerFinishes(pool, request)) [[unlikely]]
    return;
  if (pool.executing <= 0 || pool.executing > pool.workers) [[unlikely]]
    ++tokenFaults_;
  if (!pool.queue.empty()) [[unlikely]]
    return beginWaiting(pool);
  --pool.executing;
  if (changes) [[unlikely]]
    workerIdles(pool);
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
