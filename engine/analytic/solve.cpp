#include "engine/analytic/solve.h"

#include <algorithm>
#include <cmath>

#include "engine/analytic/birth_death.h"
#include "engine/analytic/flow.h"
#include "engine/analytic/network_chain.h"
#include "engine/analytic/recognise.h"

namespace headroom::analytic {
namespace {

bool listsRequests(const NetworkModel& model) {
  return std::any_of(model.classes.begin(), model.classes.end(), [](const JobClass& users) {
    return users.isOpen() && users.arrivals->process == Arrivals::Process::Trace;
  });
}

bool hasLimits(const NetworkModel& model) {
  return !model.pools.empty() || std::any_of(model.stations.begin(), model.stations.end(), [](const Station& station) {
    return station.capacity || station.concurrency || station.discipline == Discipline::PriorityPreemptiveResume;
  });
}

/// The first that answers; otherwise the problems of the last.
Result<Solution> firstAnswer(const NetworkModel& model,
                             std::initializer_list<Result<Solution> (*)(const NetworkModel&)> methods) {
  Result<Solution> result = problem("no method fits");
  for (const auto method : methods) {
    result = method(model);
    if (result) return result;
  }
  return result;
}

}  // namespace

namespace {

/// What a class finds at the only station, from its number there: all that come are served.
void fillOnlyStation(Solution& solution, const NetworkModel& model) {
  const Station& station = model.stations[0];
  for (const JobClass& users : model.classes) {
    Measures& whole = solution["class:" + users.name];
    Measures& here = solution["class:" + users.name + "@station:" + station.name];
    const double rate = users.arrivals->rate;
    const double service = station.serviceOf(users.name)->mean();
    here[Metric::Throughput] = rate;
    here[Metric::ResponseMean] = here[Metric::NumberMean] / rate;
    here[Metric::WaitMean] = here[Metric::ResponseMean] - service;
    here[Metric::QueueMean] = rate * here[Metric::WaitMean];
    whole[Metric::WaitMean] = here[Metric::WaitMean];
    if (station.servers > 0) here[Metric::Utilization] = rate * service / station.servers;
  }
}

/// Several classes at stations side by side; a chain where the formula is only near and the chain is small.
Result<Solution> solveClasses(const NetworkModel& model) {
  auto formula = solveClassesSideBySide(model);
  if (formula && (formula->method.isExact() || model.classes.size() > 2 || model.stations.size() > 1)) return formula;
  auto chain = solveNetworkChain(model);
  if (formula && (!chain || !chain->method.isExact())) return formula;
  if (chain && model.stations.size() == 1 && model.stations[0].count == 1 && !model.stations[0].capacity)
    fillOnlyStation(*chain, model);
  return chain;
}

Result<Solution> choose(const NetworkModel& model) {
  if (auto problems = check(model); !problems.empty()) return problems;
  if (listsRequests(model)) return problem("listed requests have no steady state", "simulate them");
  if (isSideBySide(model)) {
    if (model.classes.size() == 1) return solveSideBySide(model);
    if (!hasProductForm(model)) return solveClasses(model);
  }
  if (hasProductForm(model)) {
    auto exact = solveProductNetwork(model);
    return exact || !model.isClosed() ? exact : approximateNetwork(model);
  }
  const bool dispatches = std::any_of(model.dispatchers.begin(), model.dispatchers.end(), [](const Dispatcher& d) {
    return d.policy != Policy::Random && d.policy != Policy::WeightedRandom;
  });
  if (hasLimits(model)) return solveNetworkChain(model);
  if (dispatches) return firstAnswer(model, {solveNetworkChain, approximateNetwork});
  return approximateNetwork(model);
}

}  // namespace

Result<Solution> solve(const NetworkModel& model) {
  auto solution = choose(model);
  if (!solution) return solution;
  Diagnostics problems;
  for (const auto& [scope, measures] : solution->scopes) {
    for (const auto& [metric, value] : measures.values) {
      if (std::isfinite(value)) continue;
      problems.push_back(
          {Severity::Error,
           {},
           std::string(toString(metric)) + " of " + scope + " is no finite number by " + solution->method.name,
           "check for laws without a mean and rates that are far apart; otherwise simulate",
           {}});
    }
  }
  if (!problems.empty()) return problems;
  return solution;
}

Solution solveMachines(int servers, double meanToFailure, double meanToRepair, int repairers) {
  const auto pmf = machinesUp(servers, meanToFailure, meanToRepair, repairers);
  Solution solution;
  solution.method = {"machine repair birth-death chain", Method::Trust::Closed, 1e-13};
  Measures& system = solution["system"];
  for (int k = 0; k <= servers; ++k) system[Metric::ServersUpMean] += k * pmf[static_cast<std::size_t>(k)];
  system.serversUpAtLeast = [pmf](int k) {
    double sum = 0;
    for (int up = std::max(0, k); up < static_cast<int>(pmf.size()); ++up) sum += pmf[static_cast<std::size_t>(up)];
    return sum;
  };
  system[Metric::AvailabilityAny] = system.serversUpAtLeast(1);
  system[Metric::AvailabilityAll] = pmf.back();
  return solution;
}

}  // namespace headroom::analytic
