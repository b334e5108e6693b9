// Planned events: failures, repairs, and what an operator tells the balancers.
#include <cassert>

#include "engine/sim/world.h"

namespace headroom::sim {

using EventKind = farm::PlannedEvent::Kind;

/// A server that is off, boots or leaves comes back when its autoscaler wants it, whatever an operator says.
void World::onPlanned(const EventSpec& event) {
  if (event.kind == EventKind::Fail || event.kind == EventKind::Repair) {
    return setPart(event.part, event.kind == EventKind::Fail, kByPlan);
  }
  const auto& scaled = servers_[event.part.index].scaled;
  if (scaled && scaled->phase != ScaledServer::Phase::Running) return;
  command(event.part.index, event);
}

/// As HAProxy's `set server state ready|drain|maint` and `set server weight`; what is under way at the server ends in
/// peace.
void World::command(Index server, const EventSpec& event) {
  for (Index zone = 0; zone < fronts_.size(); ++zone) {
    if (event.zone != kNone && event.zone != zone) continue;
    const auto& members = model_.zones[zone].members;
    for (Index m = 0; m < members.size(); ++m) {
      if (members[m].server != server) continue;
      for (Index worker = 0; worker < fronts_[zone].workers.size(); ++worker) {
        tellPool(fronts_[zone].group->pool(worker), m, event);
        follow(fronts_[zone].group->pool(worker), zone, worker);
      }
    }
  }
  if (event.coldStart > Duration()) {
    servers_[server].coldUntil = now_ + event.coldStart;
    servers_[server].coldWork = event.coldWork;
    settle(servers_[server]);
  }
  wakeProbes(server);  // after maintenance health is counted anew
}

void World::tellPool(routing::Pool& pool, Index member, const EventSpec& event) {
  switch (event.kind) {
    case EventKind::Drain:
      return pool.setState(member, routing::AdminState::Drain, now_);
    case EventKind::Maintenance:
      return pool.setState(member, routing::AdminState::Maintenance, now_);
    case EventKind::Ready:
      return pool.setState(member, routing::AdminState::Ready, now_);
    case EventKind::Weight: {
      [[maybe_unused]] const headroom::Outcome set = pool.setWeight(member, event.weight, now_);
      assert(set && "weights are checked when the farm is compiled");
      return;
    }
    case EventKind::Fail:
    case EventKind::Repair:
      return;
  }
}

}  // namespace headroom::sim
