// What a solver found out, with how it was found and how far it can be trusted.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace headroom::analytic {

/// How an answer was found.
struct Method {
  enum class Trust {
    Closed,      ///< The exact answer of the model, right to rounding.
    Numerical,   ///< The exact model solved numerically; `error` bounds the relative error.
    Approximate  ///< Another model than the one asked; `error` is what the literature reports, not a bound.
  };
  std::string name;
  Trust trust = Trust::Closed;
  double error = 1e-12;
  bool isExact() const { return trust != Trust::Approximate; }
};

/// Figures of one scope. `number` counts who is there, `queue` who waits; `response` is from entry to completion,
/// `wait` from entry to service or giving up. Per second, seconds, probabilities.
enum class Metric {
  Utilization,
  Throughput,
  NumberMean,
  NumberSd,
  QueueMean,
  ResponseMean,
  ResponseSd,
  WaitMean,
  WaitSd,
  WaitProb,
  LossProb,
  EmptyProb,
  AbandonProb,
  OverflowProb,
  ServersUpMean,
  AvailabilityAny,
  AvailabilityAll,
  OrbitMean,
  FirstAttemptRefusedProb,
  IdleServersMean,
  LongestQueueMean,
  NumberMeanPerServer,
  PoolQueueMean,
  PoolBusyMean,
  BoundThroughputMax,
  SaturationPopulation,
  BalancedBoundThroughputMax,
  BalancedBoundThroughputMin,
};

/// Lower-case word for a metric, such as "response_mean".
std::string_view toString(Metric metric);
std::optional<Metric> metricFromString(std::string_view text);

/// The state of a station at an instant.
struct Instant {
  double numberMean = 0;
  double numberSd = 0;
  std::optional<double> allBusyProb;  ///< Absent where nobody waits.
};

/// The figures of one scope. Functions are empty where the method does not give them.
struct Measures {
  std::map<Metric, double> values;
  std::function<double(int)> numberPmf;            ///< P(number = n)
  std::function<double(double)> responseTail;      ///< P(response > t)
  std::function<double(double)> waitTail;          ///< P(wait > t)
  std::function<double(double)> responseOfDemand;  ///< Mean response of a request that brings so much work.
  std::function<double(int)> serversUpAtLeast;
  std::function<double(int)> serversWithAtLeast;  ///< Share of servers with k or more requests.
  std::function<std::optional<Instant>(double)> at;

  std::optional<double> get(Metric metric) const;
  double& operator[](Metric metric) { return values[metric]; }
  /// Smallest t with P(response <= t) >= probability; nothing when the distribution is not known.
  std::optional<double> responseQuantile(double probability) const;
  std::optional<double> waitQuantile(double probability) const;
};

/// Scopes: "system", "station:NAME", "class:NAME", "class:NAME@station:NAME", "pool:NAME".
struct Solution {
  Method method;
  std::map<std::string, Measures> scopes;
  Measures& operator[](const std::string& scope) { return scopes[scope]; }
  /// nullptr when the scope is not answered.
  const Measures* find(const std::string& scope) const;
};

}  // namespace headroom::analytic
