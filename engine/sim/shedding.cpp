#include "engine/sim/shedding.h"

#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

Shedder::Shedder(const farm::Shedding& rules, int cores, Instant now)
    : above_(rules.above * cores),
      part_(std::max(Duration::nanoseconds(1), rules.window / static_cast<std::int64_t>(kParts))) {
  for (std::size_t i = 0; i < kParts; ++i) {
    marks_[i].at = now + part_ * -static_cast<std::int64_t>(kParts - i);
  }
}

void World::startShedding() {
  if (unlimited()) return;
  for (Index s = 0; s < servers_.size(); ++s) {
    if (!model_.servers[s].shedding) continue;
    servers_[s].shedder = std::make_unique<Shedder>(*model_.servers[s].shedding, model_.servers[s].cores, now_);
    schedule(now_ + servers_[s].shedder->part(), Rank::Control, Kind::Shed, s);
  }
}

void World::onShed(Index server) {
  Shedder& shedder = *servers_[server].shedder;
  shedder.move(busyOf(server).areaSinceStart(now_), now_);
  schedule(now_ + shedder.part(), Rank::Control, Kind::Shed, server);
}

/// Whether the server answers this request 503 at once; then it has.
bool World::sheds(Request& request) {
  Shedder& shedder = *servers_[request.destination].shedder;
  if (!shedder.tooBusy(busyOf(request.destination).areaSinceStart(now_), now_)) return false;
  constexpr int kServiceUnavailable = 503;
  ++shedder.shed;
  leaveMember(request, kServiceUnavailable);
  respond(request, Outcome::Limited);
  return true;
}

}  // namespace headroom::sim
