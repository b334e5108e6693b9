#include "gui/charts/content.h"

#include <QCoreApplication>
#include <algorithm>
#include <memory>

#include "engine/results/figures.h"

namespace headroom::gui {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("ChartWidget", text);
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> zonesOf(const farm::Farm& farm) {
  std::vector<std::string> names;
  for (const farm::Zone& zone : farm.zones) names.push_back(zone.name);
  return names;
}

bool isZone(const results::RunResult& result, const std::string& name) {
  return std::any_of(result.zones.begin(), result.zones.end(), [&](const auto& zone) { return zone.name == name; });
}

/// Servers and databases, and the relays that cost something: the others never have a load.
std::vector<std::string> machinesOf(const farm::Farm& farm) {
  std::vector<std::string> names;
  for (const farm::Server& server : farm.servers) names.push_back(server.name);
  for (const farm::Database& database : farm.databases) names.push_back(database.name);
  if (farm.proxy && !farm.proxy->capacity.demand.isZero()) names.push_back(farm.proxy->name);
  for (const farm::Zone& zone : farm.zones) {
    if (zone.balancer && !zone.balancer->capacity.demand.isZero()) names.push_back(farm::balancerName(zone));
  }
  return names;
}

/// Proxies and balancers that requests may wait in, though they cost no core time and so are no machines.
std::vector<std::string> waitingRoomsOf(const farm::Farm& farm) {
  std::vector<std::string> names;
  const auto limits = [](const farm::RelayCapacity& capacity) {
    return capacity.demand.isZero() && capacity.maxConnections > 0;
  };
  if (farm.proxy && limits(farm.proxy->capacity)) names.push_back(farm.proxy->name);
  for (const farm::Zone& zone : farm.zones) {
    if (!zone.balancer || !zone.balancer->capacity.demand.isZero()) continue;
    const auto members = farm::balancerTargets(farm, zone);
    const bool full = std::any_of(members.begin(), members.end(), [](const auto& m) { return m.maxConnections > 0; });
    if (full || limits(zone.balancer->capacity)) names.push_back(farm::balancerName(zone));
  }
  return names;
}

bool isMachine(const results::RunResult& result, const std::string& name) {
  const auto named = [&](const auto& machine) { return machine.name == name; };
  return std::any_of(result.servers.begin(), result.servers.end(), named) ||
         std::any_of(result.stations.begin(), result.stations.end(),
                     [&](const auto& station) { return station.name == name && station.kind == "database"; });
}

using Dash = CurveStyle::Dash;

/// A curve for each measure of each object.
class Manifold : public ChartWidget::Content {
 protected:
  using Content::Content;
  std::vector<Curve> curvesOf(const std::string& object, int index) const override {
    std::vector<Curve> curves;
    for (const Measure& measure : face().measures) {
      Curve curve;
      curve.name = QString::fromStdString(object) + ' ' + measure.label;
      curve.object = object;
      curve.measure = measure.key;
      curve.style = styleOf(index);
      curve.style.dash = measure.dash;
      curve.style.width = measure.width;
      curves.push_back(std::move(curve));
    }
    return curves;
  }
};

class Latency final : public Manifold {
 public:
  Latency()
      : Manifold({QStringLiteral("latency"), tr("Latency per zone"), tr("response time (ms)"),
                  tr("Run the farm (F5) to see latency per zone"), results::Unit::Milliseconds, 0, 1, false,
                  percentiles()}) {}

 protected:
  static std::vector<Measure> percentiles() {
    const QString tip = tr("%1 % of the requests were answered faster than this");
    return {{"p50", "p50", tip.arg(50), Dash::Dots, 1.4},
            {"p95", "p95", tip.arg(95), Dash::Solid, 2.0, true},
            {"p99", "p99", tip.arg(99), Dash::Dashes, 1.2}};
  }
  std::vector<std::string> objectsOf(const farm::Farm& farm) const override { return zonesOf(farm); }
  std::vector<Reference> referencesOf(const farm::Farm& farm) const override {
    std::vector<Reference> lines;
    for (const farm::Slo& slo : farm.slos) {
      if (!slo.responseBelow) continue;
      const farm::Application* application = farm::findApplication(farm, slo.application);
      const QString whose = application ? QString::fromStdString(application->name) : tr("all applications");
      lines.push_back({application ? application->zone : std::string(), slo.responseBelow->toMilliseconds(),
                       tr("objective: p%1 of %2 below %3")
                           .arg(QString::number(slo.percentile), whose,
                                QString::fromStdString(results::figure(slo.responseBelow->toMilliseconds(),
                                                                       results::Unit::Milliseconds)))});
    }
    return lines;
  }
  void read(const sim::Snapshot& snapshot, double time) override {
    for (const sim::LiveZone& zone : snapshot.zones) {
      curveOf(zone.name, "p50").live.add(time, zone.p50);
      curveOf(zone.name, "p95").live.add(time, zone.p95);
      curveOf(zone.name, "p99").live.add(time, zone.p99);
    }
  }
  bool takesObject(const results::RunResult& result, const std::string& object) const override {
    return isZone(result, object);
  }
};

/// One curve an object.
class Simple : public ChartWidget::Content {
 protected:
  Simple(Face face, std::string measure) : Content(std::move(face)), measure_(std::move(measure)) {}
  std::vector<Curve> curvesOf(const std::string& object, int index) const override {
    Curve curve;
    curve.name = QString::fromStdString(object);
    curve.object = object;
    curve.measure = measure_;
    curve.style = styleOf(index);
    return {curve};
  }
  Track& track(const std::string& object) { return curveOf(object, measure_).live; }

