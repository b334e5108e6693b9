#include "engine/sim/precision.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/base/quantity.h"
#include "engine/base/text.h"

namespace headroom::sim {
namespace {

using results::Estimate;

constexpr int kMostReplications = 100'000;
constexpr double kLeastGrowth = 1.25;
constexpr double kMostGrowth = 4;

struct Chosen {
  std::string name;
  const Estimate* estimate;
};

template <class Served>
const Estimate* ofServed(const Served& served, const std::string& measure) {
  const results::Response& response = served.response;
  if (measure == "mean") return &response.mean;
  if (measure == "p50") return &response.p50;
  if (measure == "p90") return &response.p90;
  if (measure == "p95") return &response.p95;
  if (measure == "p99") return &response.p99;
  if (measure == "p99.9") return &response.p999;
  if (measure == "wait") return &served.wait;
  return measure == "throughput" ? &served.throughput : nullptr;
}

template <class Place>
const Estimate* ofPlace(const Place& place, const std::string& measure) {
  if (measure == "utilisation") return &place.utilisation;
  if (measure == "queue") return &place.queue;
  return measure == "throughput" ? &place.throughput : nullptr;
}

/// Every figure of that measure, of one object or of all zones (utilisation and queue: of all servers).
std::vector<Chosen> figuresOf(const results::RunResult& result, const std::string& measure, const std::string& object) {
  std::vector<Chosen> found;
  const auto take = [&](const std::string& name, const Estimate* estimate) {
    if (estimate && (object.empty() || object == name)) found.push_back({measure + " of " + name, estimate});
  };
  for (const auto& zone : result.zones) take(zone.name, ofServed(zone, measure));
  const bool ofServers = measure == "utilisation" || measure == "queue";
  if (!object.empty()) {
    for (const auto& application : result.applications) take(application.name, ofServed(application, measure));
    for (const auto& station : result.stations) take(station.name, ofPlace(station, measure));
  }
  if (!object.empty() || ofServers) {
    for (const auto& server : result.servers) take(server.name, ofPlace(server, measure));
  }
  return found;
}

std::vector<Chosen> chosenOf(const PrecisionGoal& goal, const results::RunResult& result) {
  std::vector<Chosen> all;
  if (goal.metrics.empty()) {
    for (const auto& zone : result.zones) {
      if (zone.response.mean.count == 0 && zone.failed.total() == 0) continue;  // nobody asks it
      all.push_back({"mean of " + zone.name, &zone.response.mean});
      all.push_back({"p95 of " + zone.name, &zone.response.p95});
    }
  }
  for (const std::string& metric : goal.metrics) {
    const std::size_t at = metric.find('@');
    const std::string object = at == std::string::npos ? "" : metric.substr(at + 1);
    for (Chosen& each : figuresOf(result, metric.substr(0, at), object)) all.push_back(std::move(each));
  }
  return all;
}

double relativeHalfWidth(const Estimate& estimate) {
  if (!estimate.low || !estimate.high) return std::numeric_limits<double>::quiet_NaN();
  // An interval is cut off at zero, and that of a share at one: the longer half is the whole truth.
  const double half = std::max(*estimate.high - estimate.mean, estimate.mean - *estimate.low);
  return half == 0 ? 0 : half / std::fabs(estimate.mean);
}

}  // namespace

const std::vector<std::string>& precisionMeasures() {
  static const std::vector<std::string> kMeasures = {"mean",  "p50",  "p90",        "p95",         "p99",
                                                     "p99.9", "wait", "throughput", "utilisation", "queue"};
  return kMeasures;
}

Diagnostics problemsOf(const PrecisionGoal& goal, const results::RunResult& result) {
  Diagnostics problems;
  for (const std::string& metric : goal.metrics) {
    const std::size_t at = metric.find('@');
    const std::string object = at == std::string::npos ? "" : metric.substr(at + 1);
    if (!figuresOf(result, metric.substr(0, at), object).empty()) continue;
    const Diagnostics one = problem("the precision of '" + metric + "' is asked for, but the run has no such figure",
                                    "write a measure (" + joinWithAnd(precisionMeasures()) +
                                        "), and after an @ the name of a zone, "
                                        "application, server or station that has it");
    problems.push_back(one.front());
  }
  return problems;
}

void StoppingRule::measure(const results::RunResult& result) {
  found_ = {};
  found_.target = goal_.relative;
  for (const Chosen& chosen : chosenOf(goal_, result)) {
    found_.metrics.push_back({chosen.name, relativeHalfWidth(*chosen.estimate), chosen.estimate->why});
  }
}

/// As many as the widest interval needs when it narrows with the root of their number.
int StoppingRule::wanted(int now) const {
  double ratio = 1;
  for (const auto& metric : found_.metrics) {
    ratio = std::isfinite(metric.halfWidth) ? std::max(ratio, metric.halfWidth / goal_.relative) : kMostGrowth;
    if (ratio >= kMostGrowth) break;
  }
  const double growth = precise_ > 0 ? kLeastGrowth : std::clamp(1.05 * ratio * ratio, kLeastGrowth, kMostGrowth);
  return std::min(kMostReplications, static_cast<int>(std::ceil(growth * now)));
}

int StoppingRule::affordable(const results::RunResult& result, Duration each) const {
  const auto now = static_cast<double>(result.replications);
  double most = kMostReplications;
  const double perReplication = std::max(1.0, static_cast<double>(result.events) / now);
  most = std::min(most, static_cast<double>(goal_.mostEvents) / perReplication);
  if (goal_.mostTime) most = std::min(most, goal_.mostTime->toSeconds() / std::max(1e-9, each.toSeconds()));
  return static_cast<int>(most);
}

std::string StoppingRule::budget() const {
  std::string text = "the budget of " + std::to_string(goal_.mostEvents) + " events";
  if (goal_.mostTime) text += " or " + formatDuration(*goal_.mostTime) + " of simulated time";
  return text;
}

std::optional<int> StoppingRule::next(const results::RunResult& result, Duration each) {
  measure(result);
  const bool precise =
      !found_.metrics.empty() && std::all_of(found_.metrics.begin(), found_.metrics.end(),
                                             [&](const auto& metric) { return metric.halfWidth <= goal_.relative; });
  precise_ = precise ? precise_ + 1 : 0;
  if (!result.steady && !result.replay && !found_.metrics.empty()) {  // narrow intervals of what still grows
    found_.ended = "the run has no steady state";
    return std::nullopt;
  }
  if (precise_ >= 2) {
    found_.reached = true;
    found_.ended = "reached";
    return std::nullopt;
  }
  if (found_.metrics.empty()) {
    found_.ended = "nothing was observed";
    return std::nullopt;
  }
  // A percentile needs so many observations in every replication, however many of them there are.
  if (std::all_of(found_.metrics.begin(), found_.metrics.end(),
                  [](const auto& metric) { return std::isfinite(metric.halfWidth); })) {
    unknown_ = 0;
  } else if (++unknown_ >= 2) {
    found_.ended = "more replications do not make every figure known; measure longer";
    return std::nullopt;
  }
  const int more = std::min(wanted(result.replications), affordable(result, each));
  if (more > result.replications) return more;
  found_.ended = result.replications >= kMostReplications ? "no more replications are run" : budget() + " is spent";
  if (precise_ > 0) found_.ended += " before a second check could confirm it";
  return std::nullopt;
}

}  // namespace headroom::sim
