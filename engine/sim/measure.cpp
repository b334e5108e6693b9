// Windows, the measured part, and the figures of a replication.
#include <algorithm>

#include "engine/sim/world.h"

namespace headroom::sim {

using kernel::Rank;

void World::beginMeasuring() {
  begin_ = now_;
  noted_.clear();
  for (ZoneState& zone : zones_) zone.tally.beginMeasuring(now_);
  for (ApplicationTally& application : applications_) application.beginMeasuring();
  for (ServerState& server : servers_) {
    server.tally.beginMeasuring(now_);
    for (PoolState& pool : server.pools) {
      if (pool.dynamics && pool.dynamics->process) pool.dynamics->process->replaced = 0;
    }
  }
  deadlocks_ = {};
  for (BackgroundState& state : background_) state.tally.beginMeasuring(now_);
  for (StationState& station : stations_) {
    station.tally.beginMeasuring(now_);
    if (station.sharing) station.sharing->restart(now_);
    if (station.worth) station.worth->beginMeasuring(now_);
  }
  for (CacheTally& cache : caches_) cache.lookUps = cache.hits = 0;
  if (fair_) fair_->restart(now_);
  beginMeasuringOutages();
  beginMeasuringScaling();
  for (Front& front : fronts_) front.beyondLimit = 0;
  windows_.clear();
  windowIndex_ = 0;
  beginWindow();
}

const Level& World::busyOf(Index server) const {
  return stations_[model_.servers[server].coresStation].tally.busy;
}

void World::beginWindow() {
  windowBegin_ = now_;
  windowBase_.clear();
  windowInFlight_.clear();
  for (const ZoneState& zone : zones_) windowInFlight_.push_back(zone.tally.inFlight.area(now_));
  for (Index s = 0; s < servers_.size(); ++s) {
    const PlaceTally& tally = servers_[s].tally.place;
    windowBase_.push_back({busyOf(s).area(now_), tally.waiting.area(now_), tally.present.area(now_)});
  }
  for (Index i = 0; i < stations_.size(); ++i) {
    const PlaceTally& tally = stations_[i].tally;
    windowBase_.push_back({tally.busy.area(now_), waitingAt(i, now_), tally.present.area(now_)});
  }
  beginScalingWindow();
  if (requestsStarted_ < measuredRequest_) return;  // windows are those of the measured part, which begins with it
  ++windowIndex_;
  if (!model_.replay && plan_.requests == 0 && windowIndex_ > static_cast<std::uint64_t>(plan_.windows)) return;
  const WideSum end = windowEnd();
  if (end > Duration::max().ns() / 2) return;
  schedule(begin_ + Duration::nanoseconds(static_cast<std::int64_t>(end)), Rank::Sample, Kind::Window, 0);
}

/// Since the beginning of the measured part. Beyond twice that part, while a replay or a run of so many requests
/// drains, each further set of windows is twice as long: the last answer may come a million windows later.
WideSum World::windowEnd() const {
  const auto windows = static_cast<std::uint64_t>(plan_.windows);
  const std::uint64_t doublings = std::max<std::uint64_t>(1, windowIndex_ / windows) - 1;
  const std::uint64_t single = windowIndex_ - doublings * windows;
  return (static_cast<WideSum>(plan_.measured.ns()) * static_cast<WideSum>(single) << doublings) / plan_.windows;
}

/// The response times of the zones' users within the window.
void World::addAnswers(WindowRow& row) {
  std::vector<WideSum> sums(zones_.size());
  for (std::size_t a = 0; a < applications_.size(); ++a) {
    const Index zone = model_.applications[a].zone;
    stats::WindowedHistogram& response = applications_[a].response;
    sums[zone] += response.recentSumNs();
    row.zones[zone].response.merge(response.closeWindow());
  }
  for (std::size_t z = 0; z < sums.size(); ++z) row.zones[z].responseSumNs = static_cast<double>(sums[z]);
}

void World::closeWindow() {
  const double ns = static_cast<double>((now_ - windowBegin_).ns());
  if (ns > 0) {
    WindowRow row;
    row.endSeconds = (now_ - begin_).toSeconds();
    row.lengthSeconds = ns / 1e9;
    for (std::size_t z = 0; z < zones_.size(); ++z) {
      ZoneTally& tally = zones_[z].tally;
      WindowRow::Zone zone;
      zone.arrivals = tally.windowArrivals;
      zone.attempts = tally.windowAttempts;
      zone.failed = tally.windowFailed;
      zone.inFlight = static_cast<double>(tally.inFlight.area(now_) - windowInFlight_[z]) / ns;
      row.zones.push_back(std::move(zone));
      tally.windowArrivals = tally.windowAttempts = tally.windowFailed = 0;
    }
    addAnswers(row);
    const auto place = [&](const Level& busy, const PlaceTally& tally, WideSum waiting, const Areas& base,
                           double capacity) {
      return WindowRow::Place{static_cast<double>(busy.area(now_) - base.busy) / ns / capacity,
                              static_cast<double>(waiting - base.waiting) / ns,
                              static_cast<double>(tally.present.area(now_) - base.present) / ns};
    };
    for (Index s = 0; s < servers_.size(); ++s) {
      const PlaceTally& tally = servers_[s].tally.place;
      row.servers.push_back(place(busyOf(s), tally, tally.waiting.area(now_), windowBase_[s], model_.servers[s].cores));
    }
    for (std::size_t i = 0; i < stations_.size(); ++i) {
      const PlaceTally& tally = stations_[i].tally;
      row.stations.push_back(place(tally.busy, tally, waitingAt(static_cast<Index>(i), now_),
                                   windowBase_[servers_.size() + i], model_.stations[i].servers));
    }
    closeScalingWindow(row, ns);
    windows_.push_back(std::move(row));
  }
  beginWindow();
}

void World::endRun() {
  end_ = now_;
  if (draining_) closeWindow();
  lookForDeadlock();
  stop();
}

PlaceFigures World::figuresOf(const PlaceTally& tally, const StationSpec& station, Instant end) const {
  const double ns = std::max(1.0, static_cast<double>((end - begin_).ns()));
  PlaceFigures figures;
  figures.utilisation = static_cast<double>(tally.busy.area(end)) / ns / station.servers;
  figures.offeredLoad = static_cast<double>(tally.offered) / ns / station.capacity();
  figures.queue = static_cast<double>(tally.waiting.area(end)) / ns;
  figures.left = tally.left - tally.greeted;
  figures.throughput = static_cast<double>(figures.left) / ns * 1e9;
  figures.handshakes = static_cast<double>(tally.handshakes) / ns * 1e9;
  return figures;
}

/// Servers, stations and availabilities up to `end`.
void World::addPlaces(Replication& result, Instant end) const {
  const double ns = std::max(1.0, static_cast<double>((end - begin_).ns()));
  for (Index s = 0; s < servers_.size(); ++s) {
    const StationSpec& cores = model_.stations[model_.servers[s].coresStation];
    PlaceFigures figures = figuresOf(servers_[s].tally.place, cores, end);
    figures.utilisation = static_cast<double>(busyOf(s).area(end)) / ns / cores.servers;
    figures.workersBusy = static_cast<double>(servers_[s].tally.executing.area(end)) / ns;
    figures.queueFull = servers_[s].tally.queueFull;
    figures.shed = servers_[s].shedder ? servers_[s].shedder->shed : 0;
    for (const PoolState& pool : servers_[s].pools) {
      if (pool.dynamics && pool.dynamics->process) figures.recycled += pool.dynamics->process->replaced;
    }
    result.servers.push_back(figures);
  }
  for (std::size_t i = 0; i < stations_.size(); ++i) {
    result.stations.push_back(figuresOf(stations_[i].tally, model_.stations[i], end));
    result.stations.back().queue = static_cast<double>(waitingAt(static_cast<Index>(i), end)) / ns;
  }
  addDataFigures(result.stations, end);
  for (const WatchedPart& watched : model_.watched) {
    result.availability.push_back(1.0 - static_cast<double>(outageOf(watched.part).area(end)) / ns);
  }
}

BackgroundFigures World::figuresOf(const BackgroundTally& tally, Instant end) const {
  const double ns = std::max(1.0, static_cast<double>((end - begin_).ns()));
  BackgroundFigures figures;
  figures.due = tally.due + static_cast<std::uint64_t>(tally.insideAtBegin);
  figures.done = tally.done;
  figures.failed = tally.failed;
  figures.retried = tally.retried;
  figures.skipped = tally.skipped;
  figures.unfinished = static_cast<std::uint64_t>(tally.inside.level());
  figures.running = static_cast<double>(tally.running.area(end)) / ns;
  figures.waitMs = tally.done > 0 ? static_cast<double>(tally.wait) / static_cast<double>(tally.done) / 1e6 : 0.0;
  return figures;
}

Replication World::takeResults() {
  Replication result;
  result.fault = fault_;
  result.events = events();
  result.fingerprint = fingerprint_;
  if (!fault_.empty()) return result;
  const double ns = std::max(1.0, static_cast<double>((end_ - begin_).ns()));
  result.warmUpSeconds = begin_.toSeconds();
  result.seconds = ns / 1e9;
  result.checks = checks();
  result.draws = drawsHash();
  result.paths = pathsHash();
  result.times = timesHash();
  for (ZoneState& zone : zones_) {
    ZoneTally& tally = zone.tally;
    result.zones.push_back({tally.arrivals + static_cast<std::uint64_t>(tally.insideAtBegin),
                            static_cast<std::uint64_t>(tally.inFlight.level()), tally.outcomes, tally.calls,
                            std::move(tally.callResponse)});
  }
  for (ApplicationTally& tally : applications_) {
    stats::Histogram response = tally.response.takeAll();
    const double answered = static_cast<double>(response.count());
    const double wait = answered > 0 ? static_cast<double>(response.sumNs() - tally.pure) / answered / 1e6 : 0.0;
    result.applications.push_back(
        {tally.outcomes, std::move(response), wait, tally.attempts, tally.retries, tally.reloads, tally.denied});
  }
  addPlaces(result, end_);
  addScalingFigures(result);
  for (const Front& front : fronts_) result.beyondLimit.push_back(front.beyondLimit);
  for (BackgroundState& state : background_) {
    result.background.push_back(figuresOf(state.tally, end_));
    result.background.back().span = std::move(state.tally.span);
  }
  result.deadlocks = std::move(deadlocks_);
  result.noted = std::move(noted_);
  result.windows = std::move(windows_);
  result.zoneTimes = std::move(zoneTimes_);
  result.serverTimes = std::move(serverTimes_);
  return result;
}

}  // namespace headroom::sim
