// Replications on all cores.
#pragma once

#include <vector>

#include "engine/base/error.h"
#include "engine/sim/model.h"
#include "engine/sim/replication.h"
#include "engine/sim/sim.h"
#include "engine/sim/world.h"

namespace headroom::sim {

/// The beginning of every replication that is left out.
struct Frame {
  Duration warmUp;
  bool settled = true;  ///< False: the pilot was still warming up when it ended.
};

/// The warm-up as given, or found on a pilot of the first replication.
Result<Frame> frameOf(const Model& model, const RunOptions& options, const Progress& progress);

RunPlan planOf(const Model& model, const RunOptions& options, Duration warmUp, int replication);

struct Pass {
  std::vector<Replication> replications;  ///< In order of index; when cancelled, those that were finished.
  std::vector<Replication> batches;       ///< Of the only replication, when it was to be cut into some.
  bool cancelled = false;
};

/// Where in the whole task a pass stands, for its progress reports.
struct Share {
  double from = 0;
  double to = 1;
  std::string doing;
};

/// The requests that the replications have noted, followed through a second run of the same replications.
std::vector<results::Trace> tracesOf(const Model& model, const RunOptions& options, const RunPlan& plan,
                                     const std::vector<Replication>& replications, const Progress& progress);

/// How many threads there is work for.
std::size_t threadsFor(const RunOptions& options, std::size_t pieces);

/// Runs the replications after those that `pass` has, up to `count` of them. The number of threads changes nothing but
/// the time it takes.
void runMore(const Model& model, const RunOptions& options, const RunPlan& plan, std::size_t count, Pass& pass,
             const Progress& progress, const Share& share);

/// As run(), with a deliberate mistake in it; the door for tests of the self-checks.
Result<results::RunResult> runSabotaged(const farm::Farm& farm, const RunOptions& options, const Progress& progress,
                                        Sabotage sabotage);

}  // namespace headroom::sim
