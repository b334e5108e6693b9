#include "engine/analytic/solve.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/analytic/birth_death.h"
#include "engine/analytic/flow.h"
#include "engine/analytic/network_chain.h"
#include "engine/analytic/number_law.h"
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

/// What closed forms, numerical methods for single stations and approximations say.
Result<Solution> byFormula(const NetworkModel& model) {
  if (isSideBySide(model)) {
    if (model.classes.size() == 1) return solveSideBySide(model);
    if (!hasProductForm(model)) return solveClassesSideBySide(model);
  }
  if (!hasProductForm(model)) return approximateNetwork(model);
  auto exact = solveProductNetwork(model);
  return exact || !model.isClosed() ? exact : approximateNetwork(model);
}

/// Whether some station gets more work than it can do, whoever else may be in its way.
bool isOverloaded(const NetworkModel& model) {
  std::map<std::string, double> load;
  for (const JobClass& users : model.classes) {
    const auto often = visits(model, users.name);
    if (!users.isOpen() || !often) continue;
    if (users.patience) return false;
    for (const Station& station : model.stations) {
      const auto here = often->find(station.name);
      const Distribution* service = station.serviceOf(users.name);
      if (here != often->end() && service)
        load[station.name] += users.arrivals->meanRate() * here->second / station.count * service->mean();
    }
  }
  return std::any_of(model.stations.begin(), model.stations.end(), [&](const Station& station) {
    return station.discipline != Discipline::Delay && !station.capacity && load[station.name] >= station.servers;
  });
}

/// Whether a Markov chain can hardly know more: a single station whose times were replaced by phases already.
bool isChainInPhases(const NetworkModel& model, const Solution& formula) {
  return isSideBySide(model) && model.classes.size() == 1 && formula.method.error <= 0.1;
}

/// The exact formula; otherwise a Markov chain where that is small; otherwise what the theory has that comes near.
Result<Solution> choose(const NetworkModel& model) {
  if (auto problems = check(model); !problems.empty()) return problems;
  if (listsRequests(model)) return problem("listed requests have no steady state", "simulate them");
  if (!isSideBySide(model) && !hasProductForm(model) && hasLimits(model)) return solveNetworkChain(model);
  auto formula = byFormula(model);
  if (formula && (formula->method.isExact() || isChainInPhases(model, *formula))) return formula;
  if (hasProductForm(model) || isOverloaded(model)) return formula;
  auto chain = solveNetworkChain(model);
  if (!chain) return formula;
  if (!formula) return chain;
  return chain->method.isExact() || chain->method.error < formula->method.error ? chain : formula;
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
  system[Metric::ServersUpMean] = meanOf(pmf);
  system.serversUpAtLeast = atLeastFrom(pmf);
  system[Metric::AvailabilityAny] = system.serversUpAtLeast(1);
  system[Metric::AvailabilityAll] = pmf.back();
  return solution;
}

}  // namespace headroom::analytic
