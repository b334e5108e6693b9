// The reference cases run on the simulator: the stations, pools, balancers and the event loop that farms are compiled
// to.
#pragma once

#include <cstdint>

#include "tests/accuracy/answerer.h"

namespace headroom::accuracy {

/// How much a simulation may spend on one case.
struct SimulationBudget {
  std::uint64_t seed = 1;
  int replications = 20;               ///< Independent ones; 10 are the least the table asks for.
  std::uint64_t events = 600'000'000;  ///< In all; where it ends the intervals are as wide as they are.
  double seconds = 0;                  ///< On the wall, looked at between rounds; 0: no limit.
  int threads = 2;
};

/// How near a figure has to come: relative half-width of its interval, and relative distance from the reference.
struct Precision {
  double width = 0.01;
  double distance = 0.015;
};
Precision precisionAskedOf(const std::string& metric);

/// Runs each case for as long as its figures need. Steady states: replications with their beginning discarded, found by
/// MSER-5 on their mean; the length comes from the spread of a first part, which is thrown away too. Instants: an
/// ensemble of runs from the empty system, in as many batches as there would be replications. Traces: one run.
class SimulationAnswerer : public Answerer {
 public:
  explicit SimulationAnswerer(SimulationBudget budget = {}) : budget_(budget) {}
  std::string name() const override { return "simulation"; }
  bool isAsked(const AccuracyCase& c) const override { return c.simulation != "none"; }
  /// Printed figures, bounds and other populations are questions to formulas.
  bool isAskedFor(const Expected& e) const override;
  Answers answer(const AccuracyCase& c) const override;
  /// The interval is narrow enough and the mean near enough; fates and instants of traces agree to a nanosecond. No
  /// figure may lie where chance leads less than once in a million times.
  Verdict judge(const AccuracyCase& c, const Expected& e, const std::optional<Figure>& figure) const override;

 private:
  SimulationBudget budget_;
};

}  // namespace headroom::accuracy
