// Circles of waits: nobody in them can go on until somebody gives up.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/sim/model.h"

namespace headroom::sim {

/// All workers of a pool are held by requests that wait for an answer, of which this is one.
struct CircleStep {
  Index server = kNone;
  Index pool = kNone;
  std::vector<Index> chain;  ///< Applications: the holder's, whom it waits for, whom that one waits for …; a request of
                             ///< the last one waits for a worker of the next step's pool.
};

/// The circles a replication has seen; of several the first one is told.
struct DeadlockTally {
  std::uint64_t seen = 0;  ///< Instants at which somebody gave up, or the run ended, and there was one.
  std::vector<CircleStep> circle;
};

}  // namespace headroom::sim
