#include "engine/analytic/birth_death.h"

#include <algorithm>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <numeric>

namespace headroom::analytic {
namespace {

/// P(Erlang(stages, rate) > t).
double erlangTail(int stages, double rate, double t) {
  return t <= 0 ? 1 : boost::math::gamma_q(static_cast<double>(stages), rate * t);
}

/// P(Erlang(stages, c·mu) + Exp(mu) > t): in the wait still, or served after it.
double waitThenService(int stages, int servers, double mu, double t) {
  if (servers == 1) return erlangTail(stages + 1, mu, t);
  const double waiting = erlangTail(stages, servers * mu, t);
  const double served = boost::math::gamma_p(static_cast<double>(stages), (servers - 1) * mu * t);
  if (served == 0) return waiting;
  const double growth = stages * std::log(servers / (servers - 1.0));
  return waiting + std::exp(growth - mu * t + std::log(served));
}

/// Mean and probability of service of a request that finds `ahead` waiting before it, all of them impatient.
struct Fate {
  double served = 1;      ///< Probability.
  double waitServed = 0;  ///< E[wait; served].
};

std::vector<Fate> fates(std::size_t places, double drain, double impatience) {
  std::vector<Fate> list(places);
  Fate last;
  for (std::size_t ahead = 0; ahead < places; ++ahead) {
    const double others = drain + static_cast<double>(ahead) * impatience;
    const double all = others + impatience;
    list[ahead].served = last.served * others / all;
    list[ahead].waitServed = others / all * (last.served / all + last.waitServed);
    last = list[ahead];
  }
  return list;
}

int roomFor(double arrivalRate, double meanService, int servers, double meanPatience) {
  const double load = arrivalRate * std::max(meanService, meanPatience);
  return servers + static_cast<int>(load + 12 * std::sqrt(load) + 100);
}

}  // namespace

std::vector<double> birthDeathSteadyState(const std::vector<double>& births, const std::vector<double>& deaths) {
  std::vector<double> logs(births.size() + 1, 0.0);
  for (std::size_t n = 0; n < births.size(); ++n) logs[n + 1] = logs[n] + std::log(births[n] / deaths[n]);
  const auto peak = static_cast<std::size_t>(std::max_element(logs.begin(), logs.end()) - logs.begin());
  std::vector<double> weights(logs.size(), 0.0);
  weights[peak] = 1;
  for (std::size_t n = peak; n < births.size(); ++n) weights[n + 1] = weights[n] * (births[n] / deaths[n]);
  for (std::size_t n = peak; n-- > 0;) weights[n] = births[n] > 0 ? weights[n + 1] * (deaths[n] / births[n]) : 0;
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
  return weights;
}

FiniteQueueAnswer finiteQueue(double arrivalRate, double meanService, int servers, int capacity) {
  const auto room = static_cast<std::size_t>(capacity);
  const double mu = 1 / meanService;
  std::vector<double> deaths(room);
  for (std::size_t n = 0; n < room; ++n) deaths[n] = std::min(static_cast<int>(n) + 1, servers) * mu;
  FiniteQueueAnswer answer;
  answer.numberPmf = birthDeathSteadyState(std::vector<double>(room, arrivalRate), deaths);
  double busy = 0;
  for (std::size_t n = 0; n <= room; ++n) {
    const int present = static_cast<int>(n);
    answer.meanNumber += answer.numberPmf[n] * present;
    answer.meanQueue += answer.numberPmf[n] * std::max(0, present - servers);
    busy += answer.numberPmf[n] * std::min(present, servers);
    if (present >= servers && n < room) answer.waitProb += answer.numberPmf[n];
  }
  answer.lossProb = answer.numberPmf[room];
  const double accepted = 1 - answer.lossProb;
  answer.waitProb /= accepted;
  answer.throughput = busy * mu;
  answer.utilisation = busy / servers;
  answer.meanResponse = answer.meanNumber / answer.throughput;
  answer.meanWait = answer.meanQueue / answer.throughput;
  double square = 0;  // of the wait, an Erlang number of departures
  for (int n = servers; n < capacity; ++n) {
    const double stages = n - servers + 1;
    square += answer.numberPmf[static_cast<std::size_t>(n)] / accepted * stages * (stages + 1);
  }
  square /= servers * mu * servers * mu;
  answer.sdWait = std::sqrt(std::max(0.0, square - answer.meanWait * answer.meanWait));
  const auto over = [pmf = answer.numberPmf, accepted, servers, capacity](const auto& tailOf) {
    double sum = 0;
    for (int n = 0; n < capacity; ++n) sum += pmf[static_cast<std::size_t>(n)] / accepted * tailOf(n - servers + 1);
    return sum;
  };
  answer.responseTail = [over, servers, mu](double t) {
    return over([&](int stages) { return stages > 0 ? waitThenService(stages, servers, mu, t) : std::exp(-mu * t); });
  };
  answer.waitTail = [over, servers, mu](double t) {
    return over([&](int stages) { return stages > 0 ? erlangTail(stages, servers * mu, t) : 0.0; });
  };
  return answer;
}

std::vector<double> machinesUp(int machines, double meanToFailure, double meanToRepair, int repairers) {
  const auto size = static_cast<std::size_t>(machines);
  std::vector<double> repairs(size);
  std::vector<double> failures(size);
  for (int up = 0; up < machines; ++up) {
    repairs[static_cast<std::size_t>(up)] = std::min(machines - up, repairers) / meanToRepair;
    failures[static_cast<std::size_t>(up)] = (up + 1) / meanToFailure;
  }
  return birthDeathSteadyState(repairs, failures);
}

ErlangAAnswer erlangA(double arrivalRate, double meanService, int servers, double meanPatience, int capacity) {
  const int places = capacity >= 0 ? capacity : roomFor(arrivalRate, meanService, servers, meanPatience);
  const auto room = static_cast<std::size_t>(places);
  std::vector<double> deaths(room);
  for (int n = 1; n <= places; ++n) {
    deaths[static_cast<std::size_t>(n) - 1] =
        std::min(n, servers) / meanService + std::max(0, n - servers) / meanPatience;
  }
  ErlangAAnswer answer;
  answer.numberPmf = birthDeathSteadyState(std::vector<double>(room, arrivalRate), deaths);
  const auto fate = fates(room + 1, servers / meanService, 1 / meanPatience);
  double served = 0;
  double waitServed = 0;
  for (int n = 0; n <= places; ++n) {
    const double p = answer.numberPmf[static_cast<std::size_t>(n)];
    answer.meanNumber += p * n;
    answer.meanQueue += p * std::max(0, n - servers);
    answer.utilisation += p * std::min(n, servers) / servers;
    if (n == places) continue;
    const bool waits = n >= servers;
    answer.waitProb += waits ? p : 0;
    served += p * (waits ? fate[static_cast<std::size_t>(n - servers)].served : 1);
    waitServed += p * (waits ? fate[static_cast<std::size_t>(n - servers)].waitServed : 0);
  }
  answer.lossProb = capacity >= 0 ? answer.numberPmf[room] : 0;
  const double entered = arrivalRate * (1 - answer.lossProb);
  answer.waitProb /= 1 - answer.lossProb;
  answer.meanWait = answer.meanQueue / entered;
  answer.abandonProb = answer.meanQueue / meanPatience / arrivalRate;
  answer.throughput = answer.utilisation * servers / meanService;
  answer.meanServed = waitServed / served + meanService;
  return answer;
}

ErlangAAnswer impatientInService(double arrivalRate, double meanService, int servers, double meanPatience,
                                 int capacity) {
  const int places = capacity >= 0 ? capacity : roomFor(arrivalRate, meanService, servers, meanPatience);
  const auto room = static_cast<std::size_t>(places);
  std::vector<double> deaths(room);
  for (int n = 1; n <= places; ++n) {
    deaths[static_cast<std::size_t>(n) - 1] = std::min(n, servers) / meanService + n / meanPatience;
  }
  ErlangAAnswer answer;
  answer.numberPmf = birthDeathSteadyState(std::vector<double>(room, arrivalRate), deaths);
  for (int n = 0; n <= places; ++n) {
    const double p = answer.numberPmf[static_cast<std::size_t>(n)];
    answer.meanNumber += p * n;
    answer.meanQueue += p * std::max(0, n - servers);
    answer.utilisation += p * std::min(n, servers) / servers;
    answer.waitProb += n >= servers && n < places ? p : 0;
  }
  answer.lossProb = capacity >= 0 ? answer.numberPmf[room] : 0;
  answer.waitProb /= 1 - answer.lossProb;
  answer.meanWait = answer.meanQueue / (arrivalRate * (1 - answer.lossProb));
  answer.abandonProb = answer.meanNumber / meanPatience / arrivalRate;
  answer.throughput = answer.utilisation * servers / meanService;
  return answer;
}

}  // namespace headroom::analytic
