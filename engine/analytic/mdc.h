// M/D/c: Poisson arrivals, constant service, c servers, first come, first served.
#pragma once

#include <functional>

namespace headroom::analytic {

struct ConstantServiceAnswer {
  double meanNumber = 0;
  double meanQueue = 0;
  double meanWait = 0;
  double sdWait = 0;  ///< From the queue: those who wait came during the wait of the first, E[Q(Q−1)] = λ²E[W²].
  double waitProb = 0;
  std::function<double(int)> numberPmf;
  std::function<double(double)> waitTail;
  std::function<double(double)> responseTail;
};

/// Whoever is in service now is gone after one service time, and nobody who came later is (Crommelin 1932): a linear
/// system for the number present, closed by its geometric tail (Tijms, A First Course in Stochastic Models, §9.6.2).
/// The wait from it by Franx (Oper. Res. Letters 29, 2001), whose terms are all positive: right to about 1e-13 where
/// Erlang's alternating series loses every digit. REQUIRES: stable.
ConstantServiceAnswer mdc(double arrivalRate, double service, int servers);

}  // namespace headroom::analytic
