#include "engine/sim/tracer.h"

#include <algorithm>
#include <numeric>

namespace headroom::sim {
namespace {

const char* wordOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::Answered:
      return "answered";
    case Outcome::QueueFull:
      return "queue_full";
    case Outcome::Timeout:
      return "timeout";
    case Outcome::NoServer:
      return "no_server";
    case Outcome::Refused:
      return "refused";
    case Outcome::Limited:
      return "limited";
    case Outcome::Dependency:
      break;
  }
  return "dependency";
}

RunPlan withoutNotes(RunPlan plan) {
  plan.traces = 0;
  return plan;
}

}  // namespace

Tracer::Tracer(const Model& model, const RunPlan& plan, std::vector<Noted> requests)
    : model_(model), world_(model, withoutNotes(plan)), requests_(std::move(requests)) {
  for (const Noted& noted : requests_) {
    results::Trace trace;
    trace.application = model_.applications[noted.application].name;
    trace.outcome = wordOf(noted.outcome);
    trace.replication = static_cast<int>(noted.replication);
    trace.responseNs = static_cast<std::uint64_t>(noted.response);
    traces_.push_back(std::move(trace));
  }
}

std::vector<results::Trace> Tracer::follow(const std::atomic<bool>* cancel) {
  std::vector<std::size_t> order(requests_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return requests_[a].created < requests_[b].created; });
  std::vector<Watch> watches;
  auto next = order.begin();
  while (next != order.end() || !watches.empty()) {
    if (watches.empty()) {
      const Instant before = Instant::at(Duration::nanoseconds(requests_[*next].created - 1));
      if (!runUntil(before, cancel)) break;
    }
    if (!world_.advance(Instant::never(), 1)) break;
    const std::int64_t now = world_.now().ns();
    std::erase_if(watches, [&](Watch& watch) { return !look(watch); });
    for (; next != order.end() && requests_[*next].created <= now; ++next) {
      Watch watch;
      watch.index = *next;
      Level level;
      level.chance = requests_[*next].chance;
      level.created = requests_[*next].created;
      watch.levels.push_back(level);
      if (!find(watch, 0, watch.levels.front())) {
        if (now == level.created) break;  // comes later in this instant, or has already ended
        continue;
      }
      watch.levels.front().since = level.created;
      open(watch, 0, stateOf(world_.requests_[watch.levels.front().id]));
      descend(watch);
      watches.push_back(std::move(watch));
    }
  }
  for (std::size_t i = 0; i < traces_.size(); ++i) {
    traces_[i].sentSeconds = static_cast<double>(requests_[i].created - world_.begin_.ns()) / 1e9;
    for (const results::TraceStep& step : traces_[i].steps) {
      if (step.depth != 0) continue;
      traces_[i].waitNs += step.waitNs;
      traces_[i].workNs += step.workNs;
    }
  }
  return std::move(traces_);
}

/// Runs everything due up to the instant; false when the run has ended or was cancelled.
bool Tracer::runUntil(Instant instant, const std::atomic<bool>* cancel) {
  constexpr std::uint64_t kEventsBetweenLooks = 16384;
  for (;;) {
    if (cancel && cancel->load(std::memory_order_relaxed)) return false;
    const std::uint64_t before = world_.events();
    if (!world_.advance(instant, kEventsBetweenLooks)) return false;
    if (world_.events() - before < kEventsBetweenLooks) return true;
  }
}

/// Finds the caller's side of a request, which moves when its balancer gives up a server or the server fails.
bool Tracer::find(const Watch& watch, std::size_t depth, Level& level) const {
  const auto fits = [&](const Request& request) {
    return request.alive && !request.callerDone && request.chance == level.chance && request.created == level.created &&
           (depth == 0 ? request.source != kNone : request.parent == watch.levels[depth - 1].id);
  };
  if (level.id != kNone && fits(world_.requests_[level.id])) return true;
  for (Index id = 0; id < world_.requests_.size(); ++id) {
    if (!fits(world_.requests_[id])) continue;
    level.id = id;
    return true;
  }
  return false;
}

bool Tracer::look(Watch& watch) {
  for (std::size_t depth = 0; depth < watch.levels.size(); ++depth) {
    Level& level = watch.levels[depth];
    if (!find(watch, depth, level)) {
      closeFrom(watch, depth);
      break;
    }
    const Request& request = world_.requests_[level.id];
    level.deadline = request.deadlineAt;
    const State state = stateOf(request);
    if (state == level.state) continue;
    closeFrom(watch, depth + 1);
    close(watch, depth);
    open(watch, depth, state);
    break;
  }
  if (watch.levels.empty()) return false;
  descend(watch);
  return true;
}

