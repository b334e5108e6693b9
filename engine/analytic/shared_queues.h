// Identical stations behind a dispatcher that looks at their queues.
#pragma once

#include <optional>
#include <vector>

#include "engine/analytic/network_model.h"
#include "engine/base/error.h"

namespace headroom::analytic {

struct SharedQueuesAnswer {
  double meanNumber = 0;  ///< All stations together.
  double meanIdle = 0;    ///< Servers with nothing to do, all stations together.
  double meanLongest = 0;
  double meanBusy = 0;  ///< Servers at work, all stations together.
  double throughput = 0;
  std::vector<double> atLeast;  ///< Entry k: share of stations with k or more requests.
  double cut = 0;               ///< Probability of the states at the cut.
};

/// `stations` equal stations of `servers` exponential servers each, Poisson arrivals of `rate` in all: Markov chain on
/// the ordered queue lengths (Adan, Wessels & Zijm 1990 for two), cut at a longest queue and at a largest difference
/// between the longest and the shortest, both grown until they weigh less than 1e-11 or the chain has `mostStates`
/// states; an answer then stands if they weigh less than 1e-3; `cut` says how much. With a `room`, whoever is sent to a
/// station with so many is lost. Problems: instability without a room, too many states.
Result<SharedQueuesAnswer> sharedQueues(const Dispatcher& dispatcher, int stations, int servers, double rate,
                                        double meanService, std::optional<int> room = std::nullopt,
                                        std::size_t mostStates = 30000);

/// The limit of endlessly many single-server stations when each request joins the shortest of d sampled ones:
/// share with k or more s_k = ρ^((d^k − 1)/(d − 1)) (Vvedenskaya, Dobrushin & Karpelevich 1996; Mitzenmacher 1996). N
/// stations differ by O(1/N). Entry k: s_k, until it vanishes.
std::vector<double> supermarket(double load, int d);

}  // namespace headroom::analytic
