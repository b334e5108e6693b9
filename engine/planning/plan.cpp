#include <algorithm>
#include <cmath>

#include "engine/planning/flow.h"
#include "engine/planning/planning.h"
#include "engine/planning/search.h"

namespace headroom::planning {
namespace {

using results::PlanResult;
using results::PlanRow;

/// The farm's promises, and a utilisation target when it has none: nobody plans a machine to 100 %.
std::vector<farm::Slo> objectivesOf(const farm::Farm& farm, const PlanOptions& options) {
  std::vector<farm::Slo> objectives = options.objectives.empty() ? farm.slos : options.objectives;
  const bool hasTarget = std::any_of(objectives.begin(), objectives.end(),
                                     [](const farm::Slo& slo) { return slo.utilisationBelow.has_value(); });
  if (!hasTarget && options.objectives.empty()) {
    farm::Slo target;
    target.name = "target utilisation";
    target.utilisationBelow = 0.7;
    objectives.push_back(target);
  }
  return objectives;
}

Diagnostics unknownApplications(const farm::Farm& farm, const std::vector<farm::Slo>& objectives) {
  Diagnostics problems;
  for (const farm::Slo& slo : objectives) {
    if (slo.application.empty() || farm::findApplication(farm, slo.application) != nullptr) continue;
    problems.push_back(
        {Severity::Error,
         {farm.file, 0, 0},
         "the objective '" + slo.name + "' names the application '" + slo.application + "', which does not exist",
         "use one of the farm's applications",
         {}});
  }
  return problems;
}

}  // namespace

Duration pointLengthOf(const farm::Farm& farm) {
  const bool follows = std::any_of(farm.users.begin(), farm.users.end(), [](const farm::Users& users) {
    const auto* open = std::get_if<farm::OpenLoad>(&users.load);
    return open != nullptr && open->curve.has_value();
  });
  return follows ? farm.run.measured : Duration::wholeSeconds(60);
}

namespace {

PlanRow rowOf(const farm::Farm& farm, const std::string& situation, const std::vector<std::string>& down,
              const Breaking& found) {
  PlanRow row;
  row.situation = situation;
  row.factor = found.factor;
  row.limit = found.limit;
  row.resource = found.resource;
  row.holdsToday = found.holdsToday;
  row.loads = loadsOf(found.today);
  if (const auto computed = offeredLoads(farm, 1.0, down)) {
    for (PlanRow::Load& load : row.loads) {
      if (const auto it = computed->find(load.name); it != computed->end()) load.computed = it->second;
    }
  }
  return row;
}

void addPoint(PlanResult& plan, const Breaking::Point& point) {
  if (point.run.overloaded) return;  // an overloaded farm has no response time to draw
  for (const auto& application : point.run.applications) {
    if (application.response.mean.count == 0) continue;
    const auto& response = application.response;
    plan.curve.push_back({point.factor, application.name, application.throughput.mean, response.p50.mean,
                          response.p95.mean, response.p99.mean, response.p95.low.value_or(response.p95.mean),
                          response.p95.high.value_or(response.p95.mean)});
  }
}

/// The search's own points, and steps up to the breaking point and a little beyond, where the curve bends.
Outcome drawCurve(PlanResult& plan, const Breaking& found, const Evaluator& evaluate,
                  const std::vector<farm::Slo>& objectives) {
  std::vector<Breaking::Point> points = found.points;
  const double until = found.factor.mean * 1.15;
  for (int step = 1; step <= 6; ++step) {
    const double factor = until * step / 6;
    const bool near = std::any_of(points.begin(), points.end(),
                                  [&](const auto& p) { return std::abs(p.factor - factor) < until / 24; });
    if (near) continue;
    auto run = evaluate(factor, {});
    if (!run) return run.problems();
    points.push_back({factor, nearestObjective(*run, objectives), std::move(*run)});
  }
  std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.factor < b.factor; });
  for (const auto& point : points) addPoint(plan, point);
  return Done{};
}

}  // namespace

Result<PlanResult> plan(const farm::Farm& farm, const Evaluator& evaluate, const PlanOptions& options) {
  const std::vector<farm::Slo> objectives = objectivesOf(farm, options);
  if (auto problems = unknownApplications(farm, objectives); !problems.empty()) return problems;
  PlanResult plan;
  plan.farm = farm.name;
  plan.seed = options.seed;
  std::vector<std::string> lost = {""};
  if (options.loseEachServer) {
    for (const farm::Server& server : farm.servers) lost.push_back(server.name);
  }
  const double share = 1.0 / static_cast<double>(lost.size() + (options.curve ? 1 : 0));
  double done = 0;
  for (const std::string& server : lost) {
    const std::string situation = server.empty() ? "all up" : server + " lost";
    if (options.report) options.report(done, situation);
    const std::vector<std::string> down =
        server.empty() ? std::vector<std::string>{} : std::vector<std::string>{server};
    auto found = findBreaking(evaluate, down, objectives, options);
    if (!found) return found.problems();
    plan.rows.push_back(rowOf(farm, situation, down, *found));
    done += share;
    if (!server.empty()) continue;
    for (const std::string& warning : found->today.warnings) plan.warnings.push_back(warning);
    if (options.curve) {
      if (options.report) options.report(done, "response against load");
      if (auto drawn = drawCurve(plan, *found, evaluate, objectives); !drawn) return drawn.problems();
      done += share;
    }
  }
  if (options.report) options.report(1, "done");
  return plan;
}

}  // namespace headroom::planning
