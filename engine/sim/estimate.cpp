#include "engine/sim/estimate.h"

#include <algorithm>

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
    result.low = found.mean - *found.halfWidth;
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
std::string tooThin(double percent, std::uint64_t fewestInAReplication) {
  if (fewestInAReplication == 0) return kSomeEmpty;
  const double beyond = static_cast<double>(fewestInAReplication) * (100.0 - percent) / 100.0;
  const double needed = percent > 99.0 ? 100.0 : 10.0;
  if (beyond >= needed) return {};
  return "fewer than " + std::to_string(static_cast<int>(needed)) + " observations beyond it in a replication";
}

}  // namespace

results::Estimate estimate(const std::vector<double>& values, std::uint64_t count, const std::string& why) {
  return withInterval(stats::meanInterval(values), count, why);
}

results::Estimate percentileOf(const stats::Histogram& whole, const std::vector<const stats::Histogram*>& parts,
                               double percent, const std::string& why) {
  std::vector<double> values;
  for (const stats::Histogram* part : parts) values.push_back(part->percentile(percent).toMilliseconds());
  const stats::MeanInterval found = stats::sectioned(whole.percentile(percent).toMilliseconds(), values);
  std::string reason = whole.count() == 0 ? kNothing : why;
  if (reason.empty() && parts.size() > 1) reason = tooThin(percent, fewest(parts));
  results::Estimate result = withInterval(found, whole.count(), reason);
  if (result.low) result.low = std::max(0.0, *result.low);
  return result;
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

}  // namespace headroom::sim
