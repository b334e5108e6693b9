// Visits of a free network's requests to stations, from the door to the exit.
#include <algorithm>

#include "engine/sim/free_network.h"

namespace headroom::sim {

using kernel::Rank;

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
  const bool refused = !hasRoom(station);
  const bool mustWait = !refused && !findsFreeServer(station);
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
  if (mustWait) noteWaiting(journey);
  if (refused) return refuse(request, station);
  journey.refusedBefore = false;
  arriveAt(request, station);
  changePresent(cls, station, true);
  const ClassSpec& spec = spec_.classes[cls];
  if (const auto& special = stations_[station].special) {
    Visit& visit = visitOf(request);
    visit.priority = special->rules.priorities > 1 ? journey.priority : std::uint16_t{0};
    visit.patience =
        spec.patience && !spec.patience->wholeResponse ? spec.patience->law.draw(classStates_[cls].delays).ns() : -1;
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
      ++atStation_[station].lost;
      if (!classAt_.empty()) ++classAt_[slot(journey.cls, station)].lost;
      return finish(request, End::Lost);
    case FullSpec::Then::Retry:
      journey.refusedBefore = true;
      journey.orbits = station;
      journey.due = {Node::Kind::Station, station};
      atStation_[station].orbit.rise(now_);
      return stepAfter(request, full.retryDelay.draw(classStates_[journey.cls].delays), Then::GoOn);
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
    for (Stretch& stretch : record.stretches) stretch.note(request.service, response);
  };
  note(atStation_[station]);
  if (!classAt_.empty()) note(classAt_[slot(cls, station)]);
}

void FreeNetwork::served(Request& request, StationState& left, StationSpec::Kind /*kind*/) {
  const Index station = left.index;
  leftStation(request, station, true);
  const Index cls = journeyOf(request).cls;
  const bool chosen = stations_[station].special && stations_[station].special->rules.holdsFinished;
  const Node next = chosen ? journeyOf(request).due : draw(spec_.classes[cls].afterStation[station], cls);
  constexpr int kDeepest = 32;  // visits without work within one event
  if (nested() > kDeepest) {
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
      ++record.lost;
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
    fates_.push_back({journey.traced->id, kind, now_.toSeconds() / static_cast<double>(spec_.perNs)});
  }
  requests_.give(request);
  if (!spec_.classes[cls].arrivals) think(cls);
}

}  // namespace headroom::sim
