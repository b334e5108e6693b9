// Active health checks of balancers: real probes at their real times, but no event while nothing can come of it.
//
// A probe costs the server nothing. It is refused while the machine is down, and by HTTP answered 503 by an application
// pool whose queue is full; where all workers are busy it waits its turn, at most as long as its timeout. Links delay
// it by their latencies.
#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

/// Checks have been passed for long when a run begins.
void World::openChecks(Index zone) {
  Front& front = fronts_[zone];
  const ZoneSpec& spec = model_.zones[zone];
  front.firstProbe = static_cast<Index>(probes_.size());
  for (Index a = 0; a < model_.applications.size() && front.healthApplication == kNone; ++a) {
    if (model_.applications[a].zone == zone) front.healthApplication = a;
  }
  if (!spec.balancing.check) return;
  for (Index w = 0; w < front.workers.size(); ++w) {
    routing::Pool& pool = front.group->pool(w);
    for (Index m = 0; m < spec.members.size(); ++m) {
      while (!pool.health(m).full() && pool.stateText(m) != "MAINT") pool.checked(m, true, now_);
    }
    front.workers[w].checks.emplace(*spec.balancing.check, pool, now_);
    for (Index m = 0; m < spec.members.size(); ++m) {
      Probe probe;
      probe.zone = zone;
      probe.worker = w;
      probe.member = m;
      servers_[spec.members[m].server].probes.push_back(static_cast<Index>(probes_.size()));
      probes_.push_back(probe);
      sleepOrPlan(probes_.back());
    }
  }
}

Probe& World::probeOf(Index zone, Index worker, Index member) {
  const auto members = static_cast<Index>(model_.zones[zone].members.size());
  return probes_[fronts_[zone].firstProbe + worker * members + member];
}

/// The balancers have known for long that this server is out; those without checks too, unless `onlyIfChecked`.
void World::tellHealthFromStart(Index server, bool onlyIfChecked) {
  if (isSwitchedOff(server)) return;
  for (Index zone = 0; zone < fronts_.size(); ++zone) {
    if (onlyIfChecked && !model_.zones[zone].balancing.check) continue;
    const auto& members = model_.zones[zone].members;
    for (Index m = 0; m < members.size(); ++m) {
      if (members[m].server != server) continue;
      for (std::size_t w = 0; w < fronts_[zone].workers.size(); ++w) {
        routing::Pool& pool = fronts_[zone].group->pool(w);
        if (pool.state(m) == routing::AdminState::Maintenance) continue;  // and is not checked there
        while (pool.health(m).up()) pool.checked(m, false, now_);
      }
    }
  }
}

/// Something about this server has changed that its health checks may notice.
void World::wakeProbes(Index server) {
  servers_[server].watched = false;
  for (const Index probe : servers_[server].probes) wake(probes_[probe]);
}

Duration World::roundTripOf(const Probe& probe) const {
  const Index way = wayOf(probe);
  return way == kNone ? Duration() : model_.ways[wayNow(way)].latency * 2;
}

// The checks it slept through were all passed, each a round trip and an interval after the one before.
void World::wake(Probe& probe) {
  if (probe.state != Probe::State::Asleep || isSwitchedOff(memberOf(probe).server)) return;
  routing::CheckSchedule& checks = *fronts_[probe.zone].workers[probe.worker].checks;
  const Instant due = checks.due(probe.member);
  const Duration cycle = checks.spec().interval + roundTripOf(probe);
  if (due < now_) {
    const std::int64_t missed = ((now_ - due).ns() + cycle.ns() - 1) / cycle.ns();
    checks.skipTo(probe.member, due + cycle * missed);
  }
  planProbe(probe);
}

/// After a probe: whether the next ones are of interest.
void World::sleepOrPlan(Probe& probe) {
  probe.state = Probe::State::Asleep;
  if (isSwitchedOff(memberOf(probe).server)) return;  // in maintenance, where nothing comes of checks
  const bool full = fronts_[probe.zone].group->pool(probe.worker).health(probe.member).full();
  if (!full || mayFail(probe)) return planProbe(probe);
  if (model_.zones[probe.zone].balancing.check->kind == routing::CheckSpec::Kind::Http) {
    servers_[memberOf(probe).server].watched = true;
  }
}

void World::planProbe(Probe& probe) {
  const Instant due = fronts_[probe.zone].workers[probe.worker].checks->due(probe.member);
  events_.cancel(probe.timer);
  probe.state = Probe::State::Planned;
  probe.timer =
      schedule(std::max(due, now_), Rank::Control, Kind::Health, static_cast<std::uint32_t>(&probe - probes_.data()));
}

Index World::poolOfProbe(const Probe& probe) const {
  const Index application = fronts_[probe.zone].healthApplication;
  return application == kNone ? kNone : model_.hostingOf(memberOf(probe).server, application).pool;
}

/// Whether a check now could end otherwise than passed.
bool World::mayFail(const Probe& probe) const {
  const ServerState& server = servers_[memberOf(probe).server];
  if (server.down || cut(wayOf(probe))) return true;
  if (model_.zones[probe.zone].balancing.check->kind == routing::CheckSpec::Kind::Tcp) return false;
  const Index index = poolOfProbe(probe);
  return index != kNone && server.pools[index].executing >= server.pools[index].workers;
}

void World::onProbe(Probe& probe) {
  if (probe.state == Probe::State::Planned) return beginProbe(probe);
  if (!probe.queued) return endProbe(probe, probe.passes);
  const ServerState& server = servers_[memberOf(probe).server];
  endProbe(probe, !server.down && server.pools[poolOfProbe(probe)].begun >= probe.beginsAt);
}

void World::beginProbe(Probe& probe) {
  const ServerState& server = servers_[memberOf(probe).server];
  const Instant givesUp = fronts_[probe.zone].workers[probe.worker].checks->begin(probe.member, now_);
  Instant ends = std::min(givesUp, now_ + roundTripOf(probe));
  probe.state = Probe::State::UnderWay;
  probe.queued = false;
  probe.passes = !mayFail(probe);
  if (cut(wayOf(probe))) {  // nobody answers
    ends = givesUp;
  } else if (!probe.passes && !server.down) {
    const PoolState& pool = server.pools[poolOfProbe(probe)];
    if (pool.executing + pool.queue.length < pool.room) {  // otherwise 503 at once
      probe.queued = true;
      probe.beginsAt = pool.begun + static_cast<std::uint64_t>(pool.queue.length) + 1;
      ends = givesUp;
    }
  }
  if (ends == now_) return endProbe(probe, probe.passes);
  probe.timer = schedule(ends, Rank::Control, Kind::Health, static_cast<std::uint32_t>(&probe - probes_.data()));
}

void World::endProbe(Probe& probe, bool passed) {
  routing::Pool& pool = fronts_[probe.zone].group->pool(probe.worker);
  fronts_[probe.zone].workers[probe.worker].checks->end(probe.member, passed, now_, pool);
  probe.state = Probe::State::Asleep;
  sleepOrPlan(probe);
  follow(pool, probe.zone, probe.worker);
}

}  // namespace headroom::sim
