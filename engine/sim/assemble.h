// The result of a run from its replications.
#pragma once

#include <optional>

#include "engine/base/error.h"
#include "engine/farm/farm.h"
#include "engine/results/results.h"
#include "engine/sim/estimate.h"
#include "engine/sim/model.h"
#include "engine/sim/overload.h"
#include "engine/sim/runner.h"
#include "engine/sim/sim.h"

namespace headroom::sim {

/// Everything results.h promises. A broken self-check is a problem instead. REQUIRES: at least one replication.
Result<results::RunResult> assemble(const farm::Farm& farm, const RunOptions& options, const Model& model,
                                    const Frame& frame, const Pass& pass, const Load& load);

/// Values over time of zones, servers and stations, over all replications.
std::vector<results::Series> seriesOf(const Model& model, const std::vector<Replication>& replications);

/// Autoscaled zones.
std::vector<results::ScalingResult> scalingOf(const Model& model, const std::vector<Replication>& replications);

/// Sentences about requests that busy servers and balancers at their limit answered 503.
std::vector<std::string> turnedAway(const Model& model, const std::vector<Replication>& replications);

/// The promises of the farm, and whether the run kept them. `why` not empty: the run has no steady state.
std::vector<results::SloVerdict> verdictsOf(const farm::Farm& farm, const Model& model, const Pass& pass,
                                            const results::RunResult& result, BatchEstimates& batched,
                                            const std::string& why);

/// What the replayed log says against what the run found; empty when the log is not to be compared with.
std::optional<results::Validation> comparedWithLog(const Model& model, const std::vector<Replication>& replications);

/// Histograms of one application, by replication.
std::vector<const stats::Histogram*> responsesOf(const std::vector<Replication>& replications, std::size_t application);

}  // namespace headroom::sim
