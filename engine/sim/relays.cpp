// Proxy and zone balancers: connections, cores, and the decision where a request goes.
#include "engine/sim/world.h"

namespace headroom::sim {

void World::enterRelay(Index id) {
  Request& request = requests_[id];
  const std::size_t leg = request.legCount - 1U;
  StationState& station = stations_[request.relays[leg]];
  request.epochs[leg] = station.epoch;
  if (station.down) return respond(id, Outcome::Refused);
  arriveAt(id, request.relays[leg]);
  if (station.tokens.limit == 0) return serveRelay(id);
  request.relayTokens = static_cast<std::uint8_t>(request.relayTokens | (1U << leg));
  if (takeToken(station.tokens)) return serveRelay(id);
  request.waitsForRelay = true;
  station.tokens.waiting.push(requests_, id);
  station.tally.waiting.change(+1, now_);
}

void World::serveRelay(Index id) {
  Request& request = requests_[id];
  const kernel::Sampler& demand = model_.stations[request.station].demand;
  if (demand.isZero()) return serve(id, Duration{});
  kernel::RandomStream random = drawsOf(request, kRelay, request.legCount);
  serve(id, demand.draw(random));
}

/// Gives back the connection the relay at the end of a leg holds for the request, if any.
void World::releaseRelay(Index id, std::size_t leg) {
  Request& request = requests_[id];
  if ((request.relayTokens & (1U << leg)) == 0) return;
  request.relayTokens = static_cast<std::uint8_t>(request.relayTokens & ~(1U << leg));
  StationState& station = stations_[request.relays[leg]];
  const bool someoneWaits = !station.tokens.waiting.empty();
  if (someoneWaits) station.tally.waiting.change(-1, now_);
  giveToken(station.tokens, Then::ServeRelay);
}

void World::leaveProxy(Index id) {
  Request& request = requests_[id];
  if (request.routedZone == kNone) return respond(id, Outcome::NoServer);
  const ZoneSpec& zone = model_.zones[request.routedZone];
  const auto port = static_cast<std::size_t>(request.port);
  if (zone.fromProxy[port] == kNone) return strand(id);
  request.port = zone.forwardPort[port];
  request.legs[request.legCount] = zone.fromProxy[port];
  request.relays[request.legCount] = zone.station;
  ++request.legCount;
  if (!zone.forwarded[port]) return respond(id, Outcome::Refused);
  travel(id, zone.fromProxy[port], bytesOf(request), Then::EnterRelay);
}

/// The balancer's choice: the one decision taken by the routing core that live gateways run too.
void World::place(Index id, Index zone) {
  Request& request = requests_[id];
  ZoneState& state = zones_[zone];
  routing::RequestKey key;
  key.client = request.user != kNone ? users_[request.user].hash : request.chance;
  const auto chosen = state.policy->choose(key, now_, state.random);
  if (!chosen) return respond(id, Outcome::NoServer);
  state.policy->opened(*chosen);
  request.zone = zone;
  request.member = *chosen;
  const MemberSpec& member = model_.zones[zone].members[*chosen];
  const Index way = member.ways[static_cast<std::size_t>(request.port)];
  if (way == kNone) return strand(id);
  request.destination = member.server;
  request.legs[request.legCount++] = way;
  travel(id, way, bytesOf(request), Then::EnterServer);
}

/// The balancer no longer counts the request at the member it was placed on.
void World::leaveMember(Request& request) {
  if (request.member == kNone) return;
  zones_[request.zone].policy->closed(request.member);
  request.member = kNone;
}

}  // namespace headroom::sim
