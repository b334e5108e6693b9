// Failures by chance: each part, or each instance of it, is up and down by turns, whatever the load does.
#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

/// Every process has been going on for fifty turns when the run begins, so that a run of minutes sees the share of
/// failed parts that a year would.
void World::startChances() {
  if (!plan_.events) return;
  constexpr double kTurnsBefore = 50;
  for (Index number = 0; number < model_.failures.size(); ++number) {
    const FailureSpec& spec = model_.failures[number];
    ChanceState& chance = chances_.emplace_back(ChanceState{streams_.open(spec.stream), false});
    const double turn = (spec.timeToFailure.mean() + spec.timeToRepair.mean()) * static_cast<double>(kChanceUnit);
    auto left = static_cast<WideSum>(turn * (kTurnsBefore + chance.random.unit()));
    for (;;) {
      const WideSum stays = drawChance(number).ns();
      if (stays > left) {
        planChance(number, Duration::nanoseconds(static_cast<std::int64_t>(stays - left)));
        break;
      }
      left -= stays;
      chance.failed = !chance.failed;
    }
    if (chance.failed) beginBroken(spec);
  }
}

/// How long it stays as it is.
Duration World::drawChance(Index number) {
  const FailureSpec& spec = model_.failures[number];
  ChanceState& chance = chances_[number];
  return (chance.failed ? spec.timeToRepair : spec.timeToFailure).draw(chance.random) * kChanceUnit;
}

void World::planChance(Index number, Duration after) {
  if (after >= Instant::never() - now_) return;
  schedule(now_ + after, Rank::Control, Kind::Chance, number);
}

void World::onChance(Index number) {
  ChanceState& chance = chances_[number];
  chance.failed = !chance.failed;
  setPart(model_.failures[number].part, chance.failed, kByChance, model_.failures[number].instance);
  planChance(number, drawChance(number));
}

/// Broken before the run began: balancers with health checks have seen it.
void World::beginBroken(const FailureSpec& spec) {
  const Part part = spec.part;
  const auto server = [&](Index index, Cause cause) {
    servers_[index].causes = static_cast<std::uint8_t>(servers_[index].causes | cause);
    servers_[index].down = true;
    servers_[index].out.set(1, now_);
    tellHealthFromStart(index, true);
    if (servers_[index].scaled) scaledServerChanged(index);
  };
  if (part.kind == Part::Kind::Server) return server(part.index, kByChance);
  if (part.kind != Part::Kind::Domain) return setPart(part, true, kByChance, spec.instance);
  domains_[part.index].causes = kByChance;
  domains_[part.index].out.set(1, now_);
  for (const Index index : model_.domains[part.index].servers) server(index, kWithItsDomain);
}

const Level& World::outageOf(Part part) const {
  switch (part.kind) {
    case Part::Kind::Server:
      return servers_[part.index].out;
    case Part::Kind::Station:
      return stations_[part.index].out;
    case Part::Kind::Link:
      return links_[part.index].out;
    case Part::Kind::Domain:
      break;
  }
  return domains_[part.index].out;
}

void World::beginMeasuringOutages() {
  for (ServerState& server : servers_) server.out.beginMeasuring(now_);
  for (StationState& station : stations_) station.out.beginMeasuring(now_);
  for (LinkState& link : links_) link.out.beginMeasuring(now_);
  for (DomainState& domain : domains_) domain.out.beginMeasuring(now_);
}

}  // namespace headroom::sim
