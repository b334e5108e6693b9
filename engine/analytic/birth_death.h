// Birth–death chains and the stations that are one.
#pragma once

#include <functional>
#include <vector>

namespace headroom::analytic {

/// Steady state of a birth–death chain on 0 … births.size(): `births[n]` leads from n to n + 1, `deaths[n]` from n + 1
/// to n. Products of rates, scaled from the most likely state outwards, so that nothing overflows. REQUIRES: deaths
/// positive, births not negative, equally many.
std::vector<double> birthDeathSteadyState(const std::vector<double>& births, const std::vector<double>& deaths);

/// M/M/c/K: `capacity` K counts waiting and in service (Kleinrock, Queueing Systems I, §3.6).
struct FiniteQueueAnswer {
  std::vector<double> numberPmf;  ///< 0 … K
  double lossProb = 0;
  double throughput = 0;
  double utilisation = 0;
  double meanNumber = 0;
  double meanQueue = 0;
  double meanResponse = 0;  ///< Of accepted requests, as are the tails and the probability of waiting.
  double meanWait = 0;
  double sdWait = 0;
  double waitProb = 0;
  std::function<double(double)> responseTail;
  std::function<double(double)> waitTail;
};

/// The tails condition on what an accepted request finds (PASTA): it waits for an Erlang number of departures.
/// REQUIRES: capacity >= servers >= 1.
FiniteQueueAnswer finiteQueue(double arrivalRate, double meanService, int servers, int capacity);

/// k identical machines that fail after exponential times and are repaired by `repairers` (machine repair model;
/// Gross & Harris, Fundamentals of Queueing Theory, §2.7). Entry n: probability that n work.
std::vector<double> machinesUp(int machines, double meanToFailure, double meanToRepair, int repairers);

/// M/M/c/K with exponential patience while waiting (Erlang-A; Palm 1957, Gans, Koole & Mandelbaum 2003).
struct ErlangAAnswer {
  std::vector<double> numberPmf;
  double lossProb = 0;     ///< Found no room.
  double abandonProb = 0;  ///< Of all arrivals, as is `lossProb`.
  double waitProb = 0;
  double meanWait = 0;    ///< Of everybody who was let in, those who give up included.
  double meanServed = 0;  ///< Mean response of those served.
  double meanQueue = 0;
  double meanNumber = 0;
  double throughput = 0;
  double utilisation = 0;
};

/// `capacity` below 0: no limit; the chain is then cut where the rest weighs less than 1e-18.
ErlangAAnswer erlangA(double arrivalRate, double meanService, int servers, double meanPatience, int capacity = -1);

/// The same where patience counts from the arrival on, so that those in service give up too: also what happens to
/// exponential work that is shared. Without `meanServed`.
ErlangAAnswer impatientInService(double arrivalRate, double meanService, int servers, double meanPatience,
                                 int capacity = -1);

}  // namespace headroom::analytic
