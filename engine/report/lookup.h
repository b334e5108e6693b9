// Finding the figures of an object in a run.
#pragma once

#include <map>
#include <string>

#include "engine/farm/farm.h"
#include "engine/report/words.h"
#include "engine/results/results.h"

namespace headroom::report {

/// Null when the run has none of that name, as the next ones.
const results::ServerResult* findServer(const results::RunResult& run, const std::string& name);
const results::StationResult* findStation(const results::RunResult& run, const std::string& name);
const results::ApplicationResult* findApplication(const results::RunResult& run, const std::string& name);
const results::Series* findSeries(const results::RunResult& run, const std::string& object, const std::string& measure);

/// What each server and station is asked for, by name: the larger of utilisation and offered load.
class Loads {
 public:
  explicit Loads(const results::RunResult& run);
  /// NaN when the run has no such resource.
  double of(const std::string& name) const;
  /// As of(), but below every load when there is none: fit for sorting.
  double ordering(const std::string& name) const;

 private:
  std::map<std::string, double> loads_;
};

/// Names of the farm's servers for pictures.
ShortNames serverNames(const farm::Farm& farm);

/// The utilisation every resource is planned to stay below: the strictest of the farm's promises, else 70 %.
double targetOf(const farm::Farm& farm);

}  // namespace headroom::report
