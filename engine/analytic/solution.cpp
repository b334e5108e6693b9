#include "engine/analytic/solution.h"

#include <array>
#include <utility>

#include "engine/analytic/integrate.h"

namespace headroom::analytic {
namespace {

constexpr std::array<std::pair<Metric, std::string_view>, 28> kNames = {{
    {Metric::Utilization, "utilization"},
    {Metric::Throughput, "throughput"},
    {Metric::NumberMean, "number_mean"},
    {Metric::NumberSd, "number_sd"},
    {Metric::QueueMean, "queue_mean"},
    {Metric::ResponseMean, "response_mean"},
    {Metric::ResponseSd, "response_sd"},
    {Metric::WaitMean, "wait_mean"},
    {Metric::WaitSd, "wait_sd"},
    {Metric::WaitProb, "wait_prob"},
    {Metric::LossProb, "loss_prob"},
    {Metric::EmptyProb, "empty_prob"},
    {Metric::AbandonProb, "abandon_prob"},
    {Metric::OverflowProb, "overflow_prob"},
    {Metric::ServersUpMean, "servers_up_mean"},
    {Metric::AvailabilityAny, "availability_any"},
    {Metric::AvailabilityAll, "availability_all"},
    {Metric::OrbitMean, "orbit_mean"},
    {Metric::FirstAttemptRefusedProb, "first_attempt_refused_prob"},
    {Metric::IdleServersMean, "idle_servers_mean"},
    {Metric::LongestQueueMean, "longest_queue_mean"},
    {Metric::NumberMeanPerServer, "number_mean_per_server"},
    {Metric::PoolQueueMean, "pool_queue_mean"},
    {Metric::PoolBusyMean, "pool_busy_mean"},
    {Metric::BoundThroughputMax, "bound_throughput_max"},
    {Metric::SaturationPopulation, "saturation_population"},
    {Metric::BalancedBoundThroughputMax, "balanced_bound_throughput_max"},
    {Metric::BalancedBoundThroughputMin, "balanced_bound_throughput_min"},
}};

std::optional<double> quantile(const std::function<double(double)>& tail, double probability, double scale) {
  if (!tail) return std::nullopt;
  return whereTailFallsTo(tail, 1 - probability, scale);
}

}  // namespace

std::string_view toString(Metric metric) {
  for (const auto& [value, name] : kNames) {
    if (value == metric) return name;
  }
  return "unknown";
}

std::optional<Metric> metricFromString(std::string_view text) {
  for (const auto& [value, name] : kNames) {
    if (name == text) return value;
  }
  return std::nullopt;
}

std::optional<double> Measures::get(Metric metric) const {
  const auto found = values.find(metric);
  return found == values.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> Measures::responseQuantile(double probability) const {
  return quantile(responseTail, probability, get(Metric::ResponseMean).value_or(1));
}

std::optional<double> Measures::waitQuantile(double probability) const {
  return quantile(waitTail, probability, get(Metric::ResponseMean).value_or(1));
}

const Measures* Solution::find(const std::string& scope) const {
  const auto found = scopes.find(scope);
  return found == scopes.end() ? nullptr : &found->second;
}

}  // namespace headroom::analytic
