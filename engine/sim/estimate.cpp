#include "engine/sim/estimate.h"

#include <algorithm>

#include "engine/stats/batch_means.h"
#include "engine/stats/interval.h"

namespace headroom::sim {
namespace {

constexpr const char* kOneReplication = "one replication";
constexpr const char* kNothing = "nothing was observed";
constexpr const char* kSomeEmpty = "a replication had no observation";

results::Estimate withInterval(const stats::MeanInterval& found, std::uint64_t count, std::string why) {
  results::Estimate result;
  result.mean = found.mean;
  result.count = count;
  if (!why.empty()) {
    result.why = std::move(why);
  } else if (!found.halfWidth) {
    result.why = kOneReplication;
  } else {
    result.low = std::max(0.0, found.mean - *found.halfWidth);
    result.high = found.mean + *found.halfWidth;
  }
  return result;
}

std::uint64_t fewest(const std::vector<const stats::Histogram*>& parts) {
  std::uint64_t count = parts.empty() ? 0 : parts.front()->count();
  for (const stats::Histogram* part : parts) count = std::min(count, part->count());
  return count;
}

/// Why a percentile has no honest interval; empty when it has one.
std::string tooThin(double percent, std::uint64_t fewestInAPart, bool isBatch = false) {
  const std::string part = isBatch ? "batch" : "replication";
  if (fewestInAPart == 0) return "a " + part + " had no observation";
  const double beyond = static_cast<double>(fewestInAPart) * (100.0 - percent) / 100.0;
  // Batches are short: with some dozens beyond it, p99 of M/M/1 was covered 170 times of 200.
  const double needed = percent > 99.0 || (isBatch && percent >= 99.0) ? 100.0 : 10.0;
  if (beyond >= needed) return {};
  return "fewer than " + std::to_string(static_cast<int>(needed)) + " observations beyond it in a " + part;
}

/// Whether what lies beyond a percentile came in so few clusters that the parts say nothing about its spread: one long
/// queue holds hundreds of the slowest requests. Their counts then differ far more than the counts of independent
/// events; the mean squared over the variance is about how many independent clusters a part has seen.
bool isClustered(Duration value, const std::vector<const stats::Histogram*>& parts) {
  constexpr double kFewestClusters = 2;
  const stats::Bin edge = stats::binOf(value);
  std::vector<double> beyond;
  double mean = 0;
  for (const stats::Histogram* part : parts) {
    double count = 0;
    part->forEachBin([&](stats::Bin bin, std::uint64_t n) { count += bin > edge ? static_cast<double>(n) : 0; });
    beyond.push_back(count);
    mean += count / static_cast<double>(parts.size());
  }
  double squares = 0;
  for (const double count : beyond) squares += (count - mean) * (count - mean);
  return mean * mean < kFewestClusters * squares / static_cast<double>(parts.size() - 1);
}

constexpr const char* kClustered = "what lies beyond it came in too few clusters: measure longer";

}  // namespace

results::Estimate estimate(const std::vector<double>& values, std::uint64_t count, const std::string& why) {
  return withInterval(stats::meanInterval(values), count, why);
}

results::Estimate asShare(results::Estimate estimate) {
  if (estimate.high) estimate.high = std::min(*estimate.high, std::max(1.0, estimate.mean));
  return estimate;
}

results::Estimate percentileOf(const stats::Histogram& whole, const std::vector<const stats::Histogram*>& parts,
                               double percent, const std::string& why) {
  std::vector<double> values;
  for (const stats::Histogram* part : parts) values.push_back(part->percentile(percent).toMilliseconds());
  const stats::MeanInterval found = stats::sectioned(whole.percentile(percent).toMilliseconds(), values);
  std::string reason = whole.count() == 0 ? kNothing : why;
  if (reason.empty() && parts.size() > 1) reason = tooThin(percent, fewest(parts));
  const bool far = percent > 99.0 && parts.size() > 1;
  if (reason.empty() && far && isClustered(whole.percentile(percent), parts)) reason = kClustered;
  return withInterval(found, whole.count(), reason);
}

results::Response responseOf(const std::vector<const stats::Histogram*>& parts, const std::string& why) {
  stats::Histogram whole;
  std::vector<double> means;
  for (const stats::Histogram* part : parts) {
    whole.merge(*part);
    means.push_back(part->meanNs() / 1e6);
  }
  std::string reason = why;
  if (whole.count() == 0) reason = kNothing;
  if (reason.empty() && parts.size() > 1 && fewest(parts) == 0) reason = kSomeEmpty;
  results::Response response;
  response.mean = estimate(means, whole.count(), reason);
  if (fewest(parts) == 0) response.mean.mean = whole.meanNs() / 1e6;
  response.p50 = percentileOf(whole, parts, 50, why);
  response.p90 = percentileOf(whole, parts, 90, why);
  response.p95 = percentileOf(whole, parts, 95, why);
  response.p99 = percentileOf(whole, parts, 99, why);
  response.p999 = percentileOf(whole, parts, 99.9, why);
  response.max = whole.largest().toMilliseconds();
  return response;
}

results::Estimate BatchEstimates::estimate(double whole, const std::vector<double>& batches, std::uint64_t count,
                                           const std::string& why) {
  results::Estimate result;
  result.mean = whole;
  result.count = count;
  result.why = why;
  if (!why.empty()) return result;
  const stats::BatchInterval found = stats::batchInterval(whole, batches);
  largest_ = std::max(largest_, found.correlation);
  if (found.halfWidth) {
    result.low = std::max(0.0, whole - *found.halfWidth);
    result.high = whole + *found.halfWidth;
  } else if (found.correlation > stats::kMostCorrelation) {
    result.why = "neighbouring batches of the run are correlated: measure longer";
  } else {
    result.why = "the run was too short to be cut into batches";
  }
  return result;
}

results::Estimate BatchEstimates::percentile(const stats::Histogram& whole,
                                             const std::vector<const stats::Histogram*>& batches, double percent,
                                             const std::string& why) {
  std::vector<double> values;
  for (const stats::Histogram* batch : batches) values.push_back(batch->percentile(percent).toMilliseconds());
  std::string reason = whole.count() == 0 ? kNothing : why;
  if (reason.empty()) reason = tooThin(percent, fewest(batches), true);
  if (reason.empty() && batches.size() > 1 && isClustered(whole.percentile(percent), batches)) reason = kClustered;
  return estimate(whole.percentile(percent).toMilliseconds(), values, whole.count(), reason);
}

results::Response BatchEstimates::response(const stats::Histogram& whole,
                                           const std::vector<const stats::Histogram*>& batches,
                                           const std::string& why) {
  std::vector<double> means;
  for (const stats::Histogram* batch : batches) means.push_back(batch->meanNs() / 1e6);
  std::string reason = whole.count() == 0 ? kNothing : why;
  if (reason.empty() && fewest(batches) == 0) reason = tooThin(50, 0, true);
  results::Response response;
  response.mean = estimate(whole.meanNs() / 1e6, means, whole.count(), reason);
  response.p50 = percentile(whole, batches, 50, why);
  response.p90 = percentile(whole, batches, 90, why);
  response.p95 = percentile(whole, batches, 95, why);
  response.p99 = percentile(whole, batches, 99, why);
  response.p999 = percentile(whole, batches, 99.9, why);
  response.max = whole.largest().toMilliseconds();
  return response;
}

}  // namespace headroom::sim
