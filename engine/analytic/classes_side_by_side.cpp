#include <algorithm>
#include <cmath>
#include <map>

#include "engine/analytic/flow.h"
#include "engine/analytic/mg1.h"
#include "engine/analytic/phase_queue.h"
#include "engine/analytic/priority.h"
#include "engine/analytic/queues.h"
#include "engine/analytic/recognise.h"

namespace headroom::analytic {
namespace {

using Trust = Method::Trust;

/// What one class brings to a station.
struct Share {
  std::size_t cls = 0;
  double rate = 0;
  const Distribution* service = nullptr;
};

/// Mean response by share.
struct Responses {
  Method method;
  std::vector<double> mean;
};

/// Levels of urgency, most urgent first, with the shares in them.
std::map<int, std::vector<std::size_t>> levelsOf(const NetworkModel& model, const std::vector<Share>& shares) {
  std::map<int, std::vector<std::size_t>> levels;
  for (std::size_t i = 0; i < shares.size(); ++i) levels[model.classes[shares[i].cls].priority].push_back(i);
  return levels;
}

bool sameExponential(const std::vector<Share>& shares) {
  return std::all_of(shares.begin(), shares.end(), [&](const Share& share) {
    return share.service->kind() == Distribution::Kind::Exponential &&
           share.service->mean() == shares[0].service->mean();
  });
}

Result<Responses> priorities(const NetworkModel& model, const Station& station, const std::vector<Share>& shares) {
  const auto levels = levelsOf(model, shares);
  const bool interrupts = station.discipline == Discipline::PriorityPreemptiveResume;
  const bool same = sameExponential(shares);
  Responses answer{{interrupts ? "preemptive resume, White and Christie" : "priorities, Cobham", Trust::Closed, 1e-12},
                   std::vector<double>(shares.size(), 0.0)};
  std::vector<PriorityLevel> one;
  std::vector<double> rates;
  for (const auto& [urgency, members] : levels) {
    PriorityLevel level;
    for (const std::size_t i : members) {
      level.rate += shares[i].rate;
      level.mean += shares[i].rate * shares[i].service->moment(1);
      level.second += shares[i].rate * shares[i].service->moment(2);
    }
    level.mean /= level.rate;
    level.second /= level.rate;
    one.push_back(level);
    rates.push_back(level.rate);
  }
  double factor = 1;
  if (station.servers > 1 && !same) {
    // Bondi & Buzen (1984): the effect of priorities on the mean wait is about that in the same system with one server.
    answer.method = {"priorities at several servers, scaled from one", Trust::Approximate, 0.1};
    double rate = 0;
    double work = 0;
    double second = 0;
    for (PriorityLevel& level : one) {
      rate += level.rate;
      work += level.rate * level.mean;
      level.mean /= station.servers;
      level.second /= station.servers * station.servers;
      second += level.rate * level.second;
    }
    const double fifo = mmc(rate, work / rate, station.servers).meanWait;
    factor = fifo / (second / 2 / (1 - work / station.servers));
  }
  const bool exactMany = station.servers > 1 && same;
  const double mean = shares[0].service->mean();
  const auto waits = exactMany ? nonpreemptiveWaits(rates, mean, station.servers) : nonpreemptiveWaits(one);
  const auto interrupted = preemptiveResponses(one);
  const auto manyResponses = preemptiveResponses(rates, mean, station.servers);
  std::size_t place = 0;
  for (const auto& [urgency, members] : levels) {
    for (const std::size_t i : members) {
      const double own = shares[i].service->mean();
      if (!interrupts) {
        answer.mean[i] = own + factor * waits[place];
      } else if (exactMany) {
        answer.mean[i] = manyResponses[place];
      } else {
        answer.mean[i] = own + factor * (interrupted[place].response(own / station.servers) - own / station.servers);
      }
    }
    ++place;
  }
  return answer;
}

/// Mean wait where every class is a mixture of exponential phases: all together are one.
std::optional<double> mixedWait(const Station& station, const std::vector<Share>& shares, double rate) {
  std::vector<double> probabilities;
  std::vector<double> means;
  for (const Share& share : shares) {
    if (share.service->kind() == Distribution::Kind::Exponential) {
      probabilities.push_back(share.rate / rate);
      means.push_back(share.service->mean());
    } else if (share.service->kind() == Distribution::Kind::Hyperexponential) {
      for (const double p : share.service->probabilities()) probabilities.push_back(p * share.rate / rate);
      means.insert(means.end(), share.service->points().begin(), share.service->points().end());
    } else {
      return std::nullopt;
    }
  }
  Arrivals arrivals;
  arrivals.rate = rate;
  const auto exact = phaseQueue(arrivals, Distribution::hyperexponential(probabilities, means),
                                {station.servers, station.servers, std::nullopt});
  return exact ? std::optional(exact->meanWait()) : std::nullopt;
}

Result<Responses> firstCome(const Station& station, const std::vector<Share>& shares) {
  double rate = 0;
  Moments mixed;
  for (const Share& share : shares) {
    rate += share.rate;
    mixed.first += share.rate * share.service->moment(1);
    mixed.second += share.rate * share.service->moment(2);
    mixed.third += share.rate * share.service->moment(3);
  }
  mixed = {mixed.first / rate, mixed.second / rate, mixed.third / rate};
  Responses answer{{"M/G/1 with a mixture of services", Trust::Closed, 1e-12}, {}};
  double wait = mg1Wait(rate, mixed).mean;
  if (station.servers > 1) {
    wait = mmc(rate, mixed.first, station.servers).meanWait;
    if (sameExponential(shares)) {
      answer.method.name = "M/M/c";
    } else if (const auto exact = mixedWait(station, shares, rate)) {
      // who waits first come, first served waits the same whatever its class
      answer.method = {"M/H/c, quasi-birth-death process", Trust::Numerical, 1e-10};
      wait = *exact;
    } else {
      answer.method = {"M/G/c with a mixture of services, two moments", Trust::Approximate, 0.1};
      wait *= mixed.second / (2 * mixed.first * mixed.first);
    }
  }
  for (const Share& share : shares) answer.mean.push_back(wait + share.service->mean());
  return answer;
}

void fill(Solution& solution, const NetworkModel& model, const Station& station, const std::vector<Share>& shares,
          const Responses& responses) {
  Measures& here = solution["station:" + station.name];
  double rate = 0;
  double number = 0;
  double work = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double own = shares[i].service->mean();
    Measures& part = solution["class:" + model.classes[shares[i].cls].name + "@station:" + station.name];
    part[Metric::Throughput] = shares[i].rate;
    part[Metric::ResponseMean] = responses.mean[i];
    part[Metric::WaitMean] = responses.mean[i] - own;
    part[Metric::QueueMean] = shares[i].rate * (responses.mean[i] - own);
    part[Metric::NumberMean] = shares[i].rate * responses.mean[i];
    part[Metric::Utilization] = shares[i].rate * own / station.servers;
    rate += shares[i].rate;
    number += shares[i].rate * responses.mean[i];
    work += shares[i].rate * own;
  }
  here[Metric::Utilization] = work / station.servers;
  here[Metric::Throughput] = rate;
  here[Metric::NumberMean] = number;
  here[Metric::ResponseMean] = number / rate;
  here[Metric::WaitMean] = (number - work) / rate;
  here[Metric::QueueMean] = number - work;
}

/// Sums over stations into classes and the whole.
void sumUp(Solution& solution, const NetworkModel& model) {
  double all = 0;
  double throughput = 0;
  for (const JobClass& users : model.classes) {
    Measures sum;
    for (const Station& station : model.stations) {
      const Measures* part = solution.find("class:" + users.name + "@station:" + station.name);
      if (!part) continue;
      sum[Metric::Throughput] += station.count * *part->get(Metric::Throughput);
      sum[Metric::NumberMean] += station.count * *part->get(Metric::NumberMean);
      sum[Metric::WaitMean] += station.count * *part->get(Metric::Throughput) * *part->get(Metric::WaitMean);
    }
    sum[Metric::WaitMean] /= sum[Metric::Throughput];
    sum[Metric::ResponseMean] = sum[Metric::NumberMean] / sum[Metric::Throughput];
    all += sum[Metric::NumberMean];
    throughput += sum[Metric::Throughput];
    solution["class:" + users.name] = sum;
  }
  Measures& system = solution["system"];
  system[Metric::NumberMean] = all;
  system[Metric::Throughput] = throughput;
  system[Metric::ResponseMean] = all / throughput;
}

bool isPlain(const Station& station) {
  return !station.capacity && !station.concurrency && !station.failures && !station.setup &&
         station.discipline != Discipline::Delay && station.discipline != Discipline::ProcessorSharing;
}

}  // namespace

