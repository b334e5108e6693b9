// M/M/c whose waiting requests give up after a time of any law.
#pragma once

#include "engine/analytic/distribution.h"

namespace headroom::analytic {

struct ImpatienceAnswer {
  double abandonProb = 0;
  double waitProb = 0;    ///< An arrival finds no free server.
  double meanWait = 0;    ///< Of everybody, those who give up included.
  double meanServed = 0;  ///< Mean response of those served.
  double throughput = 0;
  double utilisation = 0;
};

/// The density of the virtual wait is proportional to exp(λH(x) − cμx), H(x) = E[min(patience, x)] (Baccelli &
/// Hébuterne 1981; Zeltyn & Mandelbaum 2005, §3). Integrals by adaptive quadrature, relative error about 1e-12.
/// REQUIRES: λ·P(infinite patience) < cμ, which holds for every law of this room.
ImpatienceAnswer impatientQueue(double arrivalRate, double meanService, int servers, const Distribution& patience);

}  // namespace headroom::analytic
