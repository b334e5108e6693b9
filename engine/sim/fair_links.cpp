// Links whose bandwidth all messages share at once. A message is on all links of its stretch at the same time, at the
// rate that the fullest of them leaves it; latencies come after that.
#include <algorithm>
#include <cmath>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

void World::buildFairLinks() {
  if (model_.stretches.empty()) return;
  std::vector<double> bytesPerNs;
  for (const Index station : model_.fairStations) bytesPerNs.push_back(1.0 / model_.stations[station].nsPerByte);
  std::vector<std::vector<Index>> paths;
  for (const FairStretch& stretch : model_.stretches) {
    std::vector<Index>& links = paths.emplace_back();
    for (const Index station : stretch.stations) links.push_back(model_.stations[station].owner);
  }
  fair_ = std::make_unique<FairPaths>(bytesPerNs, std::move(paths), !unlimited());
  fairTimers_.resize(model_.stretches.size());
}

void World::enterStretch(Request& request) {
  const std::vector<Hop>& hops = model_.ways[request.way].hops;
  const Hop& first = hops[request.hop];
  for (std::size_t i = request.hop; !links_.empty() && i < first.behind; ++i) {
    if (hops[i].link != kNone && links_[hops[i].link].causes != 0) return loseOnWay(request);
  }
  request.carried = first.behind;
  request.stretch = first.stretch;
  request.enteredStation = now_.ns();
  const FairStretch& stretch = model_.stretches[first.stretch];
  const auto bytes = static_cast<double>(request.bytes);
  for (const Index station : stretch.stations) {
    PlaceTally& tally = stations_[station].tally;
    ++tally.entered;
    tally.present.rise(now_);
    const Duration alone =
        Duration::nanoseconds(static_cast<std::int64_t>(bytes * model_.stations[station].nsPerByte + 0.5));
    tally.offered += static_cast<WideSum>(alone.ns()) * kLanes;
  }
  if (request.bytes <= 0) {  // takes no bandwidth
    leaveStretch(request);
    return crossHops(request, Duration{});
  }
  request.service = static_cast<std::int64_t>(bytes * stretch.nsPerByte + 0.5);
  request.pure += request.service;
  fair_->add(first.stretch, request.id, request.bytes, now_);
  followFairLinks();
}

void World::leaveStretch(Request& request) {
  for (const Index station : model_.stretches[request.stretch].stations) {
    PlaceTally& tally = stations_[station].tally;
    ++tally.left;
    tally.present.fall(now_);
    tally.presence += now_.ns() - since(request.enteredStation);
  }
  request.stretch = kNone;
}

void World::onCarried(Index stretch) {
  fairTimers_[stretch].due = Instant::never();
  carried_.clear();
  fair_->collect(stretch, now_, carried_);
  followFairLinks();
  // What follows may send more, but collects nothing: the list stays as it is.
  for (std::size_t i = 0; i < carried_.size(); ++i) {
    Request& request = requests_[carried_[i]];
    leaveStretch(request);
    crossHops(request, Duration{});
  }
}

/// After a change: when messages will be through now, and what is in use of the links.
void World::followFairLinks() {
  for (const Index stretch : fair_->touchedPaths()) {
    FairTimer& timer = fairTimers_[stretch];
    const Instant due = fair_->nextDone(stretch);
    if (due == timer.due) continue;
    events_.cancel(timer.timer);
    timer.due = due;
    if (due != Instant::never()) timer.timer = schedule(std::max(due, now_), Rank::Completion, Kind::Carried, stretch);
  }
  for (const Index link : fair_->touchedLinks()) {
    stations_[model_.fairStations[link]].tally.busy.set(fair_->use(link), now_);
  }
}

/// A link has failed: what is on it is lost.
void World::clearStretches(Index station) {
  const Index link = model_.stations[station].owner;
  for (Index id = 0; id < requests_.size(); ++id) {
    Request& request = requests_[id];
    if (!request.alive || request.stretch == kNone) continue;
    const std::vector<Index>& crossed = model_.stretches[request.stretch].stations;
    if (std::find(crossed.begin(), crossed.end(), model_.fairStations[link]) == crossed.end()) continue;
    fair_->remove(request.stretch, id, now_);
    followFairLinks();
    leaveStretch(request);
    loseOnWay(request);
  }
}

/// Requests × time that waited at a station. Nobody waits for a link that is shared: there it is the messages beyond
/// those whom its bandwidth would carry, so that both kinds of link are told by the same figure.
WideSum World::waitingAt(Index station, Instant instant) const {
  const PlaceTally& tally = stations_[station].tally;
  if (!model_.stations[station].fair) return tally.waiting.area(instant);
  return std::max<WideSum>(0, tally.present.area(instant) - tally.busy.area(instant) / kLanes);
}

/// How far three accounts of what a link has carried are apart: message by message, as an integral, and as the level
/// reported, which is known to the lane.
double World::fairDeviation(Index station) {
  const Index link = model_.stations[station].owner;
  const double perLane = fair_->bytesPerNs(link) / kLanes;
  const double carried = fair_->carried(link, end_);
  const double received = fair_->received(link, end_) - (plan_.sabotage == Sabotage::StealWork ? carried * 1e-6 : 0.0);
  const double shown = static_cast<double>(stations_[station].tally.busy.area(end_)) * perLane;
  const double rounding = 2 * static_cast<double>((end_ - begin_).ns()) * perLane;
  const double size = std::max(1.0, carried);
  return std::max(std::fabs(carried - received), std::fabs(carried - shown) - rounding) / size;
}

}  // namespace headroom::sim
