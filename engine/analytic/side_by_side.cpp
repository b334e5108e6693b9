#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/analytic/dispatch_order.h"
#include "engine/analytic/flow.h"
#include "engine/analytic/network_chain.h"
#include "engine/analytic/recognise.h"
#include "engine/analytic/shared_queues.h"
#include "engine/analytic/station_solver.h"

namespace headroom::analytic {
namespace {

using Trust = Method::Trust;

bool leavesAtOnce(const NetworkModel& model, const std::string& cls, const std::string& station) {
  const auto next = model.routing.at(cls).find(station);
  return next == model.routing.at(cls).end() ||
         std::all_of(next->second.begin(), next->second.end(),
                     [](const auto& way) { return way.first == "exit" || way.second == 0; });
}

/// One station (or group of equal ones) with its part of the stream.
struct Lane {
  const Station* station = nullptr;
  double share = 0;   ///< Of all requests; of all equal stations together.
  bool near = false;  ///< The stream is only about the right one.
  Stream stream;      ///< Of one of the equal stations.
};

/// The dispatcher that all requests meet first; nullptr when there is none.
const Dispatcher* frontDispatcher(const NetworkModel& model) {
  const auto& source = model.routing.at(model.classes[0].name).at("source");
  return source.size() == 1 ? model.dispatcher(source[0].first) : nullptr;
}

/// A Poisson or modulated stream keeps its kind when each request is taken with a fixed probability.
Result<Arrivals> thinned(const Arrivals& arrivals, double share) {
  if (share == 1) return arrivals;
  Arrivals part = arrivals;
  if (arrivals.process == Arrivals::Process::Renewal) {
    // a random number of times between arrivals, by its first two moments
    const double scv = share * arrivals.interarrival->scv() + 1 - share;
    const double mean = arrivals.interarrival->mean() / share;
    part.interarrival = Distribution::gamma(1 / scv, mean * scv);
    return part;
  }
  part.rate *= share;
  part.amplitude *= share;
  for (double& rate : part.rates) rate *= share;
  return part;
}

/// Every n-th request of a stream.
Result<Arrivals> everyNth(const Arrivals& arrivals, int n) {
  if (n == 1) return arrivals;
  Arrivals part;
  part.process = Arrivals::Process::Renewal;
  if (arrivals.process == Arrivals::Process::Poisson) {
    part.interarrival = Distribution::erlang(n, n / arrivals.rate);
    return part;
  }
  if (arrivals.process == Arrivals::Process::Renewal) part.interarrival = arrivals.interarrival->sumOf(n);
  if (!part.interarrival) return problem("rotation over arrivals that no method covers", "simulate it");
  return part;
}

Result<std::vector<Lane>> lanes(const NetworkModel& model) {
  const JobClass& users = model.classes[0];
  const Dispatcher* front = frontDispatcher(model);
  std::vector<Lane> list;
  int all = 0;
  if (front) {
    for (const auto& target : front->targets) all += model.station(target)->count;
  }
  for (const auto& [name, share] : firstNodes(model, users.name)) {
    const Station* station = model.station(name);
    Lane lane{station, share, false, {*users.arrivals, *station->serviceOf(users.name), users.patience, {}}};
    Result<Arrivals> arrivals = thinned(*users.arrivals, share / station->count);
    lane.near = users.arrivals->process == Arrivals::Process::Renewal && share / station->count != 1;
    if (front && front->policy == Policy::RoundRobin) {
      lane.share = 1.0 * station->count / all;
      arrivals = everyNth(*users.arrivals, all);
      lane.near = false;
    } else if (front && front->policy == Policy::SmoothWeightedRoundRobin) {
      const auto order = dealingOrder(*front, front->targets.size());
      if (order.empty() || users.arrivals->process != Arrivals::Process::Poisson || station->count > 1) {
        return problem("dispatcher " + front->name + " deals in an order that no method covers",
                       "give whole weights and Poisson arrivals, or simulate it");
      }
      for (const std::size_t turn : order) lane.stream.cycle.push_back(front->targets[turn] == name);
      arrivals = *users.arrivals;
    }
    if (!arrivals) return arrivals.problems();
    lane.stream.arrivals = *arrivals;
    list.push_back(std::move(lane));
  }
  return list;
}

/// The whole from its lanes: sums of numbers, mixtures of times, weighted by who is let in.
Measures together(const std::vector<Lane>& parts, const std::vector<StationAnswer>& answers) {
  Measures system;
  const auto sum = [&](Metric metric, const std::function<double(std::size_t)>& weight) -> std::optional<double> {
    double total = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto value = answers[i].station.get(metric);
      if (!value) return std::nullopt;
      total += weight(i) * *value;
    }
    return total;
  };
  const auto put = [&](Metric metric, std::optional<double> value) {
    if (value) system[metric] = *value;
  };
  const auto count = [&](std::size_t i) { return static_cast<double>(parts[i].station->count); };
  const auto offered = [&](std::size_t i) { return parts[i].share; };
  put(Metric::NumberMean, sum(Metric::NumberMean, count));
  put(Metric::QueueMean, sum(Metric::QueueMean, count));
  put(Metric::Throughput, sum(Metric::Throughput, count));
  put(Metric::LossProb, sum(Metric::LossProb, offered));
  put(Metric::AbandonProb, sum(Metric::AbandonProb, offered));
  put(Metric::WaitMean, sum(Metric::WaitMean, offered));
  put(Metric::WaitProb, sum(Metric::WaitProb, offered));
  std::vector<double> served;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    served.push_back(count(i) * answers[i].station.get(Metric::Throughput).value_or(parts[i].share / count(i)));
  }
  const double all = std::accumulate(served.begin(), served.end(), 0.0);
  for (double& share : served) share /= all;
  put(Metric::ResponseMean, sum(Metric::ResponseMean, [&](std::size_t i) { return served[i]; }));
  if (const auto number = system.get(Metric::NumberMean)) {
    double servers = 0;
    for (const Lane& lane : parts) servers += 1.0 * lane.station->count * lane.station->servers;
    if (servers > 0) system[Metric::NumberMeanPerServer] = *number / servers;
  }
  const auto mix = [&](auto tail) -> std::function<double(double)> {
    std::vector<std::pair<double, std::function<double(double)>>> tails;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (!(answers[i].station.*tail)) return nullptr;
      tails.emplace_back(served[i], answers[i].station.*tail);
    }
    return [tails](double t) {
      double value = 0;
      for (const auto& [share, of] : tails) value += share * of(t);
      return value;
    };
  };
  system.responseTail = mix(&Measures::responseTail);
  system.waitTail = mix(&Measures::waitTail);
  return system;
}

