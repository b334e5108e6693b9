// Servers that are started and stopped as their zone's autoscaler wants.
#include "engine/sim/scaling.h"

#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;
using Phase = ScaledServer::Phase;
using EventKind = farm::PlannedEvent::Kind;

/// The first servers that are not out from the start run; the others are off.
void World::buildScaling() {
  for (const ScalingSpec& spec : model_.scaling) {
    const auto number = static_cast<Index>(scaling_.size());
    ScalingState& state = scaling_.emplace_back(spec);
    int missing = state.autoscaler.wanted();
    for (const Index index : spec.servers) {
      ServerState& server = servers_[index];
      server.scaled = std::make_unique<ScaledServer>();
      server.scaled->scaling = number;
      const std::string& name = model_.servers[index].name;
      const bool out = std::find(model_.down.begin(), model_.down.end(), name) != model_.down.end();
      if (missing > 0 && !out) {
        --missing;
        server.scaled->phase = Phase::Running;
        server.scaled->measured = true;
        server.scaled->up.set(1, now_);
      } else {
        server.causes = kSwitchedOff;
        server.down = true;
      }
    }
    countServers(number);
    state.fewest = state.most = state.running.level();
    schedule(now_ + spec.rules.every, Rank::Control, Kind::Scale, number);
  }
}

/// Of a server that something else than its autoscaler keeps out.
bool World::outOfOrder(Index server) const {
  return (servers_[server].causes & ~kSwitchedOff) != 0;
}

/// Off, or booting.
bool World::isSwitchedOff(Index server) const {
  return (servers_[server].causes & kSwitchedOff) != 0;
}

void World::setPhase(Index server, Phase phase) {
  ScaledServer& scaled = *servers_[server].scaled;
  scaled.phase = phase;
  scaled.up.set(phase == Phase::Running || phase == Phase::Draining ? 1 : 0, now_);
  countServers(scaled.scaling);
}

void World::countServers(Index scaling) {
  ScalingState& state = scaling_[scaling];
  std::int64_t running = 0, on = 0, booting = 0, draining = 0;
  for (const Index server : model_.scaling[scaling].servers) {
    const Phase phase = servers_[server].scaled->phase;
    running += phase == Phase::Running && !servers_[server].down;
    booting += phase == Phase::Booting;
    draining += phase == Phase::Draining;
    on += phase != Phase::Off;
  }
  state.running.set(running, now_);
  state.booting.set(booting, now_);
  state.draining.set(draining, now_);
  state.switchedOn.set(on, now_);
  state.fewest = std::min(state.fewest, running);
  state.most = std::max(state.most, running);
}

/// It has failed or was repaired.
void World::scaledServerChanged(Index server) {
  ScaledServer& scaled = *servers_[server].scaled;
  if (servers_[server].down) scaled.measured = false;
  countServers(scaled.scaling);
}

/// Servers that drain are on their way out, and those out of order are nobody's: neither counts.
ServersSeen World::lookAtServers(Index scaling) const {
  const ScalingState& state = scaling_[scaling];
  ServersSeen seen;
  for (const Index index : model_.scaling[scaling].servers) {
    const ScaledServer& scaled = *servers_[index].scaled;
    if (!scaled.wanted() || outOfOrder(index)) continue;
    const WideSum available = static_cast<WideSum>((now_ - state.decided).ns()) * model_.servers[index].cores;
    if (scaled.phase == Phase::Running && scaled.measured) {
      ++seen.measured;
      seen.busy += busyOf(index).areaSinceStart(now_) - scaled.busyBefore;
      seen.available += available;
    } else {
      ++seen.missing;
      seen.unknown += available;
    }
  }
  return seen;
}

void World::onScale(Index scaling) {
  ScalingState& state = scaling_[scaling];
  schedule(now_ + model_.scaling[scaling].rules.every, Rank::Control, Kind::Scale, scaling);
  const int before = state.autoscaler.wanted();
  const int wanted = state.autoscaler.decide(lookAtServers(scaling), now_);
  if (wanted > before) ++state.ups;
  if (wanted < before) ++state.downs;
  keepServers(scaling);
  state.decided = now_;
  for (const Index index : model_.scaling[scaling].servers) {
    ScaledServer& scaled = *servers_[index].scaled;
    scaled.measured = scaled.phase == Phase::Running && !servers_[index].down;
    scaled.busyBefore = busyOf(index).areaSinceStart(now_);
  }
}

/// As many servers as are wanted, those out of order not counted: who fails is replaced, and who comes back may be one
/// too many. Started are the first that are off; one that still drains is called back when no other is left. Stopped
/// are those that boot, then the last that run.
void World::keepServers(Index scaling) {
  const std::vector<Index>& servers = model_.scaling[scaling].servers;
  int missing = scaling_[scaling].autoscaler.wanted();
  for (const Index server : servers) missing -= servers_[server].scaled->wanted() && !outOfOrder(server);
  const auto in = [&](Index server, Phase phase) {
    return servers_[server].scaled->phase == phase && !outOfOrder(server);
  };
  for (auto s = servers.begin(); missing > 0 && s != servers.end(); ++s) {
    if (!in(*s, Phase::Off)) continue;
    switchOn(*s);
    --missing;
  }
  for (auto s = servers.begin(); missing > 0 && s != servers.end(); ++s) {
    if (!in(*s, Phase::Draining)) continue;
    takeIn(*s);
    --missing;
  }
  for (const Phase phase : {Phase::Booting, Phase::Running}) {
    for (auto s = servers.rbegin(); missing < 0 && s != servers.rend(); ++s) {
      if (!in(*s, phase)) continue;
      phase == Phase::Booting ? switchOff(*s) : takeOut(*s);
      ++missing;
    }
  }
}

