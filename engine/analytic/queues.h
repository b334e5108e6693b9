// Closed forms of single stations. Rates per second, times in seconds.
#pragma once

namespace headroom::analytic {

/// Share of arrivals lost by a station of `servers` servers without waiting room at `load` erlangs (= arrival rate ×
/// mean service time). Stable recursion B(k) = a·B(k−1) / (k + a·B(k−1)); A. K. Erlang 1917. REQUIRES: servers >= 0,
/// load >= 0.
double erlangB(int servers, double load);

/// Probability that an arrival waits in an M/M/c queue; 1 when load >= servers. C = B / (1 − ρ(1 − B)).
double erlangC(int servers, double load);

/// M/M/c, first come first served.
struct MmcAnswer {
  double utilisation = 0;
  double waitProbability = 0;
  double meanWait = 0;  ///< Infinite when unstable.
  double meanResponse = 0;
  double meanNumber = 0;
};
MmcAnswer mmc(double arrivalRate, double meanService, int servers);

/// Smallest t with P(response <= t) >= `probability` in a stable M/M/c queue, by bisection on its distribution;
/// infinite when unstable. REQUIRES: 0 < probability < 1.
double mmcResponseQuantile(double arrivalRate, double meanService, int servers, double probability);

/// P(response > t) of a stable M/M/c queue (Kleinrock, Queueing Systems I, §3.5, extended to the sojourn time).
double mmcResponseTail(double arrivalRate, double meanService, int servers, double t);

/// P(number present = n) of a stable M/M/c at `load` erlangs, scaled from Erlang's C so that no power overflows, and
/// the standard deviation of the number.
double mmcNumberPmf(int servers, double load, int n);
double mmcNumberSd(int servers, double load);

/// Mean wait of an M/G/1 queue (Pollaczek–Khinchine) with service of squared coefficient of variation `scv`; infinite
/// when unstable.
double mg1MeanWait(double arrivalRate, double meanService, double scv);

/// Throughput of a closed population with exponential think time over one M/M/c station (machine repairman), by its
/// birth–death chain.
double repairmanThroughput(int population, double meanThink, double meanService, int servers);

}  // namespace headroom::analytic
