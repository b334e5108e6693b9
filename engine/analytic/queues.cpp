#include "engine/analytic/queues.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace headroom::analytic {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

/// P(response > t) of a stable M/M/c queue (Kleinrock, Queueing Systems I, §3.5 extended to the sojourn time).
double responseTail(double t, double serviceRate, int servers, double arrivalRate, double waitProbability) {
  const double drain = servers * serviceRate - arrivalRate;
  const double served = std::exp(-serviceRate * t);
  const double gap = drain - serviceRate;
  if (std::abs(gap) < 1e-9 * serviceRate) return served * (1 + waitProbability * serviceRate * t);
  return served + waitProbability * serviceRate / gap * (served - std::exp(-drain * t));
}

}  // namespace

double erlangB(int servers, double load) {
  double blocked = 1;
  for (int k = 1; k <= servers; ++k) blocked = load * blocked / (k + load * blocked);
  return blocked;
}

double erlangC(int servers, double load) {
  if (load >= servers) return 1;
  const double blocked = erlangB(servers, load);
  const double utilisation = load / servers;
  return blocked / (1 - utilisation * (1 - blocked));
}

MmcAnswer mmc(double arrivalRate, double meanService, int servers) {
  MmcAnswer answer;
  const double load = arrivalRate * meanService;
  answer.utilisation = load / servers;
  answer.waitProbability = erlangC(servers, load);
  answer.meanWait = load < servers ? answer.waitProbability * meanService / (servers - load) : kInfinite;
  answer.meanResponse = answer.meanWait + meanService;
  answer.meanNumber = arrivalRate * answer.meanResponse;
  return answer;
}

double mmcResponseQuantile(double arrivalRate, double meanService, int servers, double probability) {
  const double load = arrivalRate * meanService;
  if (load >= servers) return kInfinite;
  const double waits = erlangC(servers, load);
  const double target = 1 - probability;
  const auto tail = [&](double t) { return responseTail(t, 1 / meanService, servers, arrivalRate, waits); };
  double low = 0;
  double high = meanService;
  while (tail(high) > target) high *= 2;
  for (int i = 0; i < 200 && high - low > 1e-15 * high; ++i) {
    const double middle = (low + high) / 2;
    (tail(middle) > target ? low : high) = middle;
  }
  return high;
}

double mmcResponseTail(double arrivalRate, double meanService, int servers, double t) {
  return t <= 0 ? 1
                : responseTail(t, 1 / meanService, servers, arrivalRate, erlangC(servers, arrivalRate * meanService));
}

double mmcNumberPmf(int servers, double load, int n) {
  if (n < 0) return 0;
  const double utilisation = load / servers;
  const double atServers = erlangC(servers, load) * (1 - utilisation);
  if (n >= servers) return atServers * std::pow(utilisation, n - servers);
  double product = atServers;  // p(k) = p(k + 1) (k + 1) / load
  if (product > 0) {
    for (int k = servers - 1; k >= n; --k) product *= (k + 1) / load;
    return product;
  }
  return std::exp(std::log(erlangB(servers, load)) + std::lgamma(servers + 1.0) - std::lgamma(n + 1.0) -
                  (servers - n) * std::log(load));
}

double mmcNumberSd(int servers, double load) {
  const double utilisation = load / servers;
  const double waits = erlangC(servers, load);
  double first = 0;
  double second = 0;
  double p = waits * (1 - utilisation);  // of all servers busy and nobody waiting; downwards nothing vanishes too early
  for (int n = servers - 1; n > 0; --n) {
    p *= (n + 1) / load;
    first += p * n;
    second += p * n * n;
  }
  const double extra = utilisation / (1 - utilisation);  // mean of the geometric number beyond the servers
  first += waits * (servers + extra);
  second += waits * (1.0 * servers * servers + 2 * servers * extra + extra * (1 + 2 * extra));
  return std::sqrt(second - first * first);
}

double mg1MeanWait(double arrivalRate, double meanService, double scv) {
  const double utilisation = arrivalRate * meanService;
  return utilisation < 1 ? utilisation * meanService * (1 + scv) / (2 * (1 - utilisation)) : kInfinite;
}

double repairmanThroughput(int population, double meanThink, double meanService, int servers) {
  std::vector<double> weight(static_cast<std::size_t>(population) + 1,
                             1.0);  // relative probability of n at the station
  double sum = 1;
  double busy = 0;
  for (int n = 1; n <= population; ++n) {
    const double arrive = (population - n + 1) / meanThink;
    const double leave = std::min(n, servers) / meanService;
    const auto i = static_cast<std::size_t>(n);
    weight[i] = weight[i - 1] * arrive / leave;
    sum += weight[i];
    busy += weight[i] * std::min(n, servers);
    if (sum > 1e200) {  // only ratios matter: scale before the sums overflow
      for (double& w : weight) w /= sum;
      busy /= sum;
      sum = 1;
    }
  }
  return busy / sum / meanService;
}

}  // namespace headroom::analytic
