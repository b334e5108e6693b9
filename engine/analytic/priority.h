// Priorities at one station with Poisson arrivals: most urgent level first, first come, first served within a level.
#pragma once

#include <optional>
#include <vector>

#include "engine/analytic/distribution.h"

namespace headroom::analytic {

/// One priority level: everybody of that urgency together.
struct PriorityLevel {
  double rate = 0;
  double mean = 0;    ///< First moment of the service.
  double second = 0;  ///< Second moment.
};

/// Mean wait of each level, most urgent first, M/G/1 without interruption (Cobham 1954):
/// W_k = Σλ_i E[S_i²]/2 / ((1 − σ_{k−1})(1 − σ_k)), σ_k the load of the levels up to k. Infinite from the level on
/// where the load reaches 1.
std::vector<double> nonpreemptiveWaits(const std::vector<PriorityLevel>& levels);

/// Time beyond the own service that a level spends, M/G/1 preemptive resume (White & Christie 1958; Miller 1960):
/// response T_k = E[S]/(1 − σ_{k−1}) + Σ_{i<=k} λ_i E[S_i²]/2 / ((1 − σ_{k−1})(1 − σ_k)). Entry k: {stretch of the own
/// service, added time}.
struct Interrupted {
  double stretch = 1;
  double added = 0;
  double response(double service) const { return stretch * service + added; }
};
std::vector<Interrupted> preemptiveResponses(const std::vector<PriorityLevel>& levels);

/// M/M/c without interruption, all levels with the same mean service: the wait of M/G/1 with Erlang's delay probability
/// (Kella & Yechiali 1985).
std::vector<double> nonpreemptiveWaits(const std::vector<double>& rates, double meanService, int servers);

/// Mean responses in M/M/c with preemptive resume, all levels with the same mean service: the levels up to k together
/// are an M/M/c that nobody below disturbs.
std::vector<double> preemptiveResponses(const std::vector<double>& rates, double meanService, int servers);

}  // namespace headroom::analytic
