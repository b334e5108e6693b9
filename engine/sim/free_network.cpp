// Where requests of a free network come from, and how they pass from node to node.
#include "engine/sim/free_network.h"

#include <algorithm>

namespace headroom::sim {
namespace {

constexpr std::uint64_t kMostInside = 250'000;
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
        nullptr, streams_.open(name + "/think"), streams_.open(name + "/ways"), streams_.open(name + "/delays"), {}, 0};
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

bool FreeNetwork::advance(Instant until, std::uint64_t maxEvents) {
  return advanceAs(*this, until, maxEvents);
}

void FreeNetwork::handle(Kind kind, std::uint32_t subject) {
  switch (kind) {
    case Kind::Source:
      return onArrival(subject);
    case Kind::Think:
      return begin(subject, nullptr);
    case Kind::Deadline:
      return onDeadline(requests_[subject]);
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
    drain();
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
  if (requests_.live() >= kMostInside) {
    fault_ = "after " + std::to_string(now_.toSeconds()) +
             " s more than a quarter of a million requests are inside; the load is above the capacity";
    stop();
    return;
  }
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
    const Duration patience = spec.patience->law.draw(classStates_[cls].delays);
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
  stop();
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

void FreeNetwork::noteWaiting(Journey& journey) {
  if (journey.hadToWait) return;
  journey.hadToWait = true;
  ++system_.mustWait;
  ++classes_[journey.cls].mustWait;
}

/// False when the request waits for a token or is lost.
bool FreeNetwork::acquire(Request& request, Index number) {
  Journey& journey = journeyOf(request);
  Tokens& pool = pools_[number];
  PoolRecord& record = poolRecords_[number];
  ++record.arrivals;
  if (journey.heldPools == journey.held.size()) {
    fault_ = "a request holds more than " + std::to_string(journey.held.size()) + " tokens at once";
    stop();
    return false;
  }
  const bool granted = takeToken(pool);
  const auto& limit = spec_.pools[number].queueLimit;
  if (!granted && limit && pool.waiting.length >= *limit) {
    ++record.refused;
    finish(request, End::Lost);
    return false;
  }
  if (!granted) ++record.mustWait;
  if (!granted) noteWaiting(journey);
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

}  // namespace headroom::sim
