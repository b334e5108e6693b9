// Values over time.
#include <algorithm>
#include <limits>
#include <span>

#include "engine/sim/assemble.h"

namespace headroom::sim {
namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

/// The replications of a replay drain at different times; the longest gives the windows.
const std::vector<WindowRow>& longest(const std::vector<Replication>& replications) {
  const auto it =
      std::max_element(replications.begin(), replications.end(),
                       [](const Replication& a, const Replication& b) { return a.windows.size() < b.windows.size(); });
  return it->windows;
}

class SeriesMaker {
 public:
  explicit SeriesMaker(const std::vector<Replication>& replications) : replications_(replications) {
    for (const WindowRow& row : longest(replications)) times_.push_back(row.endSeconds);
  }

  /// Mean over the replications that have the window.
  template <class ValueOf>
  results::Series mean(const std::string& object, const char* measure, const char* unit, ValueOf&& valueOf) const {
    results::Series series{object, measure, unit, times_, {}};
    for (std::size_t w = 0; w < times_.size(); ++w) {
      double sum = 0;
      int count = 0;
      for (const Replication& replication : replications_) {
        if (w >= replication.windows.size()) continue;
        sum += valueOf(replication.windows[w]);
        ++count;
      }
      series.values.push_back(count > 0 ? sum / count : kNothing);
    }
    return series;
  }

  /// p50, p95 and p99 of a zone, from the observations of all replications together.
  void percentiles(const std::string& object, std::size_t zone, std::vector<results::Series>& into) const {
    const std::size_t first = into.size();
    static constexpr double kPercent[] = {50, 95, 99};
    static constexpr const char* kNames[] = {"p50", "p95", "p99"};
    for (const char* name : kNames) into.push_back({object, name, "ms", times_, {}});
    for (std::size_t w = 0; w < times_.size(); ++w) {
      const std::vector<Duration> values = percentilesOf(w, zone, kPercent);
      for (std::size_t p = 0; p < 3; ++p)
        into[first + p].values.push_back(values.empty() ? kNothing : values[p].toMilliseconds());
    }
  }

 private:
  /// Of one window; empty when nobody was answered in it.
  std::vector<Duration> percentilesOf(std::size_t window, std::size_t zone, std::span<const double> percents) const {
    const stats::SparseHistogram* only = nullptr;
    stats::SparseHistogram merged;
    for (const Replication& replication : replications_) {
      if (window >= replication.windows.size()) continue;
      const stats::SparseHistogram& own = replication.windows[window].zones[zone].response;
      if (own.count() == 0) continue;
      if (only != nullptr && merged.count() == 0) merged = *only;
      if (only != nullptr) merged.merge(own);
      if (only == nullptr) only = &own;
    }
    if (only == nullptr) return {};
    return (merged.count() > 0 ? merged : *only).percentiles(percents);
  }

  const std::vector<Replication>& replications_;
  std::vector<double> times_;
};

}  // namespace

std::vector<results::Series> seriesOf(const Model& model, const std::vector<Replication>& replications) {
  std::vector<results::Series> all;
  const SeriesMaker maker(replications);
  for (std::size_t z = 0; z < model.zones.size(); ++z) {
    const std::string& name = model.zones[z].name;
    const auto rate = [&](const char* measure, auto&& countOf) {
      all.push_back(maker.mean(name, measure, "/s", [&](const WindowRow& row) {
        return static_cast<double>(countOf(row.zones[z])) / row.lengthSeconds;
      }));
    };
    maker.percentiles(name, z, all);
    rate("throughput", [](const WindowRow::Zone& zone) { return zone.response.count(); });
    rate("arrivals", [](const WindowRow::Zone& zone) { return zone.arrivals; });
    if (model.repeats) rate("attempts", [](const WindowRow::Zone& zone) { return zone.attempts; });
    rate("failed", [](const WindowRow::Zone& zone) { return zone.failed; });
  }
  for (std::size_t i = 0; i < model.scaling.size(); ++i) {
    const std::string& name = model.zones[model.scaling[i].zone].name;
    const auto servers = [&](const char* measure, double WindowRow::Scaling::*part) {
      all.push_back(maker.mean(name, measure, "servers", [&](const WindowRow& row) { return row.scaling[i].*part; }));
    };
    servers("servers", &WindowRow::Scaling::running);
    servers("booting", &WindowRow::Scaling::booting);
    servers("draining", &WindowRow::Scaling::draining);
  }
  const auto place = [&](const std::string& name, auto&& placeOf) {
    all.push_back(maker.mean(name, "utilisation", "", [&](const WindowRow& row) { return placeOf(row).utilisation; }));
    all.push_back(maker.mean(name, "queue", "requests", [&](const WindowRow& row) { return placeOf(row).queue; }));
  };
  for (std::size_t s = 0; s < model.servers.size(); ++s) {
    place(model.servers[s].name, [&](const WindowRow& row) { return row.servers[s]; });
  }
  for (std::size_t i = 0; i < model.stations.size(); ++i) {
    const StationSpec::Kind kind = model.stations[i].kind;
    if (kind == StationSpec::Kind::Cores || kind == StationSpec::Kind::Cache) continue;
    place(model.stations[i].name, [&](const WindowRow& row) { return row.stations[i]; });
  }
  return all;
}

}  // namespace headroom::sim
