// Runs of a farm whose balancers are given as the routing core takes them.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/sim/replication.h"
#include "tests/sim/farms.h"

namespace headroom::sim {
struct Model;
}

namespace headroom::sim::testing {

/// What all replications of a run found, added up. Every self-check has been looked at.
struct BalancedRun {
  double meanMs = 0;  ///< Response time of answered requests.
  double p99Ms = 0;
  double maxMs = 0;
  std::vector<std::uint64_t> served;  ///< By server.
  std::vector<double> balancerQueue;  ///< Mean, by zone.
  std::uint64_t answered = 0;
  std::uint64_t queueFull = 0;
  std::uint64_t noServer = 0;
  std::uint64_t refused = 0;
  std::uint64_t events = 0;
  std::vector<Replication> replications;

  std::uint64_t failed() const { return queueFull + noServer + refused; }
  double shareOf(std::size_t server) const;
};

/// `edit` changes the compiled farm before it runs.
BalancedRun runBalanced(const farm::Farm& farm, const RunOptions& options, const std::function<void(Model&)>& edit);

}  // namespace headroom::sim::testing
