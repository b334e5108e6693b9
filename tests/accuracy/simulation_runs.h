// How long to run a network, and how often.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/sim/free_network.h"
#include "tests/accuracy/network_reading.h"
#include "tests/accuracy/simulation_answerer.h"

namespace headroom::accuracy {

/// By figure and replication; an empty row: cannot be read.
using Samples = std::vector<std::vector<double>>;

struct RunOutcome {
  Samples samples;
  std::string method;
  Diagnostics problems;
};

/// Does `work(0)` … `work(count - 1)`, each once, on so many threads.
void onThreads(int threads, int count, const std::function<void(int)>& work);

/// The largest of (half-width / asked half-width)² over all figures: how many times longer the runs should have been.
double shortfall(const std::vector<Expected>& figures, const Samples& samples);

/// Time means in steady state.
RunOutcome runSteadily(const sim::FreeNetworkSpec& spec, const std::vector<Expected>& figures,
                       const SimulationBudget& budget);
/// Means over an ensemble at instants.
RunOutcome runEnsemble(const sim::FreeNetworkSpec& spec, const std::vector<Expected>& figures,
                       const SimulationBudget& budget);
/// Listed requests: the one and only course of events.
std::unique_ptr<sim::FreeNetwork> runTraced(const sim::FreeNetworkSpec& spec);

}  // namespace headroom::accuracy
