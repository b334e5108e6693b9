// The pool's queues, and what changes with the state of a server.
#include <algorithm>
#include <cassert>

#include "engine/base/text.h"
#include "engine/routing/pool.h"

namespace headroom::routing {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;

}  // namespace

void Pool::join(RequestId request, ServerIndex server, Instant now) {
  Queue& queue = queueOf(server);
  Record& r = records_[request];
  r.state = Record::State::Waiting;
  r.server = server;
  r.joined = now;
  r.after = kNone;
  r.before = queue.tail;
  (queue.tail == kNone ? queue.head : records_[queue.tail].after) = request;
  queue.tail = request;
  ++queue.length;
  if (server != kNoServer) policy_->queued(server);
}

void Pool::unlink(RequestId request) {
  Record& r = records_[request];
  Queue& queue = queueOf(r.server);
  (r.before == kNone ? queue.head : records_[r.before].after) = r.after;
  (r.after == kNone ? queue.tail : records_[r.after].before) = r.before;
  --queue.length;
  if (r.server != kNoServer) policy_->unqueued(r.server);
}

// The oldest of those who wait for this server and those who wait for any; its own first within one millisecond.
void Pool::serveQueues(ServerIndex server) {
  const std::uint32_t limit = policy_->limit(server);
  if (nginx_ || (limit != 0 && sides_[server].open >= limit)) return;
  while (hasRoom(server)) {
    const RequestId own = sides_[server].queue.head;
    const RequestId any = policy_->serving(server) ? queue_.head : kNone;
    if (own == kNone && any == kNone) return;
    const auto joined = [this](RequestId r) { return records_[r].joined.ns() / kMillisecond; };
    const RequestId next = any == kNone || (own != kNone && joined(own) <= joined(any)) ? own : any;
    unlink(next);
    openOn(next, server);
    started_.push_back({next, server});
  }
}

void Pool::grabQueue(ServerIndex server) {
  const std::uint32_t limit = policy_->limit(server);
  if (nginx_ || !policy_->serving(server)) return;
  for (std::uint32_t taken = 0; queue_.head != kNone; ++taken) {
    if (limit != 0 && sides_[server].counted + taken >= limit) return;
    const RequestId next = queue_.head;
    unlink(next);
    records_[next].state = Record::State::Open;
    records_[next].server = server;
    records_[next].counted = false;
    ++sides_[server].open;
    started_.push_back({next, server});
  }
}

void Pool::bounceQueue(ServerIndex server) {
  while (sides_[server].queue.head != kNone) {
    const RequestId request = sides_[server].queue.head;
    unlink(request);
    Record& r = records_[request];
    r.state = Record::State::Bounced;
    r.server = kNoServer;
    r.bound = r.cookieRight = false;
    bounced_.push_back(request);
  }
}

void Pool::applyState(ServerIndex server, bool wasUp, bool wasDraining, Instant now) {
  const bool isUp = up(server);
  const bool isDraining = sides_[server].state == AdminState::Drain;
  if (isDraining != wasDraining) policy_->setDraining(server, isDraining, now);
  if (isUp != wasUp) policy_->setUsable(server, isUp, now);
  if (!isUp && wasUp && redispatch_) bounceQueue(server);
  // The end of a drain alone does not make the original look at its queues.
  if (isUp && !wasUp) grabQueue(server);
}

void Pool::setState(ServerIndex server, AdminState state, Instant now) {
  clearLists();
  policy_->tick(now);
  Side& side = sides_[server];
  const bool wasUp = up(server);
  const bool wasDraining = side.state == AdminState::Drain;
  if (side.state == AdminState::Maintenance && state != AdminState::Maintenance) side.health.restart();
  side.state = state;
  applyState(server, wasUp, wasDraining, now);
}

Outcome Pool::setWeight(ServerIndex server, int weight, Instant now) {
  clearLists();
  if (weight < 0 || weight > kMaxWeight) {
    return problem("weight " + std::to_string(weight) + " for server '" + printable(servers_[server].name) + "'",
                   "weights go from 0 to 256");
  }
  if (!policy_->weightAllowed(server, weight)) {
    return problem("this algorithm cannot set server '" + printable(servers_[server].name) + "' to weight " +
                       std::to_string(weight) + " at run time",
                   "only 0 and the configured weight of " + std::to_string(servers_[server].weight) + " are possible");
  }
  policy_->setWeight(server, weight, now);
  return Done{};
}

void Pool::checked(ServerIndex server, bool passed, Instant now) {
  clearLists();
  policy_->tick(now);
  Side& side = sides_[server];
  if (side.state == AdminState::Maintenance) return;
  const bool wasUp = up(server);
  if (passed) {
    side.health.pass();
  } else {
    side.health.fail();
  }
  applyState(server, wasUp, side.state == AdminState::Drain, now);
}

void Pool::tick(Instant now) {
  clearLists();
  policy_->tick(now);
  for (ServerIndex i = 0; i < servers_.size(); ++i) {
    if (sides_[i].queue.length > 0 || (queue_.length > 0 && policy_->serving(i))) serveQueues(i);
  }
  if (queueTimeout_ == Duration()) return;
  const auto expire = [&](const Queue& queue) {
    while (queue.head != kNone && records_[queue.head].joined + queueTimeout_ <= now) {
      const RequestId request = queue.head;
      unlink(request);
      release(request);
      refused_.push_back(request);
    }
  };
  expire(queue_);
  for (const Side& side : sides_) expire(side.queue);
}

}  // namespace headroom::routing
