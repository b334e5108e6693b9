#include "engine/sim/world.h"

#include <algorithm>

namespace headroom::sim {

using kernel::Rank;

World::World(const Model& model, const RunPlan& plan)
    : Stations(model.stations, plan),
      model_(model),
      watched_(plan.live || plan.traces > 0 || (model.replay && !model.replay->logged.empty())),
      looksClosely_(watched_ || plan.sabotage != Sabotage::None),
      noted_(plan.traces, kernel::mix(plan.seed, plan.replication)) {
  buildDatabases();
  buildServers();
  buildZones();
  buildBreakers();
  buildFairLinks();
  buildConnections();
  applications_.resize(model_.applications.size());
  for (std::size_t i = 0; i < applications_.size(); ++i) {
    const Index zone = model_.applications[i].zone;
    if (zone != kNone) applications_[i].zone = &zones_[zone].tally;
  }
  if (model_.replay && !model_.replay->logged.empty()) {
    zoneTimes_.resize(model_.zones.size());
    serverTimes_.resize(model_.servers.size());
  }
  for (const std::string& node : model_.down) takeOutFromStart(node);
  scheduleFrame();
  startChances();
  startUsers();
  startPauses();
  startShedding();
  startBackground();
  if (plan_.live) startLive();
  for (ServerState& server : servers_) settle(server);
}

void World::buildServers() {
  servers_.resize(model_.servers.size());
  for (Index i = 0; i < servers_.size(); ++i) {
    const ServerSpec& spec = model_.servers[i];
    servers_[i].hosting = model_.hosting.data() + i * model_.applications.size();
    servers_[i].speed = spec.speed;
    servers_[i].cores = &stations_[spec.coresStation];
    for (const PoolSpec& pool : spec.pools) buildPool(pool, i);
  }
  buildScaling();
  links_.resize(model_.links.size());
  domains_.resize(model_.domains.size());
  for (const std::int64_t size : model_.connectionPools) {
    Tokens tokens;
    tokens.limit = unlimited() ? 0 : size;
    connectionPools_.push_back(tokens);
  }
}

void World::buildZones() {
  for (const ZoneSpec& zone : model_.zones) {
    zones_.push_back(ZoneState{streams_.open("zone/" + zone.name + "/balancer"), {}});
  }
  buildFronts();
}

/// Beginning and end of the measured part, its windows, and what is planned to happen in it.
void World::scheduleFrame() {
  begin_ = Instant();
  windowBegin_ = Instant();
  const Instant measureFrom = Instant() + plan_.warmUp;
  end_ = measureFrom + plan_.measured;
  if (plan_.requests >= 20) measuredRequest_ = plan_.requests / 20 + 1;
  if (plan_.requests > 0) milestone_ = plan_.requests >= 20 ? measuredRequest_ : plan_.requests;
  if (plan_.warmUp.ns() == 0) {
    beginMeasuring();
  } else {
    schedule(measureFrom, Rank::Sample, Kind::Begin, 0);
  }
  if (plan_.requests == 0) schedule(end_, Rank::EndOfRun, Kind::End, 0);
  if (!plan_.events) return;
  for (std::size_t i = 0; i < model_.events.size(); ++i) {
    if (model_.events[i].at.ns() < 0) continue;
    schedule(measureFrom + model_.events[i].at, Rank::Control, Kind::Planned, static_cast<std::uint32_t>(i));
  }
}

bool World::advance(Instant until, std::uint64_t maxEvents) {
  return advanceAs(*this, until, maxEvents);
}

void World::handle(Kind kind, std::uint32_t subject) {
  if (kind == Kind::Page) [[likely]]
    return onPage(subject);
  handleOther(kind, subject);
}

void World::handleOther(Kind kind, std::uint32_t subject) {
  switch (kind) {
    case Kind::Think:
      return onThink(subject);
    case Kind::Log:
      return onLog();
    case Kind::Deadline:
      return onDeadline(requests_[subject]);
    case Kind::Planned:
      return onPlanned(model_.events[subject]);
    case Kind::Chance:
      return onChance(subject);
    case Kind::FailedOver:
      return onFailedOver(subject);
    case Kind::Avoided:
      return avoid(subject);
    case Kind::Health:
      return onProbe(probes_[subject]);
    case Kind::Window:
      return closeWindow();
    case Kind::Begin:
      return beginMeasuring();
    case Kind::Again:
      return sendAttempt(requests_[subject]);
    case Kind::Inject:
      return onInject(subject);
    case Kind::Retire:
      return onRetire(subject);
    case Kind::Recycle:
      return recycle(poolNumbered(subject));
    case Kind::ProcessReady:
      return onProcessReady(subject);
    case Kind::IdleProcess:
      return onIdleProcess(subject);
    case Kind::Occasion:
      return onOccasion(subject);
    case Kind::Pause:
      return onPause(subject);
    case Kind::Unanswered:
      return onUnanswered(requests_[subject]);
    case Kind::Front:
      return onFront(subject);
    case Kind::Scale:
      return onScale(subject);
    case Kind::Scaled:
      return onScaled(subject);
    case Kind::Shed:
      return onShed(subject);
    case Kind::Carried:
      return onCarried(subject);
    case Kind::End:
      if (model_.replay && requests_.live() > 0) {
        drain();  // every logged request gets its answer
        milestone_ = 0;
        return;
      }
      return endRun();
    default:
      return;  // the stations' own
  }
}

void World::proceed(Request& request, Then then) {
  switch (then) {
    case Then::Travel:
      return crossHops(request, Duration{});
    case Then::EnterRelay:
      return enterRelay(request);
    case Then::ServeRelay:
      return serveRelay(request);
    case Then::EnterServer:
      return enterServer(request, servers_[request.destination]);
    case Then::Begin:
      return begin(request, servers_[request.server]);
    case Then::AfterSlice:
      return afterSlice(request);
    case Then::Connected:
      return connected(request);
    case Then::Admitted:
      return admitted(request);
    case Then::EnterDatabase:
      return enterDatabase(request);
    case Then::LeaveDatabase:
      return leaveDatabase(request);
    case Then::StepBack:
      return stepBack(request);
    case Then::Deliver:
      return deliver(request);
    case Then::Connect:
      return connect(request);
    case Then::Retry:
      return retry(request);
    case Then::PlaceAgain:
      return placeAgain(request);
    case Then::Locked:
      return locked(request);
    case Then::Greet:
      return greet(request);
    case Then::ShakeHands:
      return shakeHands(request);
    case Then::SendOver:
      return sendOver(request);
    case Then::GoOn:
      return;  // never planned here
  }
}

}  // namespace headroom::sim
