// One situation's search for the load factor at which the first objective breaks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/planning/planning.h"

namespace headroom::planning {

/// How near one objective is to breaking: `ratio` = observed / limit, above 1 is broken; infinite when there is no
/// steady state to observe.
struct Nearness {
  double ratio = 0;
  double low = 0;  ///< The same from the interval's ends.
  double high = 0;
  std::string limit;      ///< "utilisation of FE3 at 70 %".
  std::string resource;   ///< What breaks: the named machine, or for response times the busiest one.
  bool hopeless = false;  ///< Broken at any load, however small: an application that nobody can serve.
};

/// The objective nearest to breaking in a run. `objectives` is not empty.
Nearness nearestObjective(const results::RunResult& run, const std::vector<farm::Slo>& objectives);

/// The name and offered load of every server and station of a run, busiest first.
std::vector<results::PlanRow::Load> loadsOf(const results::RunResult& run);

/// What the search found.
struct Breaking {
  results::Estimate factor;
  std::string limit;
  std::string resource;
  bool holdsToday = true;
  bool beyondSearch = false;  ///< Nothing breaks up to the largest factor tried.
  results::RunResult today;   ///< The run at factor 1.
  struct Point {
    double factor = 0;
    Nearness nearness;
    results::RunResult run;
  };
  std::vector<Point> points;  ///< Every factor tried, ascending.
};

/// Brackets the breaking factor, starting from today's utilisation (which grows in proportion in open farms), halves
/// the bracket to `options.precision`, and reads the factor and its interval off the observed curve by interpolation.
Result<Breaking> findBreaking(const Evaluator& evaluate, const std::vector<std::string>& down,
                              const std::vector<farm::Slo>& objectives, const PlanOptions& options);

}  // namespace headroom::planning