void World::switchOn(Index server) {
  const Duration boot = model_.scaling[servers_[server].scaled->scaling].rules.boot;
  setPhase(server, Phase::Booting);
  servers_[server].scaled->timer = schedule(now_ + boot, Rank::Control, Kind::Scaled, server);
}

void World::takeIn(Index server) {
  events_.cancel(servers_[server].scaled->timer);
  servers_[server].leaving = false;
  settle(servers_[server]);
  setServer(server, false, kSwitchedOff);
  setPhase(server, Phase::Running);
  tellBalancers(server, EventKind::Ready);
}

void World::takeOut(Index server) {
  const Duration drain = model_.scaling[servers_[server].scaled->scaling].rules.drain;
  servers_[server].leaving = true;
  settle(servers_[server]);
  setPhase(server, Phase::Draining);
  tellBalancers(server, EventKind::Drain);
  if (drain == Duration() || hasNothingLeft(server)) return switchOff(server);
  servers_[server].scaled->timer = schedule(now_ + drain, Rank::Control, Kind::Scaled, server);
}

/// What it still has is lost.
void World::switchOff(Index server) {
  events_.cancel(servers_[server].scaled->timer);
  servers_[server].leaving = false;
  settle(servers_[server]);
  tellBalancers(server, EventKind::Maintenance);
  setPhase(server, Phase::Off);
  setServer(server, true, kSwitchedOff);
}

void World::onScaled(Index server) {
  servers_[server].scaled->phase == Phase::Booting ? takeIn(server) : switchOff(server);
}

void World::tellBalancers(Index server, farm::PlannedEvent::Kind kind) {
  EventSpec event;
  event.part = {Part::Kind::Server, server};
  event.kind = kind;
  command(server, event);
}

bool World::hasNothingLeft(Index server) const {
  if (servers_[server].tally.place.present.level() > 0) return false;
  for (Index zone = 0; zone < fronts_.size(); ++zone) {
    const auto& members = model_.zones[zone].members;
    for (Index m = 0; m < members.size(); ++m) {
      if (members[m].server != server) continue;
      for (const FrontWorker& worker : fronts_[zone].workers) {
        if (worker.pool->open(m) + worker.pool->waiting(m) > 0) return false;
      }
    }
  }
  return true;
}

/// A request has left a server that drains.
void World::mayBeLast(Index server) {
  if (!hasNothingLeft(server)) return;
  events_.cancel(servers_[server].scaled->timer);
  servers_[server].scaled->timer = schedule(now_, Rank::Control, Kind::Scaled, server);
}

void World::beginMeasuringScaling() {
  for (ScalingState& state : scaling_) state.beginMeasuring(now_);
  for (ServerState& server : servers_) {
    if (server.scaled) server.scaled->up.beginMeasuring(now_);
    if (server.shedder) server.shedder->shed = 0;
  }
}

void World::beginScalingWindow() {
  for (ScalingState& state : scaling_) {
    state.runningBefore = state.running.area(now_);
    state.bootingBefore = state.booting.area(now_);
    state.drainingBefore = state.draining.area(now_);
  }
  for (ServerState& server : servers_) {
    if (server.scaled) server.scaled->upBefore = server.scaled->up.area(now_);
  }
}

/// Numbers of servers in the window, and the use of those that were up in terms of that time.
void World::closeScalingWindow(WindowRow& row, double ns) const {
  for (const ScalingState& state : scaling_) {
    row.scaling.push_back({static_cast<double>(state.running.area(now_) - state.runningBefore) / ns,
                           static_cast<double>(state.booting.area(now_) - state.bootingBefore) / ns,
                           static_cast<double>(state.draining.area(now_) - state.drainingBefore) / ns});
  }
  for (Index s = 0; !scaling_.empty() && s < servers_.size(); ++s) {
    if (!servers_[s].scaled) continue;
    const ScaledServer& scaled = *servers_[s].scaled;
    const double up = static_cast<double>(scaled.up.area(now_) - scaled.upBefore) / ns;
    row.servers[s].utilisation = up > 0 ? row.servers[s].utilisation / up : 0.0;
  }
}

/// The use of a server in terms of the time it was up. The load offered is that of the whole zone in terms of what as
/// many servers as may run and are there could do: what one of them is asked for depends on how many there are just
/// then.
void World::addScalingFigures(Replication& result) const {
  const double ns = std::max(1.0, static_cast<double>((end_ - begin_).ns()));
  for (std::size_t i = 0; i < scaling_.size(); ++i) {
    const ScalingState& state = scaling_[i];
    const auto mean = [&](const Level& level) { return static_cast<double>(level.area(end_)) / ns; };
    result.scaling.push_back({mean(state.running), mean(state.switchedOn), static_cast<int>(state.fewest),
                              static_cast<int>(state.most), state.ups, state.downs});
    double offered = 0;
    double capacity = 0;
    int places = state.autoscaler.most();
    for (const Index s : model_.scaling[i].servers) {
      const double up = mean(servers_[s].scaled->up);
      const double whole = model_.stations[model_.servers[s].coresStation].capacity();
      PlaceFigures& figures = result.servers[s];
      figures.utilisation = up > 0 ? figures.utilisation / up : 0.0;
      offered += figures.offeredLoad * whole;
      const bool neverThere = static_cast<double>(servers_[s].out.area(end_)) >= ns;
      if (!neverThere && places-- > 0) capacity += whole;
    }
    for (const Index s : model_.scaling[i].servers) {
      result.servers[s].offeredLoad = capacity > 0 ? offered / capacity : 0.0;
    }
  }
}

}  // namespace headroom::sim
