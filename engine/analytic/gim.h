// General independent arrivals, exponential service: GI/M/c, first come, first served.
#pragma once

#include "engine/analytic/distribution.h"

namespace headroom::analytic {

struct RenewalArrivalAnswer {
  double sigma = 0;     ///< Decay of what an arrival finds: the root of σ = A*(cμ(1 − σ)).
  double waitProb = 0;  ///< An arrival finds no free server.
  double meanWait = 0;
  double meanResponse = 0;
  double utilisation = 0;
  double waitDecay = 0;  ///< P(wait > t) = waitProb · exp(−waitDecay · t).
  double serviceRate = 0;
  double waitTail(double t) const;
  double responseTail(double t) const;
};

/// Takács, Introduction to the Theory of Queues (1962), ch. 2; for one server Kleinrock, Queueing Systems I, ch. 6.
/// The formula for the probability of waiting alternates in sign and is good for up to 30 servers.
/// REQUIRES: stable, 1 <= servers <= 30.
RenewalArrivalAnswer gim(const Distribution& interarrival, double meanService, int servers);

}  // namespace headroom::analytic
