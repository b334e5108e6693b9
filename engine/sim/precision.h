// When a run that is asked for precision has enough replications.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/results/results.h"
#include "engine/sim/sim.h"

namespace headroom::sim {

/// Sequential stopping: replications are added until every chosen figure is precise at two successive checks. Checks
/// lie at numbers of replications that grow by at least a quarter, because a rule that looks too often stops at lucky
/// moments. Depends on figures only, so it stops alike on any number of threads.
class StoppingRule {
 public:
  explicit StoppingRule(const PrecisionGoal& goal) : goal_(goal) {}

  /// Looks at the result of `result.replications` replications of `each` simulated time. The number to have before the
  /// next look; none: this was the last one.
  std::optional<int> next(const results::RunResult& result, Duration each);

  /// Of the last look.
  const results::Precision& found() const { return found_; }

 private:
  void measure(const results::RunResult& result);
  int wanted(int now) const;
  int affordable(const results::RunResult& result, Duration each) const;
  std::string budget() const;

  const PrecisionGoal& goal_;
  results::Precision found_;
  int precise_ = 0;  ///< Looks in a row.
  int unknown_ = 0;  ///< Looks in a row that found a figure without an interval.
};

/// Problems of a goal: a measure or an object that the result does not have.
Diagnostics problemsOf(const PrecisionGoal& goal, const results::RunResult& result);

}  // namespace headroom::sim
