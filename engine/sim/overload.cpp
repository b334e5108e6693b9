#include "engine/sim/overload.h"

#include <algorithm>

#include "engine/stats/interval.h"

namespace headroom::sim {
namespace {

constexpr double kSaturated = 0.97;
constexpr double kFull =
    0.8;  ///< Mean share of the places in the pools that are taken, for a server that is always full.

double meanOf(const std::vector<double>& values) {
  return stats::meanInterval(values).mean;
}

/// Whether a level rises from the first to the second half of the measured part: by more than a tenth, by more than one
/// request, and beyond what 99.9 % of accidents explain.
template <class LevelOf>
bool grows(const std::vector<Replication>& replications, LevelOf&& levelOf) {
  std::vector<double> differences;
  double level = 0;
  for (const Replication& replication : replications) {
    const std::size_t windows = replication.windows.size();
    if (windows < 4) return false;
    double halves[2] = {0, 0};
    double lengths[2] = {0, 0};
    for (std::size_t w = 0; w < windows; ++w) {
      const WindowRow& row = replication.windows[w];
      const int half = 2 * w < windows ? 0 : 1;
      halves[half] += levelOf(row) * row.lengthSeconds;
      lengths[half] += row.lengthSeconds;
    }
    const double first = halves[0] / std::max(lengths[0], 1e-9);
    const double second = halves[1] / std::max(lengths[1], 1e-9);
    differences.push_back(second - first);
    level += (first + second) / 2 / static_cast<double>(replications.size());
  }
  const stats::MeanInterval change = stats::meanInterval(differences, 0.999);
  const double least = std::max(1.0, 0.1 * level);
  if (!change.halfWidth) return change.mean > std::max(10.0, 0.5 * level);
  return change.mean > least && change.mean > *change.halfWidth;
}

double meanInside(const std::vector<Replication>& replications, std::size_t server) {
  double area = 0;
  double seconds = 0;
  for (const Replication& replication : replications) {
    for (const WindowRow& row : replication.windows) {
      area += row.servers[server].inside * row.lengthSeconds;
      seconds += row.lengthSeconds;
    }
  }
  return seconds > 0 ? area / seconds : 0.0;
}

double heldShare(const std::vector<Replication>& replications, std::size_t lock) {
  double utilisation = 0;
  double throughput = 0;
  for (const Replication& replication : replications) {
    utilisation += replication.stations[lock].utilisation;
    throughput += replication.stations[lock].throughput;
  }
  return throughput > 0 ? utilisation / throughput : 0;
}

bool suspicious(const PlaceLoad& place) {
  return place.saturated || place.growing || place.refusing;
}

}  // namespace

Load loadSeen(const Model& model, const std::vector<Replication>& replications) {
  Load load;
  load.servers.resize(model.servers.size());
  load.stations.resize(model.stations.size());
  const auto see = [&](PlaceLoad& place, const StationSpec& spec, auto&& figuresOf, auto&& windowOf) {
    std::vector<double> utilisation;
    for (const Replication& replication : replications) {
      const PlaceFigures& figures = figuresOf(replication);
      place.offered.push_back(figures.offeredLoad);
      utilisation.push_back(figures.utilisation);
      place.refusing = place.refusing || figures.queueFull > 0;
    }
    place.saturated = meanOf(utilisation) > kSaturated * spec.unpaused;
    place.growing = grows(replications, [&](const WindowRow& row) { return windowOf(row).inside; });
  };
  for (std::size_t s = 0; s < load.servers.size(); ++s) {
    see(
        load.servers[s], model.stations[model.servers[s].coresStation],
        [&](const Replication& r) -> const PlaceFigures& { return r.servers[s]; },
        [&](const WindowRow& row) { return row.servers[s]; });
  }
  for (std::size_t i = 0; i < load.stations.size(); ++i) {
    see(
        load.stations[i], model.stations[i], [&](const Replication& r) -> const PlaceFigures& { return r.stations[i]; },
        [&](const WindowRow& row) { return row.stations[i]; });
  }
  for (std::size_t s = 0; s < load.servers.size(); ++s) {
    double places = 0;
    for (const PoolSpec& pool : model.servers[s].pools) places += static_cast<double>(pool.room());
    load.servers[s].pinned = load.servers[s].refusing && meanInside(replications, s) > kFull * places;
  }
  for (std::size_t i = 0; i < load.stations.size(); ++i) {
    if (model.stations[i].kind == StationSpec::Kind::Lock) load.stations[i].held = heldShare(replications, i);
  }
  load.growing = grows(replications, [](const WindowRow& row) {
    double inFlight = 0;
    for (const WindowRow::Zone& zone : row.zones) inFlight += zone.inFlight;
    return inFlight;
  });
  return load;
}

// A closed population slows down with the farm, and a log is finite: neither can ask for more than there is for ever.
bool needsOfferedPass(const Model& model, const Load& load) {
  if (!model.openTraffic || model.replay) return false;
  return std::any_of(load.servers.begin(), load.servers.end(), suspicious) ||
         std::any_of(load.stations.begin(), load.stations.end(), suspicious);
}

void takeOffered(const Model& model, const std::vector<Replication>& unlimited, Load& load) {
  const auto take = [&](PlaceLoad& place, auto&& figuresOf) {
    const double seen = meanOf(place.offered);
    place.offered.clear();
    for (const Replication& replication : unlimited) place.offered.push_back(figuresOf(replication).offeredLoad);
    place.overloaded = meanOf(place.offered) >= 1.0;
    if (model.repeats && !place.overloaded && seen >= 1.0) place.kept = seen;
  };
  for (std::size_t s = 0; s < load.servers.size(); ++s) {
    take(load.servers[s], [&](const Replication& r) -> const PlaceFigures& { return r.servers[s]; });
    // What is too much for a server that sheds load does not wait there.
    if (model.servers[s].shedding) load.servers[s].overloaded = false;
  }
  for (std::size_t i = 0; i < load.stations.size(); ++i) {
    if (model.stations[i].kind == StationSpec::Kind::Cores) continue;  // their server tells
    PlaceLoad& place = load.stations[i];
    take(place, [&](const Replication& r) -> const PlaceFigures& { return r.stations[i]; });
    if (place.held <= 0) continue;
    // A lock is held while its holder waits for cores, which nobody does in that pass.
    for (std::size_t r = 0; r < unlimited.size(); ++r) {
      place.offered[r] = std::max(place.offered[r], unlimited[r].stations[i].throughput * place.held);
    }
    place.overloaded = meanOf(place.offered) >= 1.0;
  }
}

}  // namespace headroom::sim
