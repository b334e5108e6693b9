// One long run cut into batches.
#pragma once

#include <vector>

#include "engine/sim/replication.h"
#include "engine/sim/run_plan.h"
#include "engine/sim/world.h"

namespace headroom::sim {

/// Looks at a run at instants that lie equally far apart and keeps what happened in between.
class BatchCutter {
 public:
  /// REQUIRES: plan.batches > 0.
  explicit BatchCutter(const RunPlan& plan);

  /// When to look next.
  Instant next() const { return next_; }
  /// REQUIRES: the world has run up to next() and no further.
  void cut(const World& world);
  /// The batches, all equally long. `whole` is the run after its end.
  std::vector<Replication> finish(const Replication& whole);

 private:
  void take(Replication now);

  Duration length_;
  Instant next_;
  Replication before_;
  bool begun_ = false;  ///< `before_` is of the measured part.
  std::vector<Replication> batches_;
};

}  // namespace headroom::sim
