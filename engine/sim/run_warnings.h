// What a run has to say about places that are overloaded and requests that failed.
#pragma once

#include <string>
#include <vector>

#include "engine/results/results.h"
#include "engine/sim/assemble.h"
#include "engine/sim/model.h"
#include "engine/sim/replication.h"

namespace headroom::sim {

/// Adds the failed ones of requests that ended.
void addFailures(results::Failures& to, const OutcomeCounts& ended);

/// "FE3 is overloaded: offered load 107 % (106.6…107.4 %), its queue grows without bound". `refusing`: until its pool
/// turns requests away.
std::string overloadWarning(const std::string& name, const PlaceLoad& place, bool refusing);

/// Applications that answered nothing, servers that turned requests away, deadlocks, and calls that failed, a sentence
/// each. `result` has its applications and servers already.
std::vector<std::string> failureWarnings(const Model& model, const std::vector<Replication>& replications,
                                         const results::RunResult& result);

}  // namespace headroom::sim
