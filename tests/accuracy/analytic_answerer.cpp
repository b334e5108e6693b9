#include <map>

#include "engine/analytic/product_form.h"
#include "engine/analytic/queues.h"
#include "engine/analytic/solve.h"
#include "tests/accuracy/answerer.h"

namespace headroom::accuracy {
namespace {

using analytic::Measures;
using analytic::Metric;
using analytic::Solution;

/// The station's group when `scope` names one of several equal stations: "station:s17" → "station:s".
const Measures* findScope(const Solution& solution, const std::string& scope) {
  if (const Measures* found = solution.find(scope)) return found;
  const auto end = scope.find_last_not_of("0123456789");
  return end + 1 < scope.size() ? solution.find(scope.substr(0, end + 1)) : nullptr;
}

/// The percentage in "response_p99.9"; nothing for other metrics.
std::optional<double> percentage(const std::string& metric, const std::string& prefix) {
  if (!metric.starts_with(prefix)) return std::nullopt;
  std::size_t used = 0;
  const std::string digits = metric.substr(prefix.size());
  if (digits.find_first_not_of("0123456789.") != std::string::npos || digits.empty()) return std::nullopt;
  const double value = std::stod(digits, &used);
  return used == digits.size() ? std::optional(value) : std::nullopt;
}

std::optional<double> atInstant(const Measures& m, const Expected& e) {
  if (!m.at) return std::nullopt;
  const auto instant = m.at(*e.time);
  if (!instant) return std::nullopt;
  if (e.metric == "number_mean_at") return instant->numberMean;
  if (e.metric == "number_sd_at") return instant->numberSd;
  if (e.metric == "all_busy_prob_at") return instant->allBusyProb;
  return std::nullopt;
}

std::optional<double> ofMeasures(const Measures& m, const Expected& e) {
  if (e.time) return atInstant(m, e);
  if (e.demand) {
    return m.responseOfDemand && e.metric.find("response") != std::string::npos
               ? std::optional(m.responseOfDemand(*e.demand))
               : std::nullopt;
  }
  if (e.metric == "number_pmf" && e.n && m.numberPmf) return m.numberPmf(static_cast<int>(*e.n));
  if (e.metric == "availability_k" && e.k && m.serversUpAtLeast) return m.serversUpAtLeast(static_cast<int>(*e.k));
  if (e.metric == "servers_with_at_least" && e.k && m.serversWithAtLeast) {
    return m.serversWithAtLeast(static_cast<int>(*e.k));
  }
  if (const auto p = percentage(e.metric, "response_p")) return m.responseQuantile(*p / 100);
  if (const auto p = percentage(e.metric, "wait_p")) return m.waitQuantile(*p / 100);
  const auto metric = analytic::metricFromString(e.metric);
  return metric ? m.get(*metric) : std::nullopt;
}

/// A table of Erlang's formulas has no model.
Figure fromFormula(const Expected& e) {
  const int servers = static_cast<int>(*e.servers);
  return {e.metric == "erlang_b" ? analytic::erlangB(servers, *e.load) : analytic::erlangC(servers, *e.load),
          {},
          false,
          "Erlang"};
}

Solution solveClosedDemands(const ClosedDemands& closed, Diagnostics& problems) {
  std::vector<analytic::ProductFormStation> stations;
  for (const double demand : closed.demands) stations.push_back({1, {demand}, 1});
  const auto answer = analytic::solveProductForm(stations, {{false, 0, closed.population, closed.think}});
  Solution solution;
  solution.method.name = "product form, convolution";
  const auto bounds = analytic::throughputBounds(closed.population, closed.think, closed.demands,
                                                 std::vector<int>(closed.demands.size(), 1));
  Measures& system = solution["system"];
  if (answer) {
    system[Metric::Throughput] = answer->throughput[0];
    system[Metric::ResponseMean] = answer->response[0];
  } else {
    problems = answer.problems();
  }
  system[Metric::BoundThroughputMax] = bounds.asymptotic;
  system[Metric::SaturationPopulation] = bounds.saturationPopulation;
  system[Metric::BalancedBoundThroughputMax] = bounds.balancedMax;
  system[Metric::BalancedBoundThroughputMin] = bounds.balancedMin;
  return solution;
}

/// The case's model solved, and solved again for every other population that is asked for.
class CaseSolver {
 public:
  explicit CaseSolver(const AccuracyCase& c) : case_(c) {}

  const Solution* solutionFor(const Expected& e) {
    const int population = e.population ? static_cast<int>(*e.population) : -1;
    const auto [found, isNew] = solved_.try_emplace(population);
    if (isNew) found->second = solveWith(population);
    return found->second ? &*found->second : nullptr;
  }
  Diagnostics problems;

 private:
  std::optional<Solution> solveWith(int population) {
    if (case_.farm) {
      return analytic::solveMachines(case_.farm->servers, case_.farm->meanToFailure, case_.farm->meanToRepair,
                                     case_.farm->repairers);
    }
    if (case_.closed) {
      ClosedDemands closed = *case_.closed;
      if (population >= 0) closed.population = population;
      return solveClosedDemands(closed, problems);
    }
    if (!case_.network) return std::nullopt;
    analytic::NetworkModel model = *case_.network;
    if (population >= 0 && model.classes.size() == 1) model.classes[0].population = population;
    auto solution = analytic::solve(model);
    if (solution) return *std::move(solution);
    problems.insert(problems.end(), solution.problems().begin(), solution.problems().end());
    return std::nullopt;
  }

  const AccuracyCase& case_;
  std::map<int, std::optional<Solution>> solved_;
};

}  // namespace

Answers AnalyticAnswerer::answer(const AccuracyCase& c) const {
  Answers answers;
  CaseSolver solver(c);
  for (const Expected& e : c.expected) {
    answers.figures.emplace_back();
    if ((e.metric == "erlang_b" || e.metric == "erlang_c") && e.servers && e.load) {
      answers.figures.back() = fromFormula(e);
      continue;
    }
    const Solution* solution = solver.solutionFor(e);
    const Measures* scope = solution ? findScope(*solution, e.scope) : nullptr;
    const auto value = scope ? ofMeasures(*scope, e) : std::nullopt;
    if (value) answers.figures.back() = Figure{*value, {}, !solution->method.isExact(), solution->method.name};
  }
  answers.problems = std::move(solver.problems);
  return answers;
}

}  // namespace headroom::accuracy
