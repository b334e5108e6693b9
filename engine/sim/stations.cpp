#include "engine/sim/stations.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace headroom::sim {

using kernel::Rank;

Stations::Stations(const std::vector<StationSpec>& specs, const RunPlan& plan)
    : plan_(plan), streams_(plan.seed, plan.replication) {
  stations_.resize(specs.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const StationSpec& spec = specs[i];
    StationState& station = stations_[i];
    station.servers = unlimited() ? std::numeric_limits<int>::max() : spec.servers;
    station.kind = spec.kind;
    station.index = static_cast<Index>(i);
    station.owner = spec.owner;
    station.speed = spec.speed;
    station.instancesUp = spec.instances;
    station.tokens.limit = unlimited() ? 0 : spec.tokens;
    const bool relay = spec.kind == StationSpec::Kind::Proxy || spec.kind == StationSpec::Kind::Balancer;
    if (spec.perSecond > 0) station.bucket.emplace(spec.perSecond, spec.burst);
    station.maxPending = unlimited() ? -1 : spec.maxPending;
    station.limits = station.bucket || station.maxPending >= 0;
    station.passing = relay && spec.demand.isZero() && station.tokens.limit == 0 && !station.limits;
    if (spec.sharing) station.sharing.emplace(unlimited() ? 0 : spec.servers);
    if (spec.hinders() && !unlimited()) makeHindered(station, spec);
    if (spec.rules && !unlimited()) makeSpecial(static_cast<Index>(i), spec);
    station.plain = !station.sharing && !station.special;
  }
}

std::vector<std::uint64_t> Stations::worthTable(const StationSpec& spec) {
  std::vector<std::uint64_t> worth;
  for (int busy = 0; busy <= spec.servers; ++busy) {
    worth.push_back(static_cast<std::uint64_t>(std::llround(spec.worthOf(busy) * (1 << ProcessorSharing::kWorthBits))));
  }
  return worth;
}

void Stations::makeHindered(StationState& station, const StationSpec& spec) {
  station.sharing.emplace(spec.servers, worthTable(spec));
  station.worth = std::make_unique<Level>();
}

// The event set names at most 2^24 pending events; a farm that has nearly as many requests inside has no answer to give
// anyway.
void Stations::guardAgainstFlood() {
  constexpr std::size_t kMostPending = std::size_t{15} << 20;
  if (events_.size() < kMostPending) return;
  fault_ = "after " + std::to_string(now_.toSeconds()) +
           " s of simulated time more than 15 million things are under way at once; lower the load, or shorten the run";
  stop();
}

// Time must get on: a circle of things that take no time (users who do not think, work without length) would run for
// ever.
void Stations::countSameInstant(Kind kind, std::uint32_t subject) {
  if (lastAtInstant_ + 1 != events()) eventsThisInstant_ = 0;
  lastAtInstant_ = events();
  if (++eventsThisInstant_ < 1'000'000 + 64 * requests_.live() + patience_) return;
  fault_ = "time stands still after " + std::to_string(now_.toSeconds()) +
           " s: more than a million events happen in one instant" + busyNow(kind, subject) +
           "; give the users some time to think or the requests some work";
  stop();
}

/// What serve() does when it is not the usual.
void Stations::serveOtherwise(Request& request, StationState& station) {
  if (station.special) return serveSpecial(request, station);
  if (station.sharing) return share(request, station);
  if (station.busy < station.servers) {
    leaveStation(request, station);  // takes no time and keeps nobody waiting
    return served(request, station);
  }
  station.queue.push(request);
  station.tally.waiting.rise(now_);
}

void Stations::share(Request& request, StationState& station) {
  request.pure += request.service;
  station.sharing->add(request.id, Duration::nanoseconds(request.service), now_);
  noteSharing(station);
  rearm(request.station);
}

void Stations::endSharing(const Request& request, StationState& station) {
  station.sharing->remove(request.id, now_);
  noteSharing(station);
  rearm(station.index);
}

void Stations::rearm(Index index) {
  StationState& station = stations_[index];
  const Instant due = station.sharing->nextDone();
  if (due == station.sharingDue && events_.pending(station.sharingTimer)) return;
  events_.cancel(station.sharingTimer);
  station.sharingDue = due;
  if (due == Instant::never()) return;
  station.sharingTimer = schedule(due, Rank::Completion, Kind::SharingDone, index);
}

void Stations::onSharingDone(Index index) {
  StationState& station = stations_[index];
  finishing_.clear();
  station.sharing->collect(now_, finishing_);
  noteSharing(station);
  rearm(index);
  // Nothing that follows can finish another visit within this call, so the list stays as it is.
  for (std::size_t i = 0; i < finishing_.size(); ++i) {
    Request& request = requests_[finishing_[i]];
    leaveStation(request);
    if (station.special) [[unlikely]] {
      admitShared(station);
      switchOffShared(index);
    }
    served(request, station);
  }
}

void Stations::pauseCores(Index index, bool paused) {
  StationState& station = stations_[index];
  station.sharing->pause(paused, now_);
  noteSharing(station);
  rearm(index);
}

void Stations::interrupt(Index index) {
  StationState& station = stations_[index];
  if (station.sharing) {
    station.sharing->clear(now_);
    noteSharing(station);
    rearm(index);
  }
  station.tally.waiting.change(-station.queue.length, now_);
  station.queue = {};
  if (!station.special) return;
  for (Index next = mostUrgent(*station.special); next != kNone; next = mostUrgent(*station.special))
    leaveLine(requests_[next], station);
}

// A freed token goes to whoever waited longest; that request goes on in an event of its own, so that a long queue of
// requests without work cannot nest without end.
void Stations::passToken(Tokens& tokens, Then granted) {
  Request& next = tokens.waiting.pop();
  if (granted == Then::Connected) next.waitsForConnection = false;
  if (granted == Then::Admitted) next.waitsForAdmission = false;
  if (granted == Then::ServeRelay) next.waitsForRelay = false;
  stepAfter(next, Duration{}, granted);
}

}  // namespace headroom::sim
