// When the requests of an open class come.
#pragma once

#include "engine/base/time.h"
#include "engine/kernel/random_streams.h"
#include "engine/sim/free_network_spec.h"

namespace headroom::sim {

/// One class's arrivals, one after the other. Rates that change are followed exactly: what is left of a gap when the
/// rate changes is drawn anew (it has no memory), or candidates of the highest rate are thinned out (Lewis & Shedler,
/// Naval Research Logistics Quarterly 26, 1979).
class ArrivalProcess {
 public:
  ArrivalProcess(const ArrivalSpec& spec, kernel::RandomStream random) : spec_(&spec), random_(random) {}

  /// The next arrival after one at `now`; never() when there is none.
  Instant after(Instant now);

 private:
  double exponential() { return -elementary::naturalLog(random_.unit()); }
  Instant gapOf(Instant from, double rate);
  Instant stepwise(Instant now);
  Instant thinned(Instant now);
  void nextPhase(Instant at);

  const ArrivalSpec* spec_;
  kernel::RandomStream random_;
  std::size_t phase_ = 0;
  Instant phaseEnds_;
  bool begun_ = false;
  std::size_t listed_ = 0;
};

}  // namespace headroom::sim
