#include "engine/sim/batches.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace headroom::sim {
namespace {

/// A mean over the time since the measured part began, made one over the last batch.
class Later {
 public:
  Later(double before, double now) : before_(before), now_(now) {}
  double mean(double before, double now) const { return (now * now_ - before * before_) / (now_ - before_); }

 private:
  double before_;
  double now_;
};

/// The same for a mean over requests.
double meanOfLater(double before, std::uint64_t countBefore, double now, std::uint64_t count) {
  if (count == countBefore) return 0;
  return Later(static_cast<double>(countBefore), static_cast<double>(count)).mean(before, now);
}

OutcomeCounts later(const OutcomeCounts& before, OutcomeCounts now) {
  for (std::size_t i = 0; i < now.size(); ++i) now[i] -= before[i];
  return now;
}

void subtract(PlaceFigures& now, const PlaceFigures& before, const Later& later) {
  for (const auto field : {&PlaceFigures::utilisation, &PlaceFigures::offeredLoad, &PlaceFigures::queue,
                           &PlaceFigures::throughput, &PlaceFigures::workersBusy, &PlaceFigures::handshakes}) {
    now.*field = later.mean(before.*field, now.*field);
  }
  now.left -= before.left;
  now.queueFull -= before.queueFull;
  now.recycled -= before.recycled;
  now.shed -= before.shed;
  now.lookUps -= before.lookUps;
  now.hits -= before.hits;
}

void subtract(ApplicationFigures& now, const ApplicationFigures& before) {
  now.waitMs = meanOfLater(before.waitMs, before.response.count(), now.waitMs, now.response.count());
  now.outcomes = later(before.outcomes, now.outcomes);
  now.response = now.response.since(before.response);
  now.attempts -= before.attempts;
  now.retries -= before.retries;
  now.reloads -= before.reloads;
  now.denied -= before.denied;
}

void subtract(BackgroundFigures& now, const BackgroundFigures& before, const Later& later) {
  now.waitMs = meanOfLater(before.waitMs, before.done, now.waitMs, now.done);
  now.running = later.mean(before.running, now.running);
  now.done -= before.done;
  now.failed -= before.failed;
  now.span = now.span.since(before.span);
}

/// What happened between two looks at one run.
Replication between(const Replication& before, Replication now) {
  const Later later(before.seconds, now.seconds);
  for (std::size_t i = 0; i < now.zones.size(); ++i) {
    now.zones[i].outcomes = sim::later(before.zones[i].outcomes, now.zones[i].outcomes);
    now.zones[i].calls = sim::later(before.zones[i].calls, now.zones[i].calls);
    now.zones[i].callResponse = now.zones[i].callResponse.since(before.zones[i].callResponse);
  }
  for (std::size_t i = 0; i < now.applications.size(); ++i) subtract(now.applications[i], before.applications[i]);
  for (std::size_t i = 0; i < now.servers.size(); ++i) subtract(now.servers[i], before.servers[i], later);
  for (std::size_t i = 0; i < now.stations.size(); ++i) subtract(now.stations[i], before.stations[i], later);
  for (std::size_t i = 0; i < now.background.size(); ++i) subtract(now.background[i], before.background[i], later);
  for (std::size_t i = 0; i < now.availability.size(); ++i)
    now.availability[i] = later.mean(before.availability[i], now.availability[i]);
  now.seconds -= before.seconds;
  return now;
}

stats::Histogram copyOf(const stats::Histogram& histogram) {
  stats::Histogram copy;
  copy.merge(histogram);
  return copy;
}

/// The figures that between() needs of a run that has ended.
Replication copyOf(const Replication& whole) {
  Replication copy;
  copy.warmUpSeconds = whole.warmUpSeconds;
  copy.seconds = whole.seconds;
  for (const ZoneFigures& zone : whole.zones)
    copy.zones.push_back({zone.present, zone.inFlight, zone.outcomes, zone.calls, copyOf(zone.callResponse)});
  for (const ApplicationFigures& app : whole.applications) {
    copy.applications.push_back(
        {app.outcomes, copyOf(app.response), app.waitMs, app.attempts, app.retries, app.reloads, app.denied});
  }
  copy.servers = whole.servers;
  copy.stations = whole.stations;
  copy.availability = whole.availability;
  for (const BackgroundFigures& work : whole.background) {
    copy.background.push_back({work.due, work.done, work.failed, work.retried, work.skipped, work.unfinished,
                               work.running, work.waitMs, copyOf(work.span)});
  }
  return copy;
}

}  // namespace

BatchCutter::BatchCutter(const RunPlan& plan)
    : length_(Duration::nanoseconds(std::max<std::int64_t>(1, plan.measured.ns() / plan.batches))),
      next_(Instant() + plan.warmUp) {}

void BatchCutter::cut(const World& world) {
  take(world.soFar(next_));
  next_ = next_ + length_;
}

void BatchCutter::take(Replication now) {
  // A run of so many requests begins measuring when it gets there: what lies before is of no use.
  const bool same = begun_ && before_.warmUpSeconds == now.warmUpSeconds;
  if (!same) batches_.clear();
  if (same && now.seconds > before_.seconds) {
    Replication copy = copyOf(now);
    batches_.push_back(between(before_, std::move(now)));
    before_ = std::move(copy);
  } else {
    before_ = std::move(now);
  }
  begun_ = true;
}

std::vector<Replication> BatchCutter::finish(const Replication& whole) {
  const double rest = whole.seconds - before_.seconds;
  if (begun_ && before_.warmUpSeconds != whole.warmUpSeconds) batches_.clear();
  const bool full = begun_ && std::abs(rest - length_.toSeconds()) < 0.01 * length_.toSeconds();
  if (full) take(copyOf(whole));
  return std::move(batches_);
}

Replication World::soFar(Instant now) const {
  Replication result;
  result.warmUpSeconds = begin_.toSeconds();
  result.seconds = (now - begin_).toSeconds();
  for (const ZoneState& zone : zones_) {
    const ZoneTally& tally = zone.tally;
    result.zones.push_back({tally.arrivals + static_cast<std::uint64_t>(tally.insideAtBegin),
                            static_cast<std::uint64_t>(tally.inFlight.level()), tally.outcomes, tally.calls,
                            copyOf(tally.callResponse)});
  }
  for (const ApplicationTally& tally : applications_) {
    stats::Histogram response = tally.response.copyAll();
    const double answered = static_cast<double>(response.count());
    const double wait = answered > 0 ? static_cast<double>(response.sumNs() - tally.pure) / answered / 1e6 : 0.0;
    result.applications.push_back(
        {tally.outcomes, std::move(response), wait, tally.attempts, tally.retries, tally.reloads, tally.denied});
  }
  addPlaces(result, now);
  for (const BackgroundState& state : background_) {
    result.background.push_back(figuresOf(state.tally, now));
    result.background.back().span = copyOf(state.tally.span);
  }
  return result;
}

}  // namespace headroom::sim
