// How far a farm can go, and what breaks first.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/farm/farm.h"
#include "engine/results/results.h"

namespace headroom::planning {

/// Answers "what happens at this multiple of the load with these nodes out?". The program plugs the simulator in, tests
/// a formula.
using Evaluator = std::function<Result<results::RunResult>(double loadFactor, const std::vector<std::string>& down)>;

struct PlanOptions {
  std::vector<farm::Slo> objectives;  ///< Empty: the farm's, and utilisation below 70 % when it has none of that kind.
  bool loseEachServer = true;
  double precision = 0.02;  ///< Relative width at which the search for a breaking factor stops.
  double maxFactor = 64;
  bool curve = true;  ///< Also the response against load, for the chart.
  std::uint64_t seed = 1;
  std::function<void(double done, const std::string& doing)> report;
};

/// How long a point of the search is to be measured: a minute, or all of the farm's measured time where a load follows a
/// curve, since a minute would see one place of it.
Duration pointLengthOf(const farm::Farm& farm);

/// The factor on today's load at which the first objective breaks, with its interval and the resource that breaks; and
/// the same with each server lost in turn.
Result<results::PlanResult> plan(const farm::Farm& farm, const Evaluator& evaluate, const PlanOptions& options);

/// Reads `p95<500ms`, `AppX:p99<2s`, `utilisation<70%`, `failures<0.1%`.
Result<farm::Slo> parseObjective(const std::string& text);

}  // namespace headroom::planning
