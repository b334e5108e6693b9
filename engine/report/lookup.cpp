#include "engine/report/lookup.h"

#include <algorithm>
#include <cmath>

#include "engine/results/figures.h"

namespace headroom::report {
namespace {

template <class T>
const T* findIn(const std::vector<T>& list, const std::string& name) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const T& item) { return item.name == name; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

const results::ServerResult* findServer(const results::RunResult& run, const std::string& name) {
  return findIn(run.servers, name);
}

const results::StationResult* findStation(const results::RunResult& run, const std::string& name) {
  return findIn(run.stations, name);
}

const results::ApplicationResult* findApplication(const results::RunResult& run, const std::string& name) {
  return findIn(run.applications, name);
}

const results::Series* findSeries(const results::RunResult& run, const std::string& object,
                                  const std::string& measure) {
  const auto found = std::find_if(run.series.begin(), run.series.end(),
                                  [&](const results::Series& s) { return s.object == object && s.measure == measure; });
  return found == run.series.end() ? nullptr : &*found;
}

Loads::Loads(const results::RunResult& run) {
  for (const results::ServerResult& server : run.servers) loads_[server.name] = results::loadOf(server);
  for (const results::StationResult& station : run.stations) loads_.emplace(station.name, results::loadOf(station));
}

double Loads::of(const std::string& name) const {
  const auto found = loads_.find(name);
  return found == loads_.end() ? NAN : found->second;
}

double Loads::ordering(const std::string& name) const {
  const double load = of(name);
  return std::isnan(load) ? -1 : load;
}

ShortNames serverNames(const farm::Farm& farm) {
  std::vector<std::string> names;
  for (const farm::Server& server : farm.servers) names.push_back(server.name);
  return ShortNames(names);
}

double targetOf(const farm::Farm& farm) {
  double target = INFINITY;
  for (const farm::Slo& slo : farm.slos) {
    if (slo.utilisationBelow && *slo.utilisationBelow > 0) target = std::min(target, *slo.utilisationBelow);
  }
  return std::isfinite(target) ? target : results::kNear;
}

}  // namespace headroom::report
