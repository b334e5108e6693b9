// Messages on their way: to the server, back to the caller, and what the caller makes of it.
#include "engine/sim/world.h"

namespace headroom::sim {
namespace {

/// How long a caller without a timeout of its own tries to connect to an address that never answers (TCP SYN retries).
constexpr Duration kConnectTimeout = Duration::wholeSeconds(21);

}  // namespace

using kernel::Rank;

void World::setDeadline(Request& request, Instant due) {
  request.owe(kDeadline);
  request.deadlineAt = due.ns();
  request.deadline = schedule(due, Rank::Control, Kind::Deadline, request.id);
}

std::int64_t World::bytesOf(const Request& request) const {
  return request.source != kNone ? model_.applications[request.application].requestBytes
                                 : model_.references[request.reference].requestBytes;
}

void World::launch(Request& request, const Target& target) {
  request.port = target.port;
  if (target.kind != Target::Kind::Proxy && target.kind != Target::Kind::Zone) [[unlikely]]
    return launchOtherwise(request, target);
  const bool proxy = target.kind == Target::Kind::Proxy;
  if (proxy) request.routedZone = target.zone;
  goToRelay(request, target.way, target.relay);
}

/// What is not sent to a balancer: it goes to a server itself, or nowhere.
void World::launchOtherwise(Request& request, const Target& target) {
  switch (target.kind) {
    case Target::Kind::Unreachable:
      return strand(request);
    case Target::Kind::Server:
      return goToServer(request, target.way, target.server);
    default:
      request.outcome = Outcome::Refused;
      request.pure += model_.ways[target.way].latency.ns() * 2;
      return stepAfter(request, model_.ways[target.way].latency * 2, Then::Deliver);
  }
}

Road World::roadOf(Index way) const {
  const Way& path = model_.ways[way];
  return {way, path.instant, !path.backSimple, path.backLatency.ns()};
}

void World::goToRelay(Request& request, Index way, Index relay) {
  const Way& path = model_.ways[way];
  const std::size_t leg = request.legCount;
  addLeg(request, leg, {way, path.instant, !path.backSimple, path.backLatency.ns()}, relay);
  if (book_ && book_->matters(relay)) [[unlikely]]
    return connectTo(request, relay);
  if (path.instant) return enterRelay(request, stations_[relay], leg);
  travel(request, way, bytesOf(request), Then::EnterRelay);
}

void World::goToServer(Request& request, Index way, Index server) {
  goToServer(request, roadOf(way), server);
}

void World::goToServer(Request& request, const Road& road, Index server) {
  request.legs[request.legCount++] = road.way;
  request.backLatency += road.backLatency;
  request.heavyWays |= road.heavyBack;
  request.destination = server;
  if (road.instant) return enterServer(request, servers_[server]);
  travel(request, road.way, bytesOf(request), Then::EnterServer);
}

void World::travel(Request& request, Index way, std::int64_t bytes, Then onArrival) {
  const Way& path = model_.ways[way];
  if (path.simple) {
    if (path.latency.ns() == 0) return proceed(request, onArrival);
    request.pure += path.latency.ns();
    return stepAfter(request, path.latency, onArrival);
  }
  request.way = wayNow(way);
  request.hop = request.carried = 0;
  request.bytes = bytes;
  request.onArrival = onArrival;
  crossHops(request, Duration{});
}

// Store and forward: a link with a bandwidth takes the whole message before the next one gets any of it. Links in a row
// that are shared fairly take it together, and then each its latency.
void World::crossHops(Request& request, Duration delay) {
  if (request.link != kNone && !leaveLink(request, delay)) return;
  const Way& path = model_.ways[request.way];
  const auto delays = [&](const Hop& hop) {
    return hop.link == kNone && (hop.station == kNone || request.hop < request.carried);
  };
  while (request.hop < path.hops.size() && delays(path.hops[request.hop])) delay += path.hops[request.hop++].latency;
  const bool there = request.hop == path.hops.size();
  if (delay.ns() > 0) {
    request.pure += delay.ns();
    return stepAfter(request, delay, there ? request.onArrival : Then::Travel);
  }
  if (there) return proceed(request, request.onArrival);
  const Hop& hop = path.hops[request.hop];
  const bool carried = request.hop < request.carried;
  if (hop.stretch != kNone && !carried) [[unlikely]]
    return enterStretch(request);
  if (hop.link != kNone && !enterLink(request, hop.link)) return;
  const Index station = carried ? kNone : hop.station;
  if (station == kNone) {
    ++request.hop;
    return crossHops(request, hop.latency);
  }
  arriveAt(request, station);
  const double ns = static_cast<double>(request.bytes) * model_.stations[station].nsPerByte;
  serve(request, Duration::nanoseconds(static_cast<std::int64_t>(ns + 0.5)));
}

void World::respond(Request& request, Outcome outcome) {
  answer(request, outcome);
}

/// answer() to somebody who has come for one answer alone, from a server and a balancer that have been told. REQUIRES:
/// !request.any().
void World::answerPlainly(Request& request) {
  if (looksClosely_ || request.backLatency != 0) [[unlikely]] {
    forgetServer(request);
    request.member = request.ticket = kNone;
    return answer(request, Outcome::Answered);
  }
  recordSuccess(request, applications_[request.application]);
  requests_.give(request);
}

void World::answer(Request& request, Outcome outcome) {
  request.outcome = outcome;
  if (!request.heavyWays && request.relayTokens == 0) [[likely]] {
    request.legCount = 0;
    if (request.backLatency == 0) return deliver(request);
    request.pure += request.backLatency;
    return stepAfter(request, Duration::nanoseconds(request.backLatency), Then::Deliver);
  }
  const bool answered = outcome == Outcome::Answered || outcome == Outcome::Dependency;
  request.bytes = 0;
  if (answered) {
    request.bytes = request.source != kNone ? model_.applications[request.application].responseBytes
                                            : model_.references[request.reference].responseBytes;
  }
  stepBack(request);
}

// Leg by leg, giving back the relays' connections on the way. Legs that only delay are crossed in one step.
void World::stepBack(Request& request) {
  Duration delay;
  while (request.legCount > 0) {
    const std::size_t leg = request.legCount - 1U;
    const bool holds = (request.relayTokens & (0x11U << leg)) != 0;
    const Way& path = model_.ways[request.legs[leg] ^ 1U];
    if ((holds || !path.simple) && delay.ns() > 0) {
      request.pure += delay.ns();
      return stepAfter(request, delay, Then::StepBack);
    }
    if (holds) releaseRelay(request, leg);
    --request.legCount;
    if (!path.simple) return travel(request, request.legs[leg] ^ 1U, request.bytes, Then::StepBack);
    delay += path.latency;
  }
  if (delay.ns() == 0) return deliver(request);
  request.pure += delay.ns();
  stepAfter(request, delay, Then::Deliver);
}

// The message vanishes: nobody will ever answer, the caller only notices by its clock.
void World::strand(Request& request) {
  abandonMember(request);
  for (std::size_t leg = 0; leg < request.legs.size(); ++leg) {
    leaveConnection(request, leg, false);
    releaseRelay(request, leg);
  }
  request.workDone = true;
  if (request.callerDone) return requests_.give(request);
  if (!events_.pending(request.deadline)) setDeadline(request, now_ + kConnectTimeout);
}

void World::deliver(Request& request) {
  if (relayFailures_ > 0) [[unlikely]] {
    for (std::size_t leg = 0; leg < request.relays.size(); ++leg) {
      const Index relay = request.relays[leg];
      // A relay that failed while the request was beyond it has cut the connection.
      if (relay != kNone && stations_[relay].epoch != request.epochs[leg]) request.outcome = Outcome::Refused;
    }
  }
  request.workDone = true;
  if (!request.callerDone) tellCaller(request, request.outcome);
  requests_.give(request);
}

void World::onDeadline(Request& request) {
  if (request.callerDone) return;
  if (request.client != kNone) [[unlikely]]
    hangUp(request);
  if (request.parent != kNone) lookForDeadlock();
  if (request.reloading) [[unlikely]] {
    reload(request);
  } else {
    finishCaller(request, Outcome::Timeout);
  }
  if (request.workDone) requests_.give(request);
}

void World::finishCaller(Request& request, Outcome outcome) {
  tellCaller(request, outcome);
}

void World::tellCaller(Request& request, Outcome outcome) {
  request.callerDone = true;
  if (request.dues != 0) [[unlikely]]
    return settleDues(request, outcome);
  recordAnswer(request, outcome);
}

/// Tells a caller who is more than somebody that has come for one answer.
void World::settleDues(Request& request, Outcome outcome) {
  events_.cancel(request.deadline);
  if (request.connected) [[unlikely]]
    endConnection(request);
  if (request.source == kNone) {
    if (request.job != kNone) [[unlikely]]
      return jobEnded(request, outcome);
    recordCall(request, outcome);
    if (request.breaker != kNone) [[unlikely]]
      tellBreaker(request, outcome);
    if (request.parent != kNone) resume(requests_[request.parent], request, outcome);
    return;
  }
  if ((request.dues & kRepeats) != 0 && triesAgain(request, outcome)) return;
  recordAnswer(request, outcome);
  if (request.user == kNone) {
    if (request.client != kNone) book_->leavePage(request.client);
    return;
  }
  if (--users_[request.user].outstanding > 0) return;
  if (model_.sources[request.source].kind == SourceSpec::Kind::Session) return leavePage(request.user);
  think(request.user, false);
}

void World::recordAnswer(const Request& request, Outcome outcome) {
  ApplicationTally& application = applications_[request.application];
  ZoneTally& zone = *application.zone;
  const auto kind = static_cast<std::size_t>(outcome);
  if (plan_.sabotage != Sabotage::None && sabotages(request, zone.outcomes[kind])) {
    zone.inFlight.fall(now_);
    zone.presence.add(static_cast<std::uint64_t>(now_.ns() - since(request.created)));
    return;
  }
  if (outcome == Outcome::Answered) {
    recordSuccess(request, application);
    if (watched_) noteAnswer(request, now_.ns() - request.created);
    return;
  }
  zone.inFlight.fall(now_);
  zone.presence.add(static_cast<std::uint64_t>(now_.ns() - since(request.created)));
  ++zone.outcomes[kind];
  ++application.outcomes[kind];
  ++zone.windowFailed;
  ++zone.failedSinceStart;
  if (plan_.traces > 0) noted_.add(request, outcome, now_);
}

void World::recordSuccess(const Request& request, ApplicationTally& application) {
  constexpr auto kAnswered = static_cast<std::size_t>(Outcome::Answered);
  ZoneTally& zone = *application.zone;
  zone.inFlight.fall(now_);
  zone.presence.add(static_cast<std::uint64_t>(now_.ns() - since(request.created)));
  ++zone.outcomes[kAnswered];
  ++application.outcomes[kAnswered];
  application.response.add(Duration::nanoseconds(now_.ns() - request.created));
  application.pure.add(static_cast<std::uint64_t>(request.pure));
}

/// For those who want to know of single answers.
void World::noteAnswer(const Request& request, std::int64_t response) {
  const Index zone = model_.applications[request.application].zone;
  if (plan_.live) zones_[zone].tally.liveResponse.add(Duration::nanoseconds(response));
  if (plan_.traces > 0) noted_.add(request, Outcome::Answered, now_);
  if (!zoneTimes_.empty()) recordTimes(request, response, zone);
}

/// For tests of the self-checks: spoils the accounts; true when the answer is to be forgotten.
bool World::sabotages(const Request& request, std::uint64_t& count) {
  if (plan_.sabotage == Sabotage::WrongWindow) {
    const std::int64_t early = since(request.created) - request.created;
    applications_[request.application].zone->presence.add(static_cast<std::uint64_t>(early));
  }
  if (plan_.sabotage == Sabotage::LoseRequest && ++answered_ % 1000 == 0) return true;
  if (plan_.sabotage == Sabotage::CompleteTwice && ++answered_ % 1000 == 0) ++count;
  return false;
}

/// What the logs of balancers and servers would say of the request, cut as they cut it.
void World::recordTimes(const Request& request, std::int64_t response, Index zone) {
  const std::int64_t unit = model_.replay->logged.front().unitNs;
  const std::int64_t wait = request.inFrontQueue / unit * unit;
  response = response / unit * unit;
  zoneTimes_[zone].add(wait, response, request.atServer);
  if (request.destination != kNone) serverTimes_[request.destination].add(wait, response, request.atServer);
}

void World::recordCall(const Request& request, Outcome outcome) {
  ZoneTally& zone = zones_[model_.applications[request.application].zone].tally;
  ++zone.calls[static_cast<std::size_t>(outcome)];
  if (outcome == Outcome::Answered) zone.callResponse.add(Duration::nanoseconds(now_.ns() - request.created));
}

}  // namespace headroom::sim
