// Opening and emptying the records of a free network, and what must hold among them.
#include <algorithm>

#include "engine/sim/free_network.h"

namespace headroom::sim {
namespace {

constexpr double kTolerance = 1e-9;

double relative(WideSum a, WideSum b) {
  const double difference = std::fabs(static_cast<double>(a - b));
  return difference / std::max({std::fabs(static_cast<double>(a)), std::fabs(static_cast<double>(b)), 1.0});
}

double apart(std::int64_t a, std::int64_t b) {
  return std::fabs(static_cast<double>(a - b));
}

results::Check checkOf(std::string name, double figure, double allowed) {
  return results::Check{std::move(name), figure <= allowed, figure};
}

}  // namespace

using kernel::Rank;

void VisitRecord::beginMeasuring(Instant now) {
  arrivals = mustWait = refused = lost = overflowed = abandoned = served = firstAttempts = firstAttemptsRefused = 0;
  presentAtBegin = present.level();
  present.beginMeasuring(now);
  shares.beginMeasuring(now);
  orbit.beginMeasuring(now);
  work = presence = 0;
  response = {};
  wait = {};
  responses.clear();
  waits.clear();
  for (Stretch& stretch : stretches) stretch = Stretch{stretch.work};
}

void PoolRecord::beginMeasuring(Instant now) {
  arrivals = refused = mustWait = 0;
  waiting.beginMeasuring(now);
  held.beginMeasuring(now);
  wait = {};
}

void FreeNetwork::openRecords(const RecordPlan& record) {
  const auto watch = [](std::vector<VisitRecord>& records, const std::vector<Watch>& watches) {
    for (std::size_t i = 0; i < std::min(records.size(), watches.size()); ++i) {
      records[i].watch = watches[i];
      for (const Duration demand : watches[i].demands) records[i].stretches.push_back(Stretch{demand.ns()});
    }
  };
  system_.watch = record.system;
  atStation_.resize(stations_.size());
  classes_.resize(spec_.classes.size());
  if (classes_.size() > 1) classAt_.resize(classes_.size() * stations_.size());
  watch(atStation_, record.stations);
  watch(classes_, record.classes);
  watch(classAt_, record.classAtStation);
  blocked_.resize(stations_.size());
  for (const TokenPoolSpec& pool : spec_.pools) {
    Tokens tokens;
    tokens.limit = pool.size;
    pools_.push_back(tokens);
  }
  poolRecords_.resize(pools_.size());
  crowding_ = record.crowding;
  instants_ = record.instants;
  for (const Instant instant : instants_) schedule(instant, Rank::Sample, Kind::Look, 0);
}

void FreeNetwork::look() {
  std::vector<std::int64_t> present;
  for (const StationState& station : stations_) present.push_back(station.tally.present.level());
  looks_.push_back(std::move(present));
}

void FreeNetwork::beginMeasuring() {
  begin_ = now_;
  system_.beginMeasuring(now_);
  for (auto* records : {&classes_, &atStation_, &classAt_}) {
    for (VisitRecord& record : *records) record.beginMeasuring(now_);
  }
  for (PoolRecord& record : poolRecords_) record.beginMeasuring(now_);
  for (StationState& station : stations_) {
    station.tally.beginMeasuring(now_);
    if (station.sharing) station.sharing->restart(now_);
  }
  for (Level& level : crowded_) level.beginMeasuring(now_);
  longest_.beginMeasuring(now_);
  beginMeasuringSpecial();
}

const TimeShares* FreeNetwork::serversUp(Index station) const {
  const auto& special = stations_[station].special;
  return special && special->rules.breakdowns ? &special->serversUp : nullptr;
}

/// The same three laws as for farms, by counters and by going through every request.
std::vector<results::Check> FreeNetwork::checks() {
  struct Inside {
    std::int64_t requests = 0;
    WideSum presence = 0;
    WideSum work = 0;
  };
  std::vector<Inside> inside(stations_.size());
  Inside all;
  const std::int64_t now = now_.ns();
  for (Index id = 0; id < requests_.size(); ++id) {
    const Request& request = requests_[id];
    if (!request.alive) continue;
    ++all.requests;
    all.presence += now - since(request.created);
    if (request.station == kNone) continue;
    Inside& here = inside[request.station];
    ++here.requests;
    here.presence += now - since(request.enteredStation);
    if (request.inService) here.work += now - since(request.startedService);
  }
  const auto ended = static_cast<std::int64_t>(system_.served + system_.abandoned + system_.lost);
  double flow = apart(system_.presentAtBegin + static_cast<std::int64_t>(system_.arrivals), ended + all.requests);
  double little = relative(system_.present.area(now_), system_.presence + all.presence);
  double utilisation = 0;
  for (std::size_t i = 0; i < stations_.size(); ++i) {
    StationState& station = stations_[i];
    const PlaceTally& tally = station.tally;
    const auto in = static_cast<std::int64_t>(tally.entered) + tally.insideAtBegin;
    flow = std::max({flow, apart(in, static_cast<std::int64_t>(tally.left) + inside[i].requests),
                     apart(tally.present.level(), inside[i].requests)});
    little = std::max(little, relative(tally.present.area(now_), tally.presence + inside[i].presence));
    const WideSum busy = tally.busy.area(now_);
    if (!station.sharing) {
      utilisation = std::max(utilisation, relative(busy, tally.work + inside[i].work));
    } else {
      const double size = std::max(1.0, static_cast<double>(busy));
      utilisation =
          std::max(utilisation, std::fabs(static_cast<double>(busy) - station.sharing->received(now_)) / size);
    }
  }
  std::uint64_t faults = tokenFaults_;
  for (const Tokens& pool : pools_) faults += pool.used < 0 || pool.used > pool.limit ? 1U : 0U;
  return {checkOf("flow balance", flow, 0), checkOf("Little's law", little, kTolerance),
          checkOf("utilisation law", utilisation, kTolerance),
          checkOf("time order", static_cast<double>(backwardSteps_), 0),
          checkOf("pool tokens", static_cast<double>(faults), 0)};
}

std::string FreeNetwork::busyNow(Kind kind, std::uint32_t subject) const {
  const bool ofRequest = kind == Kind::Step || kind == Kind::Served;
  if (!ofRequest && kind != Kind::Think) return {};
  const Index cls = ofRequest ? journeys_[subject].cls : subject;
  const Index station = ofRequest ? requests_[subject].station : kNone;
  return ", among them requests of class " + spec_.classes[cls].name +
         (station == kNone ? std::string() : " at station " + spec_.stations[station].name);
}

}  // namespace headroom::sim