/// Goes into the calls that are waited for.
void Tracer::descend(Watch& watch) {
  while (watch.levels.back().state.where == Where::Call) {
    const Level& caller = watch.levels.back();
    Level level;
    bool found = false;
    for (Index id = 0; id < world_.requests_.size() && !found; ++id) {
      const Request& request = world_.requests_[id];
      found = request.alive && request.parent == caller.id && !request.callerDone;
      if (found) level = Level{id, request.chance, request.created, request.deadlineAt, {}, 0, 0, 0};
    }
    if (!found) return;
    const std::size_t depth = watch.levels.size();
    traces_[watch.index].steps[caller.step].place = model_.applications[world_.requests_[level.id].application].name;
    watch.levels.push_back(level);
    open(watch, depth, stateOf(world_.requests_[level.id]));
  }
}

void Tracer::open(Watch& watch, std::size_t depth, const State& state) {
  Level& level = watch.levels[depth];
  const Request& request = world_.requests_[level.id];
  std::vector<results::TraceStep>& steps = traces_[watch.index].steps;
  level.state = state;
  level.since = world_.now().ns();
  level.service = request.service;
  results::TraceStep step;
  step.depth = static_cast<int>(depth);
  step.kind = kindOf(state);
  step.place = placeOf(state, request);
  const bool goesOn = !steps.empty() && state.where != Where::Call && steps.back().depth == step.depth &&
                      steps.back().kind == step.kind && steps.back().place == step.place;
  if (!goesOn) {
    step.atNs = static_cast<std::uint64_t>(level.since - requests_[watch.index].created);
    steps.push_back(std::move(step));
  }
  level.step = steps.size() - 1;
}

/// What was open at this depth ends now.
void Tracer::close(Watch& watch, std::size_t depth) {
  const Level& level = watch.levels[depth];
  std::vector<results::TraceStep>& steps = traces_[watch.index].steps;
  results::TraceStep& step = steps[level.step];
  const std::int64_t length = world_.now().ns() - level.since;
  std::int64_t work = 0;
  switch (level.state.where) {
    case Where::Network:
      work = length;
      break;
    case Where::Station:
      work = level.state.served ? length : 0;
      break;
    case Where::Handshake:  // on the way, or served
      work = level.state.served ? length : 0;
      break;
    case Where::Shared:
    case Where::Stretch:
      work = std::min(length, level.service);
      break;
    case Where::Call:  // what its steps say; the rest of it nobody worked for
      for (std::size_t i = level.step + 1; i < steps.size(); ++i) {
        if (steps[i].depth == step.depth + 1) work += static_cast<std::int64_t>(steps[i].workNs);
      }
      break;
    default:
      break;
  }
  step.workNs += static_cast<std::uint64_t>(work);
  step.waitNs += static_cast<std::uint64_t>(length - work);
  if (step.lengthNs() == 0 && level.step + 1 == steps.size()) steps.pop_back();
}

void Tracer::closeFrom(Watch& watch, std::size_t depth) {
  while (watch.levels.size() > depth) {
    const std::size_t last = watch.levels.size() - 1;
    close(watch, last);
    const Level& ended = watch.levels[last];
    // What a call did that was given up counts as waiting: nothing came of it.
    if (last > 0 && ended.deadline == world_.now().ns()) countAsWaiting(watch, last);
    watch.levels.pop_back();
  }
}

void Tracer::countAsWaiting(Watch& watch, std::size_t depth) {
  std::vector<results::TraceStep>& steps = traces_[watch.index].steps;
  for (std::size_t i = watch.levels[depth - 1].step + 1; i < steps.size(); ++i) {
    steps[i].waitNs += steps[i].workNs;
    steps[i].workNs = 0;
  }
}

Index Tracer::databaseOf(const Request& request) const {
  const Index database = request.task->database;
  return database == kNone ? kNone : model_.databaseStations[database];
}

