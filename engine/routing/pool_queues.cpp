// The pool's queues.
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
  if (server == kNoServer) return;
  ++waitingForOne_;
  policy_->queued(server);
}

void Pool::unlink(RequestId request) {
  Record& r = records_[request];
  Queue& queue = queueOf(r.server);
  (r.before == kNone ? queue.head : records_[r.before].after) = r.after;
  (r.after == kNone ? queue.tail : records_[r.after].before) = r.before;
  --queue.length;
  if (r.server == kNoServer) return;
  --waitingForOne_;
  policy_->unqueued(r.server);
}

// The oldest of those who wait for this server and those who wait for any; its own first within one millisecond.
void Pool::serveWaiting(ServerIndex server) {
  const std::uint32_t limit = policy_->limit(server);
  // Only a server with a limit looks at the queues when a request leaves it; others get what waits when they come back.
  if (nginx_ || limit == 0 || sides_[server].open >= limit) return;
  while (hasRoom(server)) {
    const RequestId own = sides_[server].queue.head;
    const RequestId any = policy_->serving(server) ? queue_.head : kNone;
    if (own == kNone && any == kNone) return;
    const auto joined = [this](RequestId r) { return records_[r].joined.ns() / kMillisecond; };
    const RequestId next = any == kNone || (own != kNone && joined(own) <= joined(any)) ? own : any;
    unlink(next);
    openOn(next, server);
    news_ = true;
    started_.push_back({next, server});
  }
}

void Pool::grabQueue(ServerIndex server) {
  const std::uint32_t limit = policy_->limit(server);
  if (nginx_ || !policy_->serving(server)) return;
  for (std::uint32_t taken = 0; queue_.head != kNone; ++taken) {
    if (limit != 0 && sides_[server].counted() + taken >= limit) return;
    const RequestId next = queue_.head;
    unlink(next);
    records_[next].state = Record::State::Open;
    records_[next].server = server;
    records_[next].counted = false;
    ++uncounted_;
    ++sides_[server].uncounted;
    records_[next].marked = true;
    open_ += static_cast<std::uint32_t>(limited());
    ++sides_[server].open;
    news_ = true;
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
    r.bound = false;
    news_ = true;
    bounced_.push_back(request);
  }
}

void Pool::tick(Instant now) {
  const Settling settling{*this};
  clearLists();
  catchUp(now);
  if (queueTimeout_ == Duration()) return;
  const auto expire = [&](const Queue& queue) {
    while (queue.head != kNone && records_[queue.head].joined + queueTimeout_ <= now) {
      const RequestId request = queue.head;
      unlink(request);
      release(request);
      news_ = true;
      refused_.push_back(request);
    }
  };
  expire(queue_);
  for (const Side& side : sides_) expire(side.queue);
}

Instant Pool::nextTick() const {
  if (queue_.length + waitingForOne_ == 0) return Instant::never();
  Instant next = timed_;
  if (queueTimeout_ == Duration()) return next;
  const auto look = [&](const Queue& queue) {
    if (queue.head != kNone) next = std::min(next, records_[queue.head].joined + queueTimeout_);
  };
  look(queue_);
  if (waitingForOne_ == 0) return next;
  for (const Side& side : sides_) look(side.queue);
  return next;
}

}  // namespace headroom::routing
