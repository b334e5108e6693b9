// Proxy and zone balancers: connections, cores, and the decision where a request goes.
#include "engine/sim/world.h"

namespace headroom::sim {

/// What a request does after a station has served it.
void World::served(Request& request, Index station) {
  switch (model_.stations[station].kind) {
    case StationSpec::Kind::Proxy:
      return leaveProxy(request);
    case StationSpec::Kind::Balancer:
      return place(request, model_.stations[station].owner);
    case StationSpec::Kind::Link: {
      const Duration latency = model_.ways[request.way].hops[request.hop++].latency;
      return crossHops(request, latency);
    }
    case StationSpec::Kind::Database:
      return returnFromDatabase(request);
    case StationSpec::Kind::Cores:
      return afterSlice(request);
  }
}

void World::enterRelay(Request& request) {
  const std::size_t leg = request.legCount - 1U;
  StationState& station = stations_[request.relays[leg]];
  request.epochs[leg] = station.epoch;
  if (station.down) return respond(request, Outcome::Refused);
  if (station.passing) {  // costs nothing and limits nothing
    ++station.tally.entered;
    ++station.tally.left;
    return served(request, request.relays[leg]);
  }
  arriveAt(request, request.relays[leg]);
  if (station.tokens.limit == 0) return serveRelay(request);
  request.relayTokens = static_cast<std::uint8_t>(request.relayTokens | (1U << leg));
  if (takeToken(station.tokens)) return serveRelay(request);
  request.waitsForRelay = true;
  station.tokens.waiting.push(request);
  station.tally.waiting.rise(now_);
}

void World::serveRelay(Request& request) {
  const kernel::Sampler& demand = model_.stations[request.station].demand;
  if (demand.isZero()) return serve(request, Duration{});
  serve(request, draw(demand, request, kRelay, request.legCount));
}

/// Gives back the connection the relay at the end of a leg holds for the request, if any.
void World::releaseRelay(Request& request, std::size_t leg) {
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
  addLeg(request, zone.fromProxy[port], zone.station);
  respond(request, Outcome::Refused);
}

/// The balancer's choice: the one decision taken by the routing core that live gateways run too.
void World::place(Request& request, Index zone) {
  ZoneState& state = zones_[zone];
  routing::RequestKey key;
  key.client = request.user != kNone ? users_[request.user].hash : request.chance;
  const auto chosen = state.policy->choose(key, now_, state.random);
  if (!chosen) return respond(request, Outcome::NoServer);
  state.policy->opened(*chosen);
  request.zone = zone;
  request.member = *chosen;
  const MemberSpec& member = model_.zones[zone].members[*chosen];
  const Index way = member.ways[static_cast<std::size_t>(request.port)];
  if (way == kNone) return strand(request);
  goToServer(request, way, member.server);
}

/// The balancer no longer counts the request at the member it was placed on.
void World::leaveMember(Request& request) {
  if (request.member == kNone) return;
  zones_[request.zone].policy->closed(request.member);
  request.member = kNone;
}

}  // namespace headroom::sim
