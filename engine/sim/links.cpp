// Links that fail. What is on one then is lost and nobody hears of it; what is sent over it later is lost as well,
// until the network has noticed: then messages go another way, if there is one, and back again as soon as the link is
// repaired.
#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

void World::setLink(Index index, bool fail, Cause cause) {
  LinkState& link = links_[index];
  const bool was = link.causes != 0;
  link.causes = static_cast<std::uint8_t>(fail ? link.causes | cause : link.causes & ~cause);
  const bool down = link.causes != 0;
  if (down == was) return;
  link.out.set(down ? 1 : 0, now_);
  events_.cancel(link.noticed);
  link.avoided = false;
  if (down) {
    ++link.epoch;
    for (const Index station : model_.links[index].stations) clearLink(station);
    noticeLater(index);
  }
  wakeProbesOver(index);
}

/// What was out before the run began has been noticed.
void World::noticeLater(Index index) {
  const std::optional<Duration>& after = model_.links[index].detourAfter;
  if (!after) return;
  if (*after == Duration() || events() == 0) {
    links_[index].avoided = true;
  } else if (*after < Instant::never() - now_) {
    links_[index].noticed = schedule(now_ + *after, Rank::Control, Kind::Avoided, index);
  }
}

void World::avoid(Index link) {
  links_[link].avoided = true;
  wakeProbesOver(link);
}

/// The way that messages take now.
Index World::wayNow(Index way) const {
  for (const Detour& detour : model_.ways[way].detours) {
    if (links_[detour.link].avoided) return wayNow(detour.way);
  }
  return way;
}

/// Messages that wait for the line or are on it. Those that only take their latency find out at its end.
void World::clearLink(Index station) {
  if (model_.stations[station].fair) return clearStretches(station);
  std::vector<Index> inside;
  for (Index id = 0; id < requests_.size(); ++id) {
    if (requests_[id].alive && requests_[id].station == station) inside.push_back(id);
  }
  interrupt(station);
  for (const Index id : inside) {
    Request& request = requests_[id];
    events_.cancel(request.activity);
    if (request.inService) stopService(request);
    leaveStation(request);
    request.link = kNone;
    loseOnWay(request);
  }
}

bool World::enterLink(Request& request, Index link) {
  if (links_[link].causes != 0) {
    loseOnWay(request);
    return false;
  }
  request.link = link;
  request.linkEpoch = links_[link].epoch;
  return true;
}

/// Whether it is over the link now and goes on. `delay` is what the link still takes.
bool World::leaveLink(Request& request, Duration delay) {
  if (delay.ns() > 0) {
    request.pure += delay.ns();
    stepAfter(request, delay, Then::Travel);
    return false;
  }
  const bool lost = links_[request.link].epoch != request.linkEpoch;
  request.link = kNone;
  if (lost) loseOnWay(request);
  return !lost;
}

void World::loseOnWay(Request& request) {
  if (request.atDatabase) {
    request.transactionFailed = true;
    return stepAfter(request, kDatabaseTimeout, Then::LeaveDatabase);
  }
  if (request.member == kNone) return strand(request);
  // Between a balancer and its server: the balancer waits for the connection as it does behind a firewall.
  if (request.onArrival == Then::EnterServer) {
    events_.cancel(request.serverTimer);
    const Index way = request.legs[--request.legCount];
    request.backLatency -= model_.ways[way ^ 1U].latency.ns();
    request.brokenOff = false;
  }
  const Duration patience = model_.zones[request.zone].connectTimeout;
  if (patience == Duration()) return strand(request);
  stepAfter(request, patience, Then::Retry);
}

bool World::cut(Index way) const {
  if (links_.empty() || way == kNone) return false;
  for (const Hop& hop : model_.ways[wayNow(way)].hops) {
    if (hop.link != kNone && links_[hop.link].causes != 0) return true;
  }
  return false;
}

/// Whether the way or one that takes its place has this link.
bool World::mayCross(Index way, Index link) const {
  const Way& path = model_.ways[way];
  return std::any_of(path.hops.begin(), path.hops.end(), [&](const Hop& hop) { return hop.link == link; }) ||
         std::any_of(path.detours.begin(), path.detours.end(), [&](const Detour& d) { return mayCross(d.way, link); });
}

void World::wakeProbesOver(Index link) {
  for (Probe& probe : probes_) {
    if (wayOf(probe) != kNone && mayCross(wayOf(probe), link)) wake(probe);
  }
}

}  // namespace headroom::sim
