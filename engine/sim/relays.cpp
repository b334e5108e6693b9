// Proxy and zone balancers as devices: connections and cores. What balancers decide is in balancers.cpp.
#include "engine/sim/world.h"

namespace headroom::sim {

/// What a request does after a station has served it.
void World::served(Request& request, StationState& station, StationSpec::Kind kind) {
  // In this order, and not by a table: these are most of all visits.
  if (kind == StationSpec::Kind::Cores) return afterSlice(request);
  if (kind == StationSpec::Kind::Database || kind == StationSpec::Kind::Reads) {
    if (request.holdsLock) [[unlikely]]
      releaseLock(request);
    if (!model_.ways[request.way].instant) return travel(request, request.way ^ 1U, 0, Then::LeaveDatabase);
    if (!isBack(request) || beginSlice(request, servers_[request.server])) return;
    if (nestsDeep()) return stepAfter(request, Duration{}, Then::AfterSlice);
    return afterSlice(request);
  }
  if (kind == StationSpec::Kind::Proxy || kind == StationSpec::Kind::Balancer) {
    if (request.greeting) [[unlikely]]
      return handsShaken(request);
    return kind == StationSpec::Kind::Proxy ? leaveProxy(request) : place(request, station.owner);
  }
  if (kind == StationSpec::Kind::Link) return crossHops(request, model_.ways[request.way].hops[request.hop++].latency);
  if (kind == StationSpec::Kind::Cache) lookedUp(request);  // a lock serves nobody
}

void World::enterRelay(Request& request) {
  const std::size_t leg = request.legCount - 1U;
  enterRelay(request, stations_[request.relays[leg]], leg);
}

void World::enterRelay(Request& request, StationState& station, std::size_t leg) {
  request.epochs[leg] = station.epoch;
  if (station.down) [[unlikely]]
    return respond(request, Outcome::Refused);
  if (station.passing) {  // costs nothing and limits nothing
    ++station.tally.entered;
    ++station.tally.left;
    return passRelay(request, station);
  }
  if (station.limits && !admits(station)) [[unlikely]]
    return respond(request, Outcome::Limited);
  occupyRelay(request, station, leg);
}

/// The request leaves a relay where nothing kept it.
void World::passRelay(Request& request, const StationState& station) {
  station.kind == StationSpec::Kind::Balancer ? place(request, station.owner) : leavePassingProxy(request);
}

void World::leavePassingProxy(Request& request) {
  leaveProxy(request);
}

void World::occupyRelay(Request& request, StationState& station, std::size_t leg) {
  arriveAt(request, station);
  if (station.tokens.limit == 0) return serveRelay(request);
  request.relayTokens = static_cast<std::uint8_t>(request.relayTokens | (1U << leg));
  if (takeToken(station.tokens)) return serveRelay(request);
  request.waitsForRelay = true;
  station.tokens.waiting.push(request);
  station.tally.waiting.rise(now_);
}

/// Whether a relay's rate limit and its waiting room take one more request.
bool World::admits(StationState& station) {
  const bool full =
      station.maxPending >= 0 && !station.tokens.free() && station.tokens.waiting.length >= station.maxPending;
  return !full && (!station.bucket || station.bucket->take(now_));
}

void World::serveRelay(Request& request) {
  const kernel::Sampler& demand = model_.stations[request.station].demand;
  if (demand.isZero()) return serve(request, Duration{});
  serve(request, drawn(demand, request, kRelay, request.legCount));
  drawAhead(request.task->demand, request, kDemand);
}

/// Gives back the connection the relay at the end of a leg holds for the request, if any, and the one over which it
/// sent it on.
void World::releaseRelay(Request& request, std::size_t leg) {
  leaveConnection(request, leg, true);
  if ((request.relayTokens & (1U << leg)) == 0) return;
  request.relayTokens = static_cast<std::uint8_t>(request.relayTokens & ~(1U << leg));
  StationState& station = stations_[request.relays[leg]];
  const bool someoneWaits = !station.tokens.waiting.empty();
  if (someoneWaits) station.tally.waiting.fall(now_);
  giveToken(station.tokens, Then::ServeRelay);
}

void World::leaveProxy(Request& request) {
  if (request.routedZone == kNone) return respond(request, Outcome::NoServer);
  const ZoneSpec& zone = model_.zones[request.routedZone];
  const auto port = static_cast<std::size_t>(request.port);
  if (zone.fromProxy[port] == kNone) return strand(request);
  request.port = zone.forwardPort[port];
  if (zone.forwarded[port]) return goToRelay(request, zone.fromProxy[port], zone.station);
  addLeg(request, request.legCount, roadOf(zone.fromProxy[port]), zone.station);
  respond(request, Outcome::Refused);
}

}  // namespace headroom::sim