/// Less exact of two methods; its name stands for both.
Method weaker(const Method& a, const Method& b) {
  const auto rank = [](const Method& m) {
    return m.trust == Trust::Approximate ? 2 : m.trust == Trust::Numerical ? 1 : 0;
  };
  return rank(b) > rank(a) ? b : a;
}

bool allAlike(const NetworkModel& model, const Dispatcher& dispatcher) {
  const Station& first = *model.station(dispatcher.targets[0]);
  const std::string& cls = model.classes[0].name;
  return std::all_of(dispatcher.targets.begin(), dispatcher.targets.end(), [&](const std::string& name) {
    const Station& station = *model.station(name);
    return station.servers == first.servers && *station.serviceOf(cls) == *first.serviceOf(cls) &&
           station.discipline == first.discipline && station.capacity == first.capacity &&
           (!station.capacity || station.onFull == OnFull::Lose) && !station.concurrency && !station.failures &&
           !station.setup;
  });
}

/// `rate`: of those who are let in.
void fillShared(Solution& solution, const NetworkModel& model, const Dispatcher& dispatcher, double number, double rate,
                double service, int stations, int servers) {
  Measures& system = solution["system"];
  system[Metric::NumberMean] = number;
  system[Metric::NumberMeanPerServer] = number / stations / servers;
  system[Metric::ResponseMean] = number / rate;
  system[Metric::Throughput] = rate;
  system[Metric::WaitMean] = number / rate - service;
  for (const auto& target : dispatcher.targets) {
    Measures& one = solution["station:" + model.station(target)->name];
    one[Metric::NumberMean] = number / stations;
    one[Metric::Throughput] = rate / stations;
    one[Metric::Utilization] = rate * service / stations / servers;
    one[Metric::ResponseMean] = number / rate;
    one[Metric::WaitMean] = number / rate - service;
    one[Metric::QueueMean] = rate / stations * (number / rate - service);
  }
}

