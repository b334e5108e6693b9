#include <algorithm>
#include <cmath>
#include <map>

#include "engine/analytic/birth_death.h"
#include "engine/analytic/closed_waits.h"
#include "engine/analytic/flow.h"
#include "engine/analytic/number_law.h"
#include "engine/analytic/phase_type.h"
#include "engine/analytic/product_form.h"
#include "engine/analytic/queues.h"
#include "engine/analytic/recognise.h"
#include "engine/analytic/solve.h"
#include "engine/analytic/station_solver.h"

namespace headroom::analytic {
namespace {

using Trust = Method::Trust;

/// Visits [class][station], to one of the equal stations.
using Visits = std::vector<std::vector<double>>;

Result<Visits> visitTable(const NetworkModel& model) {
  Visits table;
  for (const JobClass& users : model.classes) {
    const auto found = visits(model, users.name);
    if (!found) return found.problems();
    std::vector<double> row;
    for (const Station& station : model.stations) {
      const auto here = found->find(station.name);
      row.push_back(here == found->end() ? 0 : here->second / station.count);
    }
    table.push_back(std::move(row));
  }
  return table;
}

std::vector<ProductFormStation> demands(const NetworkModel& model, const Visits& table) {
  std::vector<ProductFormStation> list;
  for (std::size_t s = 0; s < model.stations.size(); ++s) {
    const Station& station = model.stations[s];
    ProductFormStation entry{station.discipline == Discipline::Delay ? 0 : station.servers, {}, station.count};
    for (std::size_t c = 0; c < model.classes.size(); ++c) {
      const Distribution* service = station.serviceOf(model.classes[c].name);
      entry.demand.push_back(table[c][s] > 0 && service ? table[c][s] * service->mean() : 0);
    }
    list.push_back(std::move(entry));
  }
  return list;
}

/// The same for stations without product form.
std::vector<VisitedStation> visitedStations(const NetworkModel& model, const Visits& table) {
  std::vector<VisitedStation> list;
  for (std::size_t s = 0; s < model.stations.size(); ++s) {
    const Station& station = model.stations[s];
    VisitedStation entry;
    entry.inOrder = station.discipline == Discipline::Fifo;
    entry.servers = station.discipline == Discipline::Delay ? 0 : station.servers;
    entry.count = station.count;
    for (std::size_t c = 0; c < model.classes.size(); ++c) {
      const Distribution* service = station.serviceOf(model.classes[c].name);
      const bool comes = table[c][s] > 0 && service && !service->isZero();
      entry.visits.push_back(comes ? table[c][s] : 0);
      entry.service.push_back(comes ? service->mean() : 0);
      entry.residual.push_back(comes ? service->moment(2) / 2 / service->mean() : 0);
    }
    list.push_back(std::move(entry));
  }
  return list;
}

std::vector<ProductFormClass> usersOf(const NetworkModel& model) {
  std::vector<ProductFormClass> list;
  for (const JobClass& users : model.classes) {
    list.push_back({users.isOpen(), users.isOpen() ? users.arrivals->meanRate() : 0, users.population,
                    users.isOpen() ? 0 : users.think.mean()});
  }
  return list;
}

/// Laws at a station of an open network. Whoever comes sees what is there at any time (Sevcik & Mitrani 1981), so that
/// a visit to a line is one to M/M/c.
void putOpenLaws(Measures& here, const Station& station, double throughput, double work) {
  if (station.discipline == Discipline::Delay) {
    here[Metric::NumberSd] = std::sqrt(work);
    here[Metric::EmptyProb] = std::exp(-work);
    here.numberPmf = [work](int n) { return n < 0 ? 0 : std::exp(n * std::log(work) - work - std::lgamma(n + 1.0)); };
    return;
  }
  const int servers = station.servers;
  here[Metric::NumberSd] = mmcNumberSd(servers, work);
  here[Metric::EmptyProb] = mmcNumberPmf(servers, work, 0);
  here.numberPmf = [servers, work](int n) { return mmcNumberPmf(servers, work, n); };
  if (station.discipline != Discipline::Fifo) return;
  const double waits = erlangC(servers, work);
  const double service = work / throughput;
  const double drain = servers / service - throughput;
  here[Metric::WaitProb] = waits;
  here[Metric::WaitSd] = std::sqrt(waits * (2 - waits)) / drain;
  here[Metric::ResponseSd] = std::hypot(here[Metric::WaitSd], service);
  here.waitTail = [waits, drain](double t) { return t < 0 ? 1 : waits * std::exp(-drain * t); };
  here.responseTail = [=](double t) { return mmcResponseTail(throughput, service, servers, t); };
}

void putStation(Solution& solution, const NetworkModel& model, std::size_t s, const ProductFormAnswer& answer,
                const Visits& table) {
  const Station& station = model.stations[s];
  Measures& here = solution["station:" + station.name];
  double throughput = 0;
  double number = 0;
  double work = 0;
  for (std::size_t c = 0; c < model.classes.size(); ++c) {
    if (table[c][s] == 0) continue;
    const double own = answer.throughput[c] * table[c][s];
    const double service = station.serviceOf(model.classes[c].name)->mean();
    Measures& part = solution["class:" + model.classes[c].name + "@station:" + station.name];
    part[Metric::Throughput] = own;
    part[Metric::NumberMean] = answer.number[s][c];
    part[Metric::ResponseMean] = own > 0 ? answer.number[s][c] / own : service;
    if (station.discipline != Discipline::Delay) part[Metric::Utilization] = own * service / station.servers;
    if (station.discipline == Discipline::Fifo) {
      part[Metric::QueueMean] = answer.number[s][c] - own * service;
      if (own > 0) part[Metric::WaitMean] = part[Metric::QueueMean] / own;
    }
    throughput += own;
    number += answer.number[s][c];
    work += own * service;
  }
  here[Metric::Throughput] = throughput;
  here[Metric::NumberMean] = number;
  if (throughput > 0) here[Metric::ResponseMean] = number / throughput;
  if (station.discipline != Discipline::Delay) here[Metric::Utilization] = work / station.servers;
  if (station.discipline == Discipline::Fifo && throughput > 0) {
    here[Metric::QueueMean] = number - work;
    here[Metric::WaitMean] = (number - work) / throughput;
  }
  if (model.isOpen() && work > 0) putOpenLaws(here, station, throughput, work);
}

/// Waiting of a whole pass, where every station on the way lets its visitors wait.
void putWait(Solution& solution, const NetworkModel& model, std::size_t c, const Visits& table, double throughput) {
  double waiting = 0;
  for (std::size_t s = 0; s < model.stations.size(); ++s) {
    if (table[c][s] == 0) continue;
    if (model.stations[s].discipline != Discipline::Fifo) return;
    waiting += model.stations[s].count *
               solution["class:" + model.classes[c].name + "@station:" + model.stations[s].name][Metric::QueueMean];
  }
  if (throughput > 0) solution["class:" + model.classes[c].name][Metric::WaitMean] = waiting / throughput;
}

/// Users of one station who think in between: a machine repair model, whose law of the number is known.
void putFiniteSource(Solution& solution, const NetworkModel& model) {
  const Station& station = model.stations[0];
  const JobClass& users = model.classes[0];
  const bool lone = model.isClosed() && model.classes.size() == 1 && model.stations.size() == 1 && station.count == 1 &&
                    station.discipline != Discipline::Delay && !users.think.isZero() && users.population > 0;
  const auto& source = model.routing.at(users.name).at("source");
  if (!lone || source.size() != 1 || source[0].first != station.name) return;
  const auto table = visits(model, users.name);
  if (!table) return;
  const auto size = static_cast<std::size_t>(users.population);
  const double work = table->at(station.name) * station.serviceOf(users.name)->mean();
  std::vector<double> births(size);
  std::vector<double> deaths(size);
  for (int n = 0; n < users.population; ++n) {
    births[static_cast<std::size_t>(n)] = (users.population - n) / users.think.mean();
    deaths[static_cast<std::size_t>(n)] = std::min(n + 1, station.servers) / work;
  }
  const auto pmf = birthDeathSteadyState(births, deaths);
  Measures& here = solution["station:" + station.name];
  putNumberLaw(here, pmf);
}

void putClasses(Solution& solution, const NetworkModel& model, const ProductFormAnswer& answer) {
  Measures& system = solution["system"];
  for (std::size_t c = 0; c < model.classes.size(); ++c) {
    Measures& part = solution["class:" + model.classes[c].name];
    part[Metric::Throughput] = answer.throughput[c];
    part[Metric::ResponseMean] = answer.response[c];
    part[Metric::NumberMean] = answer.throughput[c] * answer.response[c];
    system[Metric::Throughput] += answer.throughput[c];
    system[Metric::NumberMean] += part[Metric::NumberMean];
  }
  if (system[Metric::Throughput] > 0) {
    system[Metric::ResponseMean] = system[Metric::NumberMean] / system[Metric::Throughput];
  }
}

Solution assemble(const NetworkModel& model, const ProductFormAnswer& answer, const Visits& table) {
  Solution solution;
  for (std::size_t s = 0; s < model.stations.size(); ++s) putStation(solution, model, s, answer, table);
  putClasses(solution, model, answer);
  for (std::size_t c = 0; c < model.classes.size(); ++c) putWait(solution, model, c, table, answer.throughput[c]);
  if (const auto bounds = closedBounds(model)) {
    Measures& system = solution["system"];
    system[Metric::BoundThroughputMax] = bounds->asymptotic;
    system[Metric::SaturationPopulation] = bounds->saturationPopulation;
    system[Metric::BalancedBoundThroughputMax] = bounds->balancedMax;
    system[Metric::BalancedBoundThroughputMin] = bounds->balancedMin;
  }
  return solution;
}

bool stationFits(const NetworkModel& model, const Station& station) {
  if (station.capacity || station.concurrency || station.failures || station.setup) return false;
  if (station.discipline == Discipline::Delay || station.discipline == Discipline::ProcessorSharing) return true;
  if (station.discipline != Discipline::Fifo) return false;
  const Distribution* first = nullptr;
  for (const JobClass& users : model.classes) {
    const Distribution* service = station.serviceOf(users.name);
    if (!service) continue;
    if (service->kind() != Distribution::Kind::Exponential || (first && first->mean() != service->mean())) return false;
    first = service;
  }
  return true;
}

}  // namespace

bool hasProductForm(const NetworkModel& model) {
  const bool classesFit = std::all_of(model.classes.begin(), model.classes.end(), [](const JobClass& users) {
    return !users.patience && (!users.isOpen() || users.arrivals->process == Arrivals::Process::Poisson);
  });
  const bool fixed = std::all_of(model.dispatchers.begin(), model.dispatchers.end(), [](const Dispatcher& dispatcher) {
    return dispatcher.policy == Policy::Random || dispatcher.policy == Policy::WeightedRandom;
  });
  return classesFit && fixed && model.pools.empty() &&
         std::all_of(model.stations.begin(), model.stations.end(),
                     [&](const Station& station) { return stationFits(model, station); });
}

Result<Solution> solveProductNetwork(const NetworkModel& model) {
  const auto table = visitTable(model);
  if (!table) return table.problems();
  const auto answer = solveProductForm(demands(model, *table), usersOf(model));
  if (!answer) return answer.problems();
  Solution solution = assemble(model, *answer, *table);
  solution.method = {model.isOpen() ? "product form, open network" : "product form, convolution", Trust::Closed, 1e-11};
  putFiniteSource(solution, model);
  if (model.classes.size() == 1 && model.isOpen()) {
    if (const auto pass = passResponse(model, model.classes[0])) {
      for (const std::string& scope : {std::string("system"), "class:" + model.classes[0].name}) {
        solution[scope].responseTail = pass->tail;
        solution[scope][Metric::ResponseSd] = pass->sd;
      }
    }
  }
  return solution;
}

Result<Solution> approximateNetwork(const NetworkModel& model) {
  const auto table = visitTable(model);
  if (!table) return table.problems();
  for (const Station& station : model.stations) {
    const bool ranks = station.discipline == Discipline::PriorityNonpreemptive ||
                       station.discipline == Discipline::PriorityPreemptiveResume;
    if (station.capacity || station.failures || station.setup || ranks || !model.pools.empty()) {
      return problem("no analytic method covers limits, failures, priorities or pools in this network", "simulate it");
    }
  }
  for (const JobClass& users : model.classes) {
    if (users.patience) return problem("no analytic method covers patience in this network", "simulate it");
  }
  if (model.isClosed()) {
    const bool product = hasProductForm(model);
    Solution solution = assemble(model,
                                 product ? schweitzer(demands(model, *table), usersOf(model))
                                         : closedWaits(visitedStations(model, *table), usersOf(model)),
                                 *table);
    solution.method = product
                          ? Method{"approximate mean value analysis, Schweitzer and Seidmann", Trust::Approximate, 0.1}
                          : Method{"approximate mean value analysis, Schweitzer and Reiser", Trust::Approximate, 0.2};
    return solution;
  }
  if (model.classes.size() != 1) {
    return problem("no analytic method covers several classes in this network", "simulate it");
  }
  const JobClass& users = model.classes[0];
  const double rate = users.arrivals->meanRate();
  ProductFormAnswer answer;
  answer.throughput = {rate};
  double number = 0;
  for (std::size_t s = 0; s < model.stations.size(); ++s) {
    const Station& station = model.stations[s];
    Stream stream;
    stream.arrivals.rate = rate * (*table)[0][s];
    answer.number.push_back({0.0});
    if (stream.arrivals.rate == 0) continue;
    stream.service = *station.serviceOf(users.name);
    const auto one = solveStation(station, stream);
    if (!one) return one.problems();
    answer.number.back()[0] = one->station.get(Metric::NumberMean).value_or(0);
    number += station.count * answer.number.back()[0];
  }
  answer.response = {number / rate};
  Solution solution = assemble(model, answer, *table);
  solution.method = {"decomposition, every station as if its arrivals were Poisson", Trust::Approximate, 0.2};
  return solution;
}

Result<ThroughputBounds> closedBounds(const NetworkModel& model) {
  if (model.classes.size() != 1 || model.classes[0].isOpen()) {
    return problem("bounds are for networks with one closed class", "leave out the other classes");
  }
  const auto table = visitTable(model);
  if (!table) return table.problems();
  std::vector<double> work;
  std::vector<int> servers;
  for (const auto& station : demands(model, *table)) {
    for (int k = 0; k < station.count; ++k) {
      work.push_back(station.demand[0]);
      servers.push_back(station.servers);
    }
  }
  return throughputBounds(model.classes[0].population, model.classes[0].think.mean(), work, servers);
}

}  // namespace headroom::analytic
