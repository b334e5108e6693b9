// Replications become estimates.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/results/results.h"
#include "engine/stats/histogram.h"

namespace headroom::sim {

/// Mean of one value per replication, with Student's interval. `why` not empty: no interval, for that reason.
results::Estimate estimate(const std::vector<double>& values, std::uint64_t count, const std::string& why = {});

/// Response times of all replications: the merged histogram gives the figures, the replications their spread.
results::Response responseOf(const std::vector<const stats::Histogram*>& parts, const std::string& why = {});

/// One percentile in ms, as in responseOf().
results::Estimate percentileOf(const stats::Histogram& whole, const std::vector<const stats::Histogram*>& parts,
                               double percent, const std::string& why = {});

}  // namespace headroom::sim