Result<Solution> solveClassesSideBySide(const NetworkModel& model) {
  Solution solution;
  solution.method = {"", Trust::Closed, 1e-12};
  std::map<std::string, std::vector<Share>> shares;
  for (std::size_t c = 0; c < model.classes.size(); ++c) {
    const JobClass& users = model.classes[c];
    if (users.arrivals->process != Arrivals::Process::Poisson || users.patience) {
      return problem("class " + users.name + " has arrivals or patience that no method covers beside other classes",
                     "simulate it");
    }
    for (const auto& [name, share] : firstNodes(model, users.name)) {
      const Station& station = *model.station(name);
      shares[name].push_back({c, users.arrivals->rate * share / station.count, station.serviceOf(users.name)});
    }
  }
  for (const auto& [name, list] : shares) {
    const Station& station = *model.station(name);
    double load = 0;
    for (const Share& share : list) load += share.rate * share.service->mean();
    if (load >= station.servers) {
      return problem("station " + name + " is unstable: " + std::to_string(load) + " erlangs for " +
                         std::to_string(station.servers) + " servers",
                     "lower the arrival rate, shorten the service or add servers");
    }
    if (!isPlain(station)) return problem("station " + name + " has limits among several classes", "simulate it");
    const auto responses =
        station.discipline == Discipline::Fifo ? firstCome(station, list) : priorities(model, station, list);
    if (!responses) return responses.problems();
    if (solution.method.name.empty() || !responses->method.isExact()) solution.method = responses->method;
    fill(solution, model, station, list, *responses);
  }
  sumUp(solution, model);
  return solution;
}

}  // namespace headroom::analytic