void putLoss(Solution& solution, const NetworkModel& model, const Dispatcher& dispatcher, double loss) {
  solution["system"][Metric::LossProb] = loss;
  for (const auto& target : dispatcher.targets) {
    solution["station:" + model.station(target)->name][Metric::LossProb] = loss;
  }
}

Solution fromSupermarket(const NetworkModel& model, const Dispatcher& dispatcher, double rate, double service,
                         int stations) {
  const auto shares = supermarket(rate * service / stations, std::min(dispatcher.d, stations));
  Solution solution;
  solution.method = {"mean-field limit of power-of-d choices", Trust::Approximate, 1.0 / stations};
  fillShared(solution, model, dispatcher, stations * std::accumulate(shares.begin() + 1, shares.end(), 0.0), rate,
             service, stations, 1);
  solution["system"][Metric::IdleServersMean] = stations * (1 - shares[1]);
  solution["system"].serversWithAtLeast = [shares](int k) {
    return k < static_cast<int>(shares.size()) ? shares[static_cast<std::size_t>(std::max(0, k))] : 0.0;
  };
  return solution;
}

Result<Solution> solveByQueue(const NetworkModel& model, const Dispatcher& dispatcher);

/// Requests join by queue length, with any law of service: the wait of the exponential law, times (1 + scv) / 2.
Result<Solution> solveByVariation(const NetworkModel& model, const Dispatcher& dispatcher) {
  NetworkModel plain = model;
  const Distribution law = *model.station(dispatcher.targets[0])->serviceOf(model.classes[0].name);
  for (Station& station : plain.stations) station.service = {{"*", Distribution::exponential(law.mean())}};
  const auto exponential = solveByQueue(plain, *plain.dispatcher(dispatcher.name));
  if (!exponential) return exponential;
  int stations = 0;
  for (const auto& target : dispatcher.targets) stations += model.station(target)->count;
  const double rate = model.classes[0].arrivals->meanRate();
  const double wait = exponential->find("system")->get(Metric::ResponseMean).value_or(0) - law.mean();
  Solution solution;
  solution.method = {exponential->method.name + ", waits scaled by two moments", Trust::Approximate, 0.15};
  fillShared(solution, model, dispatcher, rate * (law.mean() + wait * (1 + law.scv()) / 2), rate, law.mean(), stations,
             1);
  return solution;
}