Tracer::State Tracer::stateOf(const Request& request) const {
  if (request.workDone) return {Where::NoAnswer, kNone};
  if (request.queuedAtFront) return {Where::BalancerQueue, request.station};
  if (request.stretch != kNone) return {Where::Stretch, request.stretch, true, 0, request.enteredStation};
  if (request.waitsToConnect || request.greeting) {
    const Index relay = request.relays[request.legCount - 1U];
    if (request.waitsToConnect) return {Where::ClientConnection, relay};
    return {Where::Handshake, relay, request.station == kNone || request.inService};
  }
  if (request.station != kNone) {
    const bool shared = world_.stations_[request.station].sharing.has_value();
    return {shared ? Where::Shared : Where::Station, request.station, request.inService, 0,
            shared ? request.enteredStation : 0};
  }
  if (request.waitsForConnection) return {Where::ConnectionPool, databaseOf(request)};
  if (request.waitsForAdmission) return {Where::ConnectionLimit, databaseOf(request)};
  if (request.waitsForLock) return {Where::Lock, world_.lockVisits_[request.id].lock};
  if (request.server != kNone && !request.executing) return {Where::PoolQueue, request.server};
  const bool pending = world_.events_.pending(request.activity);
  if (request.server != kNone && !request.atDatabase && !pending) {
    return {Where::Call, request.server, false, request.callsMade};
  }
  return stepOf(request);
}

/// Of a request whose next step has its time.
Tracer::State Tracer::stepOf(const Request& request) const {
  // One that is on its way back between two links has no leg left to go, but had some.
  const bool toBeSentAgain = request.attempt > 1 && request.legs[0] == kNone && request.then == Then::Travel;
  if (toBeSentAgain) return {Where::Pause, kNone};
  const Index relay = request.legCount > 0 ? request.relays[request.legCount - 1U] : kNone;
  switch (request.then) {
    case Then::Travel:
      return {Where::Network, request.atDatabase ? databaseOf(request) : relay};
    case Then::EnterRelay:
    case Then::SendOver:
    case Then::Greet:
      return {Where::Network, relay};
    case Then::EnterServer:
      return {Where::Network, kNone, false, request.destination + 1};
    case Then::StepBack:
    case Then::Deliver:
      return {Where::Network, kNone};
    case Then::EnterDatabase:
    case Then::LeaveDatabase: {
      const Index way = model_.servers[request.destination].databaseWays[request.task->database];
      return {way == kNone ? Where::NoAnswer : Where::Network, databaseOf(request)};
    }
    case Then::Retry: {
      const MemberSpec& member = model_.zones[request.zone].members[request.member];
      const bool silent = !request.brokenOff && member.ways[static_cast<std::size_t>(request.port)] == kNone;
      return {silent ? Where::NoAnswer : Where::Network, kNone, false, member.server + 1};
    }
    default:
      return {Where::Pause, relay};
  }
}

std::string Tracer::kindOf(const State& state) const {
  switch (state.where) {
    case Where::Network:
      return "network";
    case Where::BalancerQueue:
      return "balancer queue";
    case Where::PoolQueue:
      return "pool queue";
    case Where::ConnectionPool:
      return "connection pool";
    case Where::ConnectionLimit:
      return "connection limit";
    case Where::Call:
      return "call";
    case Where::Pause:
      return "pause";
    case Where::NoAnswer:
      return "no answer";
    case Where::Handshake:
      return "handshake";
    case Where::ClientConnection:
      return "connection";
    case Where::Stretch:
      return "link";
    case Where::Lock:
    case Where::Station:
    case Where::Shared:
      break;
  }
  switch (model_.stations[state.place].kind) {
    case StationSpec::Kind::Proxy:
      return "proxy";
    case StationSpec::Kind::Balancer:
      return "balancer";
    case StationSpec::Kind::Database:
    case StationSpec::Kind::Reads:
      return "database";
    case StationSpec::Kind::Cache:
      return "cache";
    case StationSpec::Kind::Lock:
      return "lock";
    case StationSpec::Kind::Link:
      return "link";
    case StationSpec::Kind::Cores:
      break;
  }
  return "cores";
}

std::string Tracer::placeOf(const State& state, const Request& request) const {
  if (state.where == Where::PoolQueue) return model_.servers[state.place].name;
  if (state.where == Where::Stretch) return model_.stretches[state.place].name;
  if (state.where == Where::Network || state.where == Where::NoAnswer) {
    if (state.visit > 0) return model_.servers[state.visit - 1].name;
    if (state.place != kNone) return model_.stations[state.place].name;
    return request.workDone ? "" : "back";
  }
  if (state.where == Where::Call || state.place == kNone) return "";
  const StationSpec& station = model_.stations[state.place];
  return station.kind == StationSpec::Kind::Cores ? model_.servers[station.owner].name : station.name;
}

}  // namespace headroom::sim
