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

constexpr std::uint64_t kNoLimit = ~std::uint64_t{0};
/// Runs aim at this much of the width that is asked for, so that a mean outside its interval may still be near enough.
constexpr double kAim = 0.8;

/// What has been spent of a budget.
class Purse {
 public:
  explicit Purse(const SimulationBudget& budget) : budget_(budget), began_(std::chrono::steady_clock::now()) {}
  bool empty() const {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    return spent_ >= budget_.events || (budget_.seconds > 0 && seconds >= budget_.seconds);
  }
  /// The shortfall that is good enough: once a third of the budget is spent, nearly the width itself will do.
  double enough() const { return spent_ * 3 > budget_.events ? 0.95 * 0.95 / (kAim * kAim) : 1.0; }
  std::uint64_t left() const { return spent_ >= budget_.events ? 0 : budget_.events - spent_; }
  std::uint64_t spent() const { return spent_; }
  void setSpent(std::uint64_t events) { spent_ = events; }

 private:
  const SimulationBudget& budget_;
  std::chrono::steady_clock::time_point began_;
  std::uint64_t spent_ = 0;
};

/// Does `work(0)` … `work(count - 1)`, each once, on so many threads.
void onThreads(int threads, int count, const std::function<void(int)>& work);

/// The largest of (half-width / (kAim × half-width asked for))² over all figures: how many times longer the runs should
/// have been.
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
