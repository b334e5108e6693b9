#include "engine/sim/world.h"

#include <algorithm>
#include <limits>

namespace headroom::sim {
namespace {

using kernel::Rank;

constexpr int kUnlimitedServers = std::numeric_limits<int>::max();

std::unique_ptr<routing::Policy> policyOf(const Model& model, const ZoneSpec& zone) {
  std::vector<routing::ServerSpec> servers;
  for (const MemberSpec& member : zone.members) {
    routing::ServerSpec spec;
    spec.name = model.servers[member.server].name;
    spec.weight = member.weight;
    servers.push_back(std::move(spec));
  }
  return zone.algorithm == farm::Algorithm::LeastConnections ? routing::makeLeastConnections(servers)
                                                             : routing::makeRoundRobin(servers);
}

}  // namespace

World::World(const Model& model, const RunPlan& plan)
    : model_(model), plan_(plan), streams_(plan.seed, plan.replication) {
  buildStations();
  buildServers();
  buildZones();
  applications_.resize(model_.applications.size());
  for (const std::string& node : model_.down) takeOutFromStart(node);
  scheduleFrame();
  startUsers();
  if (plan_.live) startLive();
}

void World::buildStations() {
  stations_.resize(model_.stations.size());
  for (Index i = 0; i < stations_.size(); ++i) {
    const StationSpec& spec = model_.stations[i];
    StationState& station = stations_[i];
    station.servers = unlimited() ? kUnlimitedServers : spec.servers;
    station.instancesUp = spec.instances;
    station.tokens.limit = unlimited() ? 0 : spec.tokens;
    const bool relay = spec.kind == StationSpec::Kind::Proxy || spec.kind == StationSpec::Kind::Balancer;
    station.passing = relay && spec.demand.isZero() && station.tokens.limit == 0;
    if (spec.kind != StationSpec::Kind::Link && spec.kind != StationSpec::Kind::Cores) nodes_[spec.name] = {false, i};
  }
  for (std::size_t d = 0; d < model_.databaseStations.size(); ++d) {
    stations_[model_.databaseStations[d]].tokens.limit = unlimited() ? 0 : model_.connectionLimits[d];
  }
}

void World::buildServers() {
  servers_.resize(model_.servers.size());
  for (Index i = 0; i < servers_.size(); ++i) {
    const ServerSpec& spec = model_.servers[i];
    ServerState& server = servers_[i];
    server.cores = ProcessorSharing(unlimited() ? 0 : spec.cores);
    for (const PoolSpec& pool : spec.pools) {
      const auto most = std::numeric_limits<std::int64_t>::max();
      PoolState state;
      state.workers = unlimited() ? most : pool.workers;
      state.queueLimit = unlimited() ? most : pool.queueLimit;
      server.pools.push_back(state);
    }
    nodes_[spec.name] = {true, i};
  }
  for (const std::int64_t size : model_.connectionPools) {
    Tokens tokens;
    tokens.limit = unlimited() ? 0 : size;
    connectionPools_.push_back(tokens);
  }
}

void World::buildZones() {
  for (const ZoneSpec& zone : model_.zones) {
    zones_.push_back(ZoneState{policyOf(model_, zone), streams_.open("zone/" + zone.name + "/balancer"), {}});
  }
}

/// Beginning and end of the measured part, its windows, and what is planned to happen in it.
void World::scheduleFrame() {
  begin_ = Instant();
  windowBegin_ = Instant();
  const Instant measureFrom = Instant() + plan_.warmUp;
  end_ = measureFrom + plan_.measured;
  if (plan_.warmUp.ns() == 0) {
    beginMeasuring();
  } else {
    events_.schedule(measureFrom, Rank::Sample, static_cast<std::uint16_t>(Kind::Begin), 0);
  }
  events_.schedule(end_, Rank::EndOfRun, static_cast<std::uint16_t>(Kind::End), 0);
  if (!plan_.events) return;
  for (std::size_t i = 0; i < model_.events.size(); ++i) {
    if (model_.events[i].at.ns() < 0) continue;
    events_.schedule(measureFrom + model_.events[i].at, Rank::Control, static_cast<std::uint16_t>(Kind::Planned),
                     static_cast<std::uint32_t>(i));
  }
}

bool World::advance(Instant until, std::uint64_t maxEvents) {
  for (std::uint64_t i = 0; i < maxEvents && !finished_; ++i) {
    const Instant due = events_.nextDue();
    if (due > until) {
      if (until > now_ && until < end_) now_ = until;
      return true;
    }
    if (due > now_) {
      eventsThisInstant_ = 0;
    } else {
      if (due < now_) ++backwardSteps_;
      countSameInstant();
    }
    if ((++eventCount_ & 0xff) == 0) guardAgainstFlood();
    if (finished_) break;
    const kernel::Event event = events_.pop();
    now_ = due;
    nested_ = 0;
    const std::uint64_t what = (static_cast<std::uint64_t>(event.kind) << 32) | event.subject;
    fingerprint_ = (fingerprint_ ^ static_cast<std::uint64_t>(due.ns())) * 0xff51afd7ed558ccdULL;
    fingerprint_ = (fingerprint_ ^ (fingerprint_ >> 32) ^ what) * 0xc4ceb9fe1a85ec53ULL;
    handle(event);
    if (draining_ && requests_.live() == 0) endRun();
  }
  return !finished_;
}

// The event set names at most 2^24 pending events; a farm that has nearly as many requests inside has no answer to give
// anyway.
void World::guardAgainstFlood() {
  constexpr std::size_t kMostPending = std::size_t{15} << 20;
  if (events_.size() < kMostPending) return;
  fault_ = "after " + std::to_string(now_.toSeconds()) +
           " s of simulated time more than 15 million things are under way at once; lower the load, or shorten the run";
  finished_ = true;
}

// Time must get on: a circle of things that take no time (users who do not think, work without length) would run for
// ever.
void World::countSameInstant() {
  if (++eventsThisInstant_ < 1'000'000 + 64 * requests_.live() + 4 * users_.size()) return;
  fault_ = "time stands still after " + std::to_string(now_.toSeconds()) +
           " s: more than a million events happen in one instant; give the users some time to think or the requests "
           "some work";
  finished_ = true;
}

void World::handle(const kernel::Event& event) {
  switch (static_cast<Kind>(event.kind)) {
    case Kind::Page:
      return onPage(event.subject);
    case Kind::Think:
      return onThink(event.subject);
    case Kind::Log:
      return onLog();
    case Kind::Step:
      return proceed(requests_[event.subject], requests_[event.subject].then);
    case Kind::Served:
      return onServed(requests_[event.subject]);
    case Kind::CoresDone:
      return onCoresDone(event.subject);
    case Kind::Deadline:
      return onDeadline(requests_[event.subject]);
    case Kind::Planned:
      return setNode(model_.events[event.subject].node, model_.events[event.subject].fail);
    case Kind::Health:
      return onHealth(event.subject);
    case Kind::Window:
      return closeWindow();
    case Kind::Begin:
      return beginMeasuring();
    case Kind::End:
      if (model_.replay && requests_.live() > 0) {
        draining_ = true;  // every logged request gets its answer
        return;
      }
      return endRun();
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
      return enterServer(request);
    case Then::Begin:
      return begin(request);
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
  }
}

void World::stepAfter(Request& request, Duration delay, Then then) {
  request.then = then;
  request.activity = events_.schedule(now_ + delay, Rank::Completion, static_cast<std::uint16_t>(Kind::Step), request.id);
}

// Every draw of a request comes from a stream of its own, found by the request's name and the purpose: what one
// balancer does with one request never shifts the numbers another request gets.
kernel::RandomStream World::drawsOf(const Request& request, Purpose purpose, std::uint64_t number) const {
  constexpr std::uint64_t kBlocksPerDraw = 1024;  // a law of a thousand stages takes 500
  return kernel::RandomStream(streams_.key(), request.chance,
                              (static_cast<std::uint64_t>(purpose) << 48) + number * kBlocksPerDraw);
}

int World::countOf(const Request& request, int whole, double fraction, Purpose purpose, std::uint64_t number) const {
  if (fraction <= 0.0) return whole;
  return whole + (drawsOf(request, purpose, number).chance(fraction) ? 1 : 0);
}

}  // namespace headroom::sim
