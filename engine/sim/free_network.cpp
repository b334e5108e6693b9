#include "engine/sim/free_network.h"

#include <algorithm>

namespace headroom::sim {
namespace {

constexpr int kDeepest = 32;           // visits without work within one event
constexpr int kMostSteps = 1'000'000;  // nodes without time between two stations
const routing::RequestKey kAnonymous;

}  // namespace

using kernel::Rank;

FreeNetwork::FreeNetwork(const FreeNetworkSpec& spec, const RecordPlan& record, const RunPlan& plan)
    : Stations(spec.stations, plan), spec_(spec) {
  end_ = Instant::never();
  openRecords(record);
  openDispatchers();
  openClasses();
}

void FreeNetwork::openDispatchers() {
  for (const DispatcherSpec& spec : spec_.dispatchers) {
    auto policy = routing::makePolicy(spec.policy);  // compileNetwork() has tried it
    dispatchers_.push_back({std::move(*policy), streams_.open("dispatcher/" + spec.name)});
  }
}

void FreeNetwork::openClasses() {
  for (Index c = 0; c < spec_.classes.size(); ++c) {
    const ClassSpec& cls = spec_.classes[c];
    const std::string name = "class/" + cls.name;
    ClassState state{
        nullptr, streams_.open(name + "/think"), streams_.open(name + "/ways"), streams_.open(name + "/patience"), {},
        0};
    for (const StationSpec& station : spec_.stations)
      state.service.push_back(streams_.open(name + "/at/" + station.name));
    if (cls.arrivals)
      state.arrivals = std::make_unique<ArrivalProcess>(*cls.arrivals, streams_.open(name + "/arrivals"));
    classStates_.push_back(std::move(state));
  }
  for (Index c = 0; c < spec_.classes.size(); ++c) {
    if (spec_.classes[c].arrivals) {
      planArrival(c);
    } else {
      for (std::int64_t i = 0; i < spec_.classes[c].population; ++i) think(c);
      patience_ += 4 * static_cast<std::uint64_t>(spec_.classes[c].population);
    }
  }
}

void FreeNetwork::handle(const kernel::Event& event) {
  switch (static_cast<Kind>(event.kind)) {
    case Kind::Source:
      return onArrival(event.subject);
    case Kind::Think:
      return begin(event.subject, nullptr);
    case Kind::Deadline:
      return onDeadline(requests_[event.subject]);
    case Kind::Look:
      return look();
    default:
      return;
  }
}

void FreeNetwork::planArrival(Index cls) {
  const Instant next = classStates_[cls].arrivals->after(now_);
  if (next != Instant::never()) {
    schedule(next, Rank::Arrival, Kind::Source, cls);
  } else if (spec_.traced) {
    draining_ = true;
  }
}

void FreeNetwork::onArrival(Index cls) {
  const ArrivalSpec& arrivals = *spec_.classes[cls].arrivals;
  const bool listed = arrivals.process == ArrivalSpec::Process::Trace;
  const TracedRequest* traced = listed ? &arrivals.requests[classStates_[cls].listed++] : nullptr;
  planArrival(cls);
  begin(cls, traced);
}

void FreeNetwork::think(Index cls) {
  schedule(now_ + spec_.classes[cls].think.draw(classStates_[cls].think), Rank::Arrival, Kind::Think, cls);
}

void FreeNetwork::begin(Index cls, const TracedRequest* traced) {
  const ClassSpec& spec = spec_.classes[cls];
  Request& request = requests_.take();
  request.created = now_.ns();
  Journey& journey = journeyOf(request);
  journey = Journey{};
  journey.cls = cls;
  journey.traced = traced;
  journey.priority = traced != nullptr ? traced->priority : spec.priority;
  ++system_.arrivals;
  ++classes_[cls].arrivals;
  system_.rise(now_);
  classes_[cls].rise(now_);
  if (spec.patience && spec.patience->wholeResponse) {
    const Duration patience = spec.patience->law.draw(classStates_[cls].patience);
    journey.deadline = schedule(now_ + patience, Rank::Control, Kind::Deadline, request.id);
  }
  go(request, draw(spec.source, cls));
}

Node FreeNetwork::draw(const Branch& branch, Index cls) {
  if (branch.ways.size() == 1) return branch.ways[0].to;
  if (branch.ways.empty()) return {};
  const double u = classStates_[cls].ways.unit();
  for (const Branch::Way& way : branch.ways) {
    if (u < way.upTo) return way.to;
  }
  return branch.ways.back().to;
}

/// Passes nodes that take no time, up to the next station, pool queue or exit.
void FreeNetwork::go(Request& request, Node node) {
  const Index cls = journeyOf(request).cls;
  for (int steps = 0; steps < kMostSteps; ++steps) {
    switch (node.kind) {
      case Node::Kind::Exit:
        return finish(request, End::Completed);
      case Node::Kind::Station:
        return enter(request, node.index);
      case Node::Kind::Dispatcher:
        return enter(request, dispatch(request, node.index));
      case Node::Kind::Acquire:
        if (!acquire(request, node.index)) return;
        node = draw(spec_.classes[cls].afterAcquire[node.index], cls);
        break;
      case Node::Kind::Release:
        release(request, node.index);
        node = draw(spec_.classes[cls].afterRelease[node.index], cls);
        break;
    }
  }
  fault_ = "a request of class " + spec_.classes[cls].name + " goes round in circles without a station";
  finished_ = true;
}

void FreeNetwork::proceed(Request& request, Then then) {
  Journey& journey = journeyOf(request);
  if (journey.orbits != kNone) {
    atStation_[journey.orbits].orbit.fall(now_);
    journey.orbits = kNone;
  }
  if (then == Then::GoOn) go(request, journey.due);
}

Index FreeNetwork::dispatch(Request& request, Index number) {
  Dispatcher& dispatcher = dispatchers_[number];
  Journey& journey = journeyOf(request);
  const auto chosen = dispatcher.policy->choose(kAnonymous, now_, dispatcher.random);
  journey.dispatcher = number;
  journey.member = chosen.value_or(0);  // every server is always in play, without a limit
  dispatcher.policy->opened(journey.member);
  return spec_.dispatchers[number].targets[journey.member];
}

void FreeNetwork::releaseMember(Journey& journey) {
  if (journey.dispatcher == kNone) return;
  dispatchers_[journey.dispatcher].policy->closed(journey.member);
  journey.dispatcher = kNone;
}

/// False when the request waits for a token or is lost.
bool FreeNetwork::acquire(Request& request, Index number) {
  Journey& journey = journeyOf(request);
  Tokens& pool = pools_[number];
  PoolRecord& record = poolRecords_[number];
  ++record.arrivals;
  if (journey.heldPools == journey.held.size()) {
    fault_ = "a request holds more than " + std::to_string(journey.held.size()) + " tokens at once";
    finished_ = true;
    return false;
  }
  const bool granted = takeToken(pool);
  if (!granted) ++record.mustWait;
  if (!granted && !journey.hadToWait) {
    journey.hadToWait = true;
    ++system_.mustWait;
    ++classes_[journey.cls].mustWait;
  }
  const auto& limit = spec_.pools[number].queueLimit;
  if (!granted && limit && pool.waiting.length >= *limit) {
    ++record.refused;
    finish(request, End::Lost);
    return false;
  }
  journey.held[journey.heldPools++] = number;
  if (granted) {
    record.held.rise(now_);
    record.wait.add(0);
    return true;
  }
  journey.due = draw(spec_.classes[journey.cls].afterAcquire[number], journey.cls);
  journey.waitsForPool = number;
  journey.queuedAt = now_.ns();
  pool.waiting.push(request);
  record.waiting.rise(now_);
  return false;
}

/// A token that is handed on stays taken; whoever waited longest goes on in an event of its own.
void FreeNetwork::release(Request& request, Index number) {
  Journey& journey = journeyOf(request);
  auto* const end = journey.held.begin() + journey.heldPools;
  auto* const held = std::find(journey.held.begin(), end, number);
  if (held == end) return;  // nothing to give back
  std::copy(held + 1, end, held);
  --journey.heldPools;
  PoolRecord& record = poolRecords_[number];
  if (pools_[number].waiting.empty()) {
    record.held.fall(now_);
  } else {
    Journey& next = journeyOf(*pools_[number].waiting.head);
    const std::int64_t waited = now_.ns() - next.queuedAt;
    next.waitsForPool = kNone;
    next.waited += waited;
    record.waiting.fall(now_);
    record.wait.add(waited);
  }
  giveToken(pools_[number], Then::GoOn);
}

void FreeNetwork::changePresent(Index cls, Index station, bool rises) {
  VisitRecord& all = atStation_[station];
  rises ? all.rise(now_) : all.fall(now_);
  if (!classAt_.empty()) {
    VisitRecord& mine = classAt_[slot(cls, station)];
    rises ? mine.rise(now_) : mine.fall(now_);
  }
  if (!crowding_) return;
  const auto k = static_cast<std::size_t>(all.present.level() + (rises ? 0 : 1));
  if (k >= crowded_.size()) crowded_.resize(k + 1);
  Level& level = crowded_[k];
  if (rises) {
    if (level.level() == 0) longest_.rise(now_);
    level.rise(now_);
  } else {
    level.fall(now_);
    if (level.level() == 0) longest_.fall(now_);
  }
}

void FreeNetwork::enter(Request& request, Index station) {
  Journey& journey = journeyOf(request);
  const Index cls = journey.cls;
  const bool mustWait = !findsFreeServer(station);
  const bool refused = !hasRoom(station);
  const auto note = [&](VisitRecord& record) {
    ++record.arrivals;
    if (mustWait) ++record.mustWait;
    if (!journey.refusedBefore) ++record.firstAttempts;
    if (!refused) return;
    ++record.refused;
    if (!journey.refusedBefore) ++record.firstAttemptsRefused;
  };
  note(atStation_[station]);
  if (!classAt_.empty()) note(classAt_[slot(cls, station)]);
  if (mustWait && !journey.hadToWait) {
    journey.hadToWait = true;
    ++system_.mustWait;
    ++classes_[cls].mustWait;
  }
  if (refused) return refuse(request, station);
  journey.refusedBefore = false;
  arriveAt(request, station);
  changePresent(cls, station, true);
  const ClassSpec& spec = spec_.classes[cls];
  if (const auto& special = stations_[station].special) {
    Visit& visit = visitOf(request);
    visit.priority = special->rules.priorities > 1 ? journey.priority : std::uint16_t{0};
    visit.patience =
        spec.patience && !spec.patience->wholeResponse ? spec.patience->law.draw(classStates_[cls].patience).ns() : -1;
  }
  serve(request, journey.traced != nullptr ? journey.traced->demand[station]
                                           : spec.service[station].draw(classStates_[cls].service[station]));
}

/// What happens at a full station.
void FreeNetwork::refuse(Request& request, Index station) {
  Journey& journey = journeyOf(request);
  const FullSpec& full = spec_.full[station];
  releaseMember(journey);
  switch (full.then) {
    case FullSpec::Then::Lose:
      return finish(request, End::Lost);
    case FullSpec::Then::Retry:
      journey.refusedBefore = true;
      journey.orbits = station;
      journey.due = {Node::Kind::Station, station};
      atStation_[station].orbit.rise(now_);
      return stepAfter(request, full.retryDelay.draw(classStates_[journey.cls].patience), Then::GoOn);
    case FullSpec::Then::Overflow:
      ++atStation_[station].overflowed;
      ++system_.overflowed;
      ++classes_[journey.cls].overflowed;
      return enter(request, full.overflowTo);
    case FullSpec::Then::Block:  // comes from outside, or from a pool: waits before the door
      journey.blockedBefore = station;
      journey.due = {Node::Kind::Station, station};
      blocked_[station].push_back(request.id);
      return;
  }
}

/// At a station that holds the finished: chooses where the request goes, and looks whether there is room.
bool FreeNetwork::mayLeave(Request& request, Index station) {
  Journey& journey = journeyOf(request);
  Node next = draw(spec_.classes[journey.cls].afterStation[station], journey.cls);
  releaseMember(journey);
  if (next.kind == Node::Kind::Dispatcher) {
    next = {Node::Kind::Station, dispatch(request, next.index)};
  }
  journey.due = next;
  const bool waits =
      next.kind == Node::Kind::Station && spec_.full[next.index].then == FullSpec::Then::Block && !hasRoom(next.index);
  if (!waits) return true;
  journey.blockedBefore = next.index;
  blocked_[next.index].push_back(request.id);
  return false;
}

/// Somebody has left: who was blocked first comes in, from the server it holds or from before the door.
void FreeNetwork::roomAt(Index station) {
  std::vector<Index>& waiting = blocked_[station];
  if (waiting.empty() || !hasRoom(station)) return;
  Request& first = requests_[waiting.front()];
  waiting.erase(waiting.begin());
  journeyOf(first).blockedBefore = kNone;
  if (first.station != kNone) return releaseHeld(first);
  go(first, journeyOf(first).due);
}

void FreeNetwork::leftStation(Request& request, Index station, bool wasServed) {
  Journey& journey = journeyOf(request);
  const Index cls = journey.cls;
  changePresent(cls, station, false);
  const bool holds = stations_[station].special && stations_[station].special->rules.holdsFinished;
  if (!holds || !wasServed) releaseMember(journey);  // mayLeave() has already chosen the next one
  const std::int64_t response = now_.ns() - request.enteredStation;
  const bool shared = stations_[station].sharing.has_value();
  const std::int64_t waited = stations_[station].special ? visitOf(request).waited
                              : shared                   ? 0
                                                         : response - request.service;
  journey.waited += waited;
  const auto note = [&](VisitRecord& record) {
    record.noteWait(waited);
    ++(wasServed ? record.served : record.abandoned);
    if (!wasServed) return;
    record.work += request.service;
    record.noteResponse(response);
  };
  note(atStation_[station]);
  if (!classAt_.empty()) note(classAt_[slot(cls, station)]);
}

void FreeNetwork::served(Request& request, Index station) {
  leftStation(request, station, true);
  const Index cls = journeyOf(request).cls;
  const bool chosen = stations_[station].special && stations_[station].special->rules.holdsFinished;
  const Node next = chosen ? journeyOf(request).due : draw(spec_.classes[cls].afterStation[station], cls);
  if (++nested_ > kDeepest) {
    journeyOf(request).due = next;
    stepAfter(request, Duration{}, Then::GoOn);
  } else {
    go(request, next);
  }
  roomAt(station);
}

void FreeNetwork::gaveUp(Request& request, Index station) {
  leftStation(request, station, false);
  finish(request, End::Abandoned);
  roomAt(station);
}

/// The patience for the whole response is over, wherever the request is.
void FreeNetwork::onDeadline(Request& request) {
  Journey& journey = journeyOf(request);
  if (journey.blockedBefore != kNone) std::erase(blocked_[journey.blockedBefore], request.id);
  if (request.station != kNone) {
    const Index station = request.station;
    withdraw(request);
    return gaveUp(request, station);
  }
  if (journey.waitsForPool != kNone) {
    pools_[journey.waitsForPool].waiting.removeIf([&](const Request& other) { return &other == &request; });
    poolRecords_[journey.waitsForPool].waiting.fall(now_);
    poolRecords_[journey.waitsForPool].wait.add(now_.ns() - journey.queuedAt);
    journey.waited += now_.ns() - journey.queuedAt;
    --journey.heldPools;  // the one it did not get is the last in the list
  }
  if (journey.orbits != kNone) atStation_[journey.orbits].orbit.fall(now_);
  events_.cancel(request.activity);
  finish(request, End::Abandoned);
}

void FreeNetwork::finish(Request& request, End end) {
  Journey& journey = journeyOf(request);
  const Index cls = journey.cls;
  releaseMember(journey);
  while (journey.heldPools > 0) release(request, journey.held[journey.heldPools - 1]);
  events_.cancel(journey.deadline);
  const std::int64_t response = now_.ns() - request.created;
  const auto note = [&](VisitRecord& record) {
    record.fall(now_);
    record.presence += now_.ns() - since(request.created);
    if (end == End::Lost) {
      ++record.refused;
      return;
    }
    record.noteWait(journey.waited);
    ++(end == End::Completed ? record.served : record.abandoned);
    if (end == End::Completed) record.noteResponse(response);
  };
  note(system_);
  note(classes_[cls]);
  if (journey.traced != nullptr) {
    const auto kind = end == End::Completed ? TracedFate::Kind::Completed
                      : end == End::Lost    ? TracedFate::Kind::Lost
                                            : TracedFate::Kind::Abandoned;
    fates_.push_back({journey.traced->id, kind, now_});
  }
  requests_.give(request);
  if (!spec_.classes[cls].arrivals) think(cls);
}

}  // namespace headroom::sim