 private:
  std::string measure_;
};

class Load final : public Simple {
 public:
  Load()
      : Simple({QStringLiteral("load"), tr("Load per zone"), tr("answered requests (1/s)"),
                tr("Run the farm (F5) to see requests per second"), results::Unit::PerSecond, 0, 1, false},
               "throughput") {}

 protected:
  std::vector<std::string> objectsOf(const farm::Farm& farm) const override { return zonesOf(farm); }
  void read(const sim::Snapshot& snapshot, double time) override {
    for (const sim::LiveZone& zone : snapshot.zones) track(zone.name).add(time, zone.throughput);
  }
  bool takesObject(const results::RunResult& result, const std::string& object) const override {
    return isZone(result, object);
  }
};

/// A chart with a curve for each machine.
class Machines : public Simple {
 protected:
  using Simple::Simple;
  std::vector<std::string> objectsOf(const farm::Farm& farm) const override { return machinesOf(farm); }
  bool takesObject(const results::RunResult& result, const std::string& object) const override {
    return isMachine(result, object);
  }
  /// Without a farm every node counts; with one, those that it announced.
  bool takesNode(const std::string& name) const {
    const auto known = objects();
    return known.empty() || contains(known, name);
  }
};

class Utilisation final : public Machines {
 public:
  Utilisation()
      : Machines({QStringLiteral("utilisation"), tr("Utilisation per server"), tr("busy cores (%)"),
                  tr("Run the farm (F5) to see how busy each server is"), results::Unit::Share, 100, 0, false},
                 "utilisation") {}

 protected:
  double scaled(double value) const override { return 100 * value; }
  std::vector<Reference> referencesOf(const farm::Farm& farm) const override {
    std::vector<Reference> lines;
    for (const farm::Slo& slo : farm.slos) {
      if (!slo.utilisationBelow) continue;
      lines.push_back({{}, 100 * *slo.utilisationBelow, tr("objective: below %1 %").arg(100 * *slo.utilisationBelow)});
    }
    if (lines.empty()) lines.push_back({{}, 100 * results::kNear, tr("usual target: %1 %").arg(100 * results::kNear)});
    return lines;
  }
  void read(const sim::Snapshot& snapshot, double time) override {
    const bool any = objects().empty();
    for (const sim::LiveNode& node : snapshot.nodes) {
      if (any || takesNode(node.name)) track(node.name).add(time, scaled(node.utilisation));
    }
  }
};

class Queue final : public Machines {
 public:
  Queue()
      : Machines({QStringLiteral("queue"), tr("Queue per server"), tr("waiting requests"),
                  tr("Run the farm (F5) to see who waits where"), results::Unit::Number, 0, 5, true},
                 "queue") {}

 protected:
  std::vector<std::string> objectsOf(const farm::Farm& farm) const override {
    std::vector<std::string> names = machinesOf(farm);
    for (std::string& name : waitingRoomsOf(farm)) names.push_back(std::move(name));
    return names;
  }
  void read(const sim::Snapshot& snapshot, double time) override {
    const bool any = objects().empty();
    for (const sim::LiveNode& node : snapshot.nodes) {
      if (any || takesNode(node.name)) track(node.name).add(time, static_cast<double>(node.queue));
    }
  }
};

/// How many servers a scaled zone has.
class Servers final : public Manifold {
 public:
  Servers()
      : Manifold({QStringLiteral("servers"), tr("Servers of scaled zones"), tr("servers"),
                  tr("No zone's number of servers follows its load: set Autoscaling of a zone, then run (F5)"),
                  results::Unit::Number, 0, 2, true, phases()}) {}

