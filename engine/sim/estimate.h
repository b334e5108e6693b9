// Replications become estimates.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/results/results.h"
#include "engine/stats/histogram.h"

namespace headroom::sim {

/// Mean of one value per replication, none of them negative, with Student's interval as far as it is not below zero.
/// `why` not empty: no interval, for that reason.
results::Estimate estimate(const std::vector<double>& values, std::uint64_t count, const std::string& why = {});

/// The same of something that is never above 1.
results::Estimate asShare(results::Estimate estimate);

/// Response times of all replications: the merged histogram gives the figures, the replications their spread.
results::Response responseOf(const std::vector<const stats::Histogram*>& parts, const std::string& why = {});

/// One percentile in ms, as in responseOf().
results::Estimate percentileOf(const stats::Histogram& whole, const std::vector<const stats::Histogram*>& parts,
                               double percent, const std::string& why = {});

/// Batches of one run instead of replications: the run gives the figures, its batches their spread, widened by the
/// correlation between neighbours. Keeps the largest correlation met.
class BatchEstimates {
 public:
  results::Estimate estimate(double whole, const std::vector<double>& batches, std::uint64_t count,
                             const std::string& why = {});
  results::Response response(const stats::Histogram& whole, const std::vector<const stats::Histogram*>& batches,
                             const std::string& why = {});
  results::Estimate percentile(const stats::Histogram& whole, const std::vector<const stats::Histogram*>& batches,
                               double percent, const std::string& why = {});
  double largestCorrelation() const { return largest_; }

 private:
  double largest_ = 0;
};

}  // namespace headroom::sim
