// A run that is watched: one replication, stopped between events whenever somebody wants to look.
#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/sim/compile.h"
#include "engine/sim/runner.h"
#include "engine/sim/sim.h"
#include "engine/sim/world.h"

namespace headroom::sim {

void World::startLive() {
  live_.at = now_;
  live_.busy.assign(stations_.size() + servers_.size(), 0);
}

Snapshot World::snapshot() {
  Snapshot picture;
  picture.now = now_;
  picture.end = end_;
  picture.events = events();
  const double ns = static_cast<double>((now_ - live_.at).ns());
  const auto used = [&](const Level& busy, WideSum& before, double capacity) {
    const WideSum area = busy.areaSinceStart(now_);
    const double share =
        ns > 0 ? static_cast<double>(area - before) / ns / capacity : static_cast<double>(busy.level()) / capacity;
    before = area;
    return share;
  };
  const auto station = [&](Index i) {
    const StationState& state = stations_[i];
    LiveNode node;
    node.name = model_.stations[i].name;
    node.utilisation = used(state.tally.busy, live_.busy[i], model_.stations[i].servers);
    node.queue = state.tally.waiting.level();
    node.busy = state.busy;
    node.down = state.down;
    picture.nodes.push_back(std::move(node));
  };
  const auto ofKind = [&](StationSpec::Kind kind) {
    for (Index i = 0; i < stations_.size(); ++i) {
      if (model_.stations[i].kind == kind) station(i);
    }
  };
  ofKind(StationSpec::Kind::Proxy);
  ofKind(StationSpec::Kind::Balancer);
  for (Index s = 0; s < servers_.size(); ++s) {
    LiveNode node;
    node.name = model_.servers[s].name;
    node.utilisation = used(busyOf(s), live_.busy[stations_.size() + s], model_.servers[s].cores);
    node.queue = servers_[s].tally.place.waiting.level();
    node.busy = servers_[s].tally.executing.level();
    node.down = servers_[s].out.level() > 0;
    picture.nodes.push_back(std::move(node));
  }
  ofKind(StationSpec::Kind::Database);
  for (std::size_t z = 0; z < zones_.size(); ++z) {
    ZoneTally& tally = zones_[z].tally;
    const bool any = tally.liveResponse.count() > 0;
    const auto percentile = [&](double p) {
      return any ? tally.liveResponse.percentile(p).toMilliseconds() : std::numeric_limits<double>::quiet_NaN();
    };
    LiveZone zone;
    zone.name = model_.zones[z].name;
    zone.throughput = ns > 0 ? static_cast<double>(tally.liveResponse.count()) / ns * 1e9 : 0.0;
    zone.p50 = percentile(50);
    zone.p95 = percentile(95);
    zone.p99 = percentile(99);
    zone.inFlight = tally.inFlight.level();
    zone.failed = tally.failedSinceStart;
    picture.zones.push_back(zone);
    tally.liveResponse.clear();
  }
  for (std::size_t i = 0; i < scaling_.size(); ++i) {
    picture.zones[model_.scaling[i].zone].servers = {scaling_[i].running.level(), scaling_[i].booting.level(),
                                                     scaling_[i].draining.level()};
  }
  live_.at = now_;
  return picture;
}

namespace {

class WatchedRun final : public LiveRun {
 public:
  WatchedRun(Model model, RunPlan plan) : model_(std::move(model)), world_(model_, plan) {}

  bool advance(Instant until, std::uint64_t maxEvents) override { return world_.advance(until, maxEvents); }
  Instant now() const override { return world_.now(); }
  Instant end() const override { return world_.end(); }
  Snapshot snapshot() override { return world_.snapshot(); }
  void setDown(const std::string& node, bool down) override { world_.setDown(node, down); }

 private:
  Model model_;  ///< Before the world that refers to it.
  World world_;
};

}  // namespace

Result<std::unique_ptr<LiveRun>> LiveRun::create(const farm::Farm& farm, const RunOptions& options,
                                                 const Progress& progress) {
  auto model = compile(farm, options);
  if (!model) return model.problems();
  auto frame = frameOf(*model, options, progress);
  if (!frame) return frame.problems();
  RunPlan plan = planOf(*model, options, frame->warmUp, 0);
  plan.live = true;
  return std::unique_ptr<LiveRun>(std::make_unique<WatchedRun>(std::move(*model), plan));
}

}  // namespace headroom::sim