 protected:
  static std::vector<Measure> phases() {
    return {{"servers", tr("ready"), tr("Servers that take requests"), Dash::Solid, 2.0, true},
            {"booting", tr("booting"), tr("Started, and not serving yet"), Dash::Dots, 1.4},
            {"draining", tr("draining"), tr("On their way out: they finish what they have"), Dash::Dashes, 1.2}};
  }
  std::vector<std::string> objectsOf(const farm::Farm& farm) const override {
    std::vector<std::string> names;
    for (const farm::Zone& zone : farm.zones) {
      if (zone.autoscaling) names.push_back(zone.name);
    }
    return names;
  }
  void read(const sim::Snapshot& snapshot, double time) override {
    for (const sim::LiveZone& zone : snapshot.zones) {
      if (!zone.servers) continue;
      curveOf(zone.name, "servers").live.add(time, static_cast<double>(zone.servers->ready));
      curveOf(zone.name, "booting").live.add(time, static_cast<double>(zone.servers->booting));
      curveOf(zone.name, "draining").live.add(time, static_cast<double>(zone.servers->draining));
    }
  }
  bool takesObject(const results::RunResult& result, const std::string& object) const override {
    return std::any_of(result.scaling.begin(), result.scaling.end(),
                       [&](const results::ScalingResult& scaling) { return scaling.zone == object; });
  }
};

}  // namespace

std::unique_ptr<ChartWidget::Content> ChartWidget::Content::servers() {
  return std::make_unique<Servers>();
}
std::unique_ptr<ChartWidget::Content> ChartWidget::Content::latency() {
  return std::make_unique<Latency>();
}
std::unique_ptr<ChartWidget::Content> ChartWidget::Content::load() {
  return std::make_unique<Load>();
}
std::unique_ptr<ChartWidget::Content> ChartWidget::Content::utilisation() {
  return std::make_unique<Utilisation>();
}
std::unique_ptr<ChartWidget::Content> ChartWidget::Content::queue() {
  return std::make_unique<Queue>();
}

std::vector<Reference> ChartWidget::Content::referencesOf(const farm::Farm&) const {
  return {};
}

std::vector<std::string> ChartWidget::Content::objects() const {
  std::vector<std::string> names;
  for (const Curve& curve : curves_) {
    if (names.empty() || names.back() != curve.object) names.push_back(curve.object);
  }
  return names;
}

bool ChartWidget::Content::setFarm(const farm::Farm& farm) {
  references_ = referencesOf(farm);
  const std::vector<std::string> wanted = objectsOf(farm);
  if (wanted == objects()) return false;
  clear();
  curves_.clear();
  for (const std::string& object : wanted) addObject(object);
  return true;
}

void ChartWidget::Content::addObject(const std::string& object) {
  const int index = static_cast<int>(objects().size());
  for (Curve& curve : curvesOf(object, index)) curves_.push_back(std::move(curve));
}

Curve& ChartWidget::Content::curveOf(const std::string& object, const std::string& measure) {
  const auto find = [&] {
    return std::find_if(curves_.begin(), curves_.end(),
                        [&](const Curve& curve) { return curve.object == object && curve.measure == measure; });
  };
  auto found = find();
  if (found == curves_.end()) {
    addObject(object);
    found = find();
  }
  return *found;
}

void ChartWidget::Content::add(const sim::Snapshot& snapshot) {
  const double time = snapshot.now.toSeconds();
  if (time < liveNow_) clear();
  hasResult_ = false;
  liveNow_ = now_ = time;
  end_ = snapshot.end == Instant::never() ? 0 : snapshot.end.toSeconds();
  read(snapshot, time);
}

void ChartWidget::Content::setResult(const results::RunResult& result) {
  for (Curve& curve : curves_) curve.result.clear();
  hasResult_ = true;
  now_ = 0;
  end_ = result.measuredSeconds;
  const std::vector<std::string> announced = objects();
  for (const results::Series& series : result.series) {
    const bool known = announced.empty() ? takesObject(result, series.object) : contains(announced, series.object);
    if (!known) continue;
    const auto measures = curvesOf(series.object, 0);
    const bool mine = std::any_of(measures.begin(), measures.end(),
                                  [&](const Curve& curve) { return curve.measure == series.measure; });
    if (!mine) continue;
    Curve& curve = curveOf(series.object, series.measure);
    const std::size_t count = results::pointsShown(series);
    curve.result.reserve(static_cast<qsizetype>(count));
    for (std::size_t i = 0; i < count; ++i) {
      curve.result.push_back({series.times[i], scaled(series.values[i])});
      now_ = std::max(now_, series.times[i]);
    }
  }
}

void ChartWidget::Content::clear() {
  for (Curve& curve : curves_) {
    curve.live.clear();
    curve.result.clear();
  }
  liveNow_ = now_ = end_ = 0;
  hasResult_ = false;
}

}  // namespace headroom::gui
