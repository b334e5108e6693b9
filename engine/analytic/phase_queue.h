// Stations whose arrivals and services are of phase type, exactly: MAP/PH/c, limited processor sharing, finite rooms.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/analytic/network_model.h"

namespace headroom::analytic {

/// What a station does with those present.
struct PhaseStation {
  int cores = 1;                ///< Served at once at full speed.
  int inProgress = 1;           ///< How many may be in progress; they share the cores equally. FIFO: the same as cores.
  std::optional<int> capacity;  ///< Room in all; who finds none is lost.
};

struct PhaseQueueAnswer {
  double rate = 0;  ///< Offered arrivals per second.
  double throughput = 0;
  double meanNumber = 0;
  double sdNumber = 0;
  double meanQueue = 0;   ///< Not in progress.
  double queuePairs = 0;  ///< E[Q(Q − 1)] of the number Q not in progress.
  double meanBusy = 0;    ///< Cores at work.
  double waitProb = 0;    ///< An accepted arrival is not in progress at once.
  double lossProb = 0;
  std::function<double(int)> numberPmf;
  double meanResponse() const { return meanNumber / throughput; }
  double meanWait() const { return meanQueue / throughput; }
};

/// Level: number present; phase: state of the arrivals × how many in progress are in which phase of service. Solved as
/// a quasi-birth–death process (Neuts 1981). Nothing when unstable, when a law is not of phase type, or when a level
/// would have more than `kMostPhases` states.
inline constexpr int kMostPhases = 700;
std::optional<PhaseQueueAnswer> phaseQueue(const Arrivals& arrivals, const Distribution& service,
                                           const PhaseStation& station);
/// Behind a dispatcher that deals a Poisson stream of `rate` in the fixed repeating `cycle`: the station gets those
/// where it is true.
std::optional<PhaseQueueAnswer> phaseQueueOfCycle(double rate, const std::vector<bool>& cycle,
                                                  const Distribution& service, const PhaseStation& station);

/// The same with laws of phase type standing for those that are not (stand_in.h), with as many stages as a level has
/// room for: an approximation. `cycle` empty: all arrivals come here. Nothing when unstable, or for arrivals that are
/// not Markovian.
std::optional<PhaseQueueAnswer> phaseQueueStandIn(const Arrivals& arrivals, const std::vector<bool>& cycle,
                                                  const Distribution& service, const PhaseStation& station);

/// M/M/c whose servers fail and are repaired, by the same method (Neuts & Lucantoni 1979).
struct FailingServersAnswer {
  double meanNumber = 0;
  double meanQueue = 0;  ///< Not on a working server.
  double serversUp = 0;
  std::vector<double> upPmf;  ///< Entry k: probability that k servers work.
};
/// `always`: idle servers fail too. All times exponential. Nothing when unstable.
std::optional<FailingServersAnswer> failingServers(double arrivalRate, double meanService, int servers,
                                                   double meanToFailure, double meanToRepair, int repairers,
                                                   bool always);

/// M/M/c/K whose refused requests come back after exponential times of mean `meanRetry`, again and again (Falin &
/// Templeton, Retrial Queues, 1997). Level: requests in orbit, cut where the rest weighs less than 1e-15. Nothing when
/// unstable.
struct RetrialAnswer {
  double meanOrbit = 0;
  double meanNumber = 0;   ///< At the station.
  double refusedProb = 0;  ///< Of first attempts.
  double utilisation = 0;
  double meanResponse = 0;  ///< From the first attempt to completion.
};
std::optional<RetrialAnswer> retrialQueue(double arrivalRate, double meanService, int servers, int capacity,
                                          double meanRetry);

}  // namespace headroom::analytic