/// Requests join by queue length.
Result<Solution> solveByQueue(const NetworkModel& model, const Dispatcher& dispatcher) {
  const Station& first = *model.station(dispatcher.targets[0]);
  const Distribution& law = *first.serviceOf(model.classes[0].name);
  const Arrivals& arrivals = *model.classes[0].arrivals;
  const bool plain = arrivals.process == Arrivals::Process::Poisson && !model.classes[0].patience &&
                     law.kind() == Distribution::Kind::Exponential;
  int stations = 0;
  for (const auto& target : dispatcher.targets) stations += model.station(target)->count;
  const double rate = arrivals.meanRate();
  const bool variation = arrivals.process == Arrivals::Process::Poisson && !model.classes[0].patience &&
                         std::isfinite(law.scv()) && allAlike(model, dispatcher) && first.servers == 1 &&
                         !first.capacity && !law.isZero();
  if (!plain && variation) return solveByVariation(model, dispatcher);
  if (!plain) {
    return problem("dispatcher " + dispatcher.name + " looks at queues of a model that is not exponential",
                   "simulate it");
  }
  // Only the list order on ties tells equal stations apart, and only in their own figures.
  const bool symmetric = allAlike(model, dispatcher) && (dispatcher.tieRandom || stations > 6);
  if (!symmetric) return solveNetworkChain(model);
  if (!first.capacity && rate * law.mean() >= stations * first.servers) {
    return problem("the stations behind dispatcher " + dispatcher.name + " are unstable", "lower the arrival rate");
  }
  if (stations <= 12) {
    if (const auto exact = sharedQueues(dispatcher, stations, first.servers, rate, law.mean(), first.capacity)) {
      const double letIn = first.capacity ? exact->throughput : rate;
      Solution solution;
      solution.method = {"Markov chain of ordered queue lengths",
                         exact->cut < 1e-8 ? Trust::Numerical : Trust::Approximate, std::max(1e-9, 100 * exact->cut)};
      fillShared(solution, model, dispatcher, exact->meanNumber, letIn, law.mean(), stations, first.servers);
      if (first.capacity) putLoss(solution, model, dispatcher, std::max(0.0, 1 - letIn / rate));
      solution["system"][Metric::IdleServersMean] = exact->meanIdle;
      solution["system"][Metric::LongestQueueMean] = exact->meanLongest;
      solution["system"].serversWithAtLeast = [shares = exact->atLeast](int k) {
        return k < static_cast<int>(shares.size()) ? shares[static_cast<std::size_t>(std::max(0, k))] : 0.0;
      };
      return solution;
    }
  }
  if (first.capacity) return solveNetworkChain(model);
  if (dispatcher.policy == Policy::PowerOfD && first.servers == 1 && dispatcher.d >= 2) {
    return fromSupermarket(model, dispatcher, rate, law.mean(), stations);
  }
  return problem("dispatcher " + dispatcher.name + " has too many stations for an exact chain", "simulate it");
}

void sayForClasses(Solution& solution, const NetworkModel& model) {
  const std::string cls = "class:" + model.classes[0].name;
  solution[cls] = solution["system"];
  for (const Station& station : model.stations) {
    if (const Measures* here = solution.find("station:" + station.name)) {
      solution[cls + "@station:" + station.name] = Measures(*here);
    }
  }
}

}  // namespace

bool isSideBySide(const NetworkModel& model) {
  if (!model.isOpen() || !model.pools.empty()) return false;
  return std::all_of(model.classes.begin(), model.classes.end(), [&](const JobClass& users) {
    const auto first = firstNodes(model, users.name);
    return std::all_of(first.begin(), first.end(), [&](const auto& way) {
      const Station* station = model.station(way.first);
      const bool passesOn =
          station && station->capacity && (station->onFull == OnFull::Overflow || station->onFull == OnFull::Block);
      return station && !passesOn && leavesAtOnce(model, users.name, way.first);
    });
  });
}

Result<Solution> solveSideBySide(const NetworkModel& model) {
  const Dispatcher* front = frontDispatcher(model);
  Result<Solution> result = Solution{};
  if (front && (front->policy == Policy::ShortestQueue || front->policy == Policy::PowerOfD)) {
    result = solveByQueue(model, *front);
  } else {
    const auto parts = lanes(model);
    if (!parts) return parts.problems();
    std::vector<StationAnswer> answers;
    Diagnostics problems;
    Solution solution;
    for (const Lane& lane : *parts) {
      auto answer = solveStation(*lane.station, lane.stream);
      if (!answer) {
        problems.insert(problems.end(), answer.problems().begin(), answer.problems().end());
        continue;
      }
      if (lane.near) answer->method = {answer->method.name + ", split at random", Trust::Approximate, 0.1};
      solution["station:" + lane.station->name] = answer->station;
      solution.method = answers.empty() ? answer->method : weaker(solution.method, answer->method);
      answers.push_back(*std::move(answer));
    }
    if (!problems.empty()) return problems;
    if (answers.size() == 1 && (*parts)[0].station->count == 1) {
      solution["system"] = Measures(answers[0].station);
      for (const auto& [metric, value] : answers[0].system.values) solution["system"][metric] = value;
    } else {
      solution["system"] = together(*parts, answers);
    }
    result = std::move(solution);
  }
  if (result) sayForClasses(*result, model);
  return result;
}

}  // namespace headroom::analytic
