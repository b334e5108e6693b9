// Connections to proxies and balancers: who has an idle one uses it, who has none opens one before the request is sent.
// Each leg towards a relay has its own: the caller's on the first, the proxy's on the way to a balancer.
#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {
namespace {

/// Links of years and many round trips end beyond every run; a sum must not wrap there.
Duration roundTrips(Duration one, int times) {
  const Duration most = Duration::max() / 4;
  return times > 0 && one > most / times ? most : one * times;
}

}  // namespace

void World::buildConnections() {
  const bool any = std::any_of(model_.stations.begin(), model_.stations.end(),
                               [](const StationSpec& station) { return station.connections != nullptr; });
  if (any) book_ = std::make_unique<ConnectionBook>(model_, !unlimited());
}

/// Whose connections a request uses to the relay it is about to be sent to.
Index World::clientOf(const Request& request, Index relay) {
  if (request.legCount > 1) return book_->ofProxy(relay);
  if (request.client != kNone) return request.client;  // it was sent before
  if (request.source == kNone) return book_->ofServer(callingServer_, relay);
  if (request.user != kNone) return book_->ofUser(request.user, relay);
  if (model_.sources[request.source].kind == SourceSpec::Kind::Replay) return book_->ofLogged(logClient_, relay);
  if (page_ == kNone) page_ = book_->openPage(relay);
  book_->joinPage(page_);
  return page_;
}

/// Everybody on a page has been sent.
void World::closePage() {
  book_->leavePage(page_);
  page_ = kNone;
}

/// REQUIRES: the request's last leg leads to the relay.
void World::connectTo(Request& request, Index relay) {
  const Index client = clientOf(request, relay);
  if (request.legCount == 1) {
    request.client = client;
    request.owe(kConnection);
  }
  if (book_->takeIdle(client, now_)) {
    hold(request);
    return sendOver(request);
  }
  if (book_->open(client)) {
    hold(request);
    return greet(request);
  }
  request.waitsToConnect = true;
  book_->waiting(client).push(request);
}

void World::hold(Request& request) {
  if (request.legCount == 1) {
    request.connected = true;
  } else {
    request.relayTokens = static_cast<std::uint8_t>(request.relayTokens | (0x10U << (request.legCount - 2U)));
  }
}

/// Opens a connection: round trips of messages too small to take any bandwidth, and the relay's work before the last
/// answer. A link that has failed stops the request itself, which comes next.
void World::greet(Request& request) {
  if (nobodySends(request)) return;
  const std::size_t leg = request.legCount - 1U;
  const Index way = wayNow(request.legs[leg]);
  const Duration back = model_.ways[way ^ 1U].latency;
  const Duration all = roundTrips(model_.ways[way].latency + back, book_->rulesOf(request.relays[leg]).roundTrips);
  request.greeting = true;
  request.pure += all.ns();
  const Duration before = std::max(Duration(), all - back);
  if (before == Duration()) return shakeHands(request);
  stepAfter(request, before, Then::ShakeHands);
}

void World::shakeHands(Request& request) {
  const std::size_t leg = request.legCount - 1U;
  const Index relay = request.relays[leg];
  StationState& station = stations_[relay];
  request.epochs[leg] = station.epoch;
  if (station.down) {
    request.greeting = false;
    return respond(request, Outcome::Refused);
  }
  ++station.tally.handshakes;
  const kernel::Sampler& demand = book_->rulesOf(relay).handshake;
  if (demand.isZero()) return answerGreeting(request);
  const std::uint64_t attempt = std::uint64_t{request.reloads} << 16 | request.attempt;
  const Duration work = draw(demand, request, kHandshake, attempt << 2 | request.legCount);
  arriveAt(request, relay);
  serve(request, work);
}

/// The relay has done its work for the connection.
void World::handsShaken(Request& request) {
  ++stations_[request.relays[request.legCount - 1U]].tally.greeted;
  answerGreeting(request);
}

void World::answerGreeting(Request& request) {
  const std::size_t leg = request.legCount - 1U;
  const Duration back = model_.ways[wayNow(request.legs[leg] ^ 1U)].latency;
  const bool takesTime = back > Duration() && book_->rulesOf(request.relays[leg]).roundTrips > 0;
  takesTime ? stepAfter(request, back, Then::SendOver) : sendOver(request);
}

/// Sends the request over the connection it has.
void World::sendOver(Request& request) {
  request.greeting = false;
  if (nobodySends(request)) return;
  travel(request, request.legs[request.legCount - 1U], bytesOf(request), Then::EnterRelay);
}

/// A caller who has given up before the connection was open sends nothing.
bool World::nobodySends(Request& request) {
  if (!request.callerDone || request.legCount > 1) return false;
  request.workDone = true;
  requests_.give(request);
  return true;
}

/// One of a client's connections is free: whoever of it has waited longest goes on, with this one or, if it is no good,
/// with a new one.
void World::passOn(Index client, bool good) {
  RequestQueue& waiting = book_->waiting(client);
  if (waiting.empty()) return book_->giveBack(client, good, now_);
  Request& next = waiting.pop();
  next.waitsToConnect = false;
  hold(next);
  const bool kept = good && book_->rulesOf(book_->relayOf(client)).keepAlive > Duration();
  stepAfter(next, Duration(), kept ? Then::SendOver : Then::Greet);
}

/// The answer is back at the caller.
void World::endConnection(Request& request) {
  request.connected = false;
  const StationState& relay = stations_[request.relays[0]];
  passOn(request.client, !relay.down && relay.epoch == request.epochs[0]);
}

/// The relay at the end of a leg no longer needs the connection over which it has sent the request on.
void World::leaveConnection(Request& request, std::size_t leg, bool good) {
  if ((request.relayTokens & (0x10U << leg)) == 0) return;
  request.relayTokens = static_cast<std::uint8_t>(request.relayTokens & ~(0x10U << leg));
  const Index relay = request.relays[leg + 1];
  const StationState& station = stations_[relay];
  book_->giveBack(book_->ofProxy(relay), good && !station.down && station.epoch == request.epochs[leg + 1], now_);
}

/// The caller gives up: it closes the connection, or waits for none any more.
void World::hangUp(Request& request) {
  if (request.waitsToConnect) {
    book_->waiting(request.client).removeIf([&](const Request& each) { return &each == &request; });
    request.waitsToConnect = false;
    request.workDone = true;
  }
  if (!request.connected) return;
  request.connected = false;
  passOn(request.client, false);
}

/// A server has failed, and with it every connection it had opened.
void World::forgetConnectionsOf(Index server) {
  for (Index id = 0; id < requests_.size(); ++id) {
    Request& request = requests_[id];
    if (request.alive && request.connected && book_->serverOf(request.client) == server) hangUp(request);
  }
  book_->forgetServer(server);
}

/// Connections in use are held by one request each.
std::uint64_t World::connectionFaults() const {
  if (!book_) return 0;
  std::vector<std::int64_t> held(book_->size());
  for (Index id = 0; id < requests_.size(); ++id) {
    const Request& request = requests_[id];
    if (!request.alive) continue;
    if (request.connected) ++held[request.client];
    for (std::size_t leg = 0; leg + 1 < request.relays.size(); ++leg) {
      if ((request.relayTokens & (0x10U << leg)) != 0) ++held[book_->ofProxy(request.relays[leg + 1])];
    }
  }
  std::uint64_t faults = 0;
  for (Index client = 0; client < book_->size(); ++client) {
    faults += held[client] != book_->inUse(client) || book_->overfull(client) ? 1 : 0;
  }
  return faults;
}

}  // namespace headroom::sim
