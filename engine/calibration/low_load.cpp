#include "engine/calibration/low_load.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>

#include "engine/calibration/ratio.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

constexpr std::uint64_t kEnough = 100;
constexpr std::size_t kMostCounted = 4096;  // who meets more is not disturbed less by one more or less

/// How many requests are in progress when each one comes.
std::vector<std::uint16_t> metOnArrival(const std::vector<Observation>& requests, const StopCheck& stop) {
  std::vector<std::uint16_t> met;
  met.reserve(requests.size());
  std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> ends;
  for (const Observation& request : requests) {
    stop();
    while (!ends.empty() && ends.top() <= request.arrivalNs) ends.pop();
    met.push_back(static_cast<std::uint16_t>(std::min(ends.size(), kMostCounted)));
    if (request.hasResponse()) ends.push(request.arrivalNs + request.responseNs());
  }
  return met;
}

bool isTimed(const Observation& request, bool byTimers) {
  return !request.failed && (byTimers ? request.serviceUs : request.responseUs) != Observation::kNone;
}

struct Limits {
  bool byTimers = false;
  bool quiet = false;
  std::size_t most = 0;
  bool any = false;
};

/// What is gathered of one application while the log is gone through.
struct Gathered {
  std::uint64_t timers = 0, responses = 0;
  std::vector<std::uint64_t> having = std::vector<std::uint64_t>(kMostCounted + 1, 0);  ///< By requests met on arrival.
  LowLoad low;
  std::vector<Share> minutes;
  std::int64_t minute = -1;
  double count = 0, sum = 0, squares = 0;

  void choose(std::size_t quietUpTo) {
    std::uint64_t upTo = 0, quiet = 0;
    std::size_t last = 0, enough = 0;
    for (std::size_t k = 0; k <= kMostCounted; ++k) {
      if (having[k] > 0) last = k;
      if (k <= quietUpTo) quiet += having[k];
      if (upTo < kEnough) enough = k;
      upTo += having[k];
    }
    low.quiet = quiet >= kEnough;
    low.mostInProgress = low.quiet ? quietUpTo : std::min(enough, last);
  }

  void add(const Observation& request) {
    const double ms = (low.byTimers ? request.serviceUs : request.responseUs) / 1e3;
    const std::int64_t at = request.arrivalNs / (60 * trace::kNsPerSecond);
    if (at != minute) minutes.push_back({});
    minute = at;
    minutes.back().part += ms;
    minutes.back().whole += 1;
    count += 1;
    sum += ms;
    squares += ms * ms;
  }

  LowLoad finish() {
    if (timers + responses == 0) {
      low.mean.why = "the logs have no times for it";
      return low;
    }
    low.mean = ratioOf(minutes);
    if (!low.mean.low) spreadOverRequests();
    low.mean.count = static_cast<std::uint64_t>(count);
    if (low.mean.mean > 0) low.squaredVariation = std::max(0.0, squares / count / (low.mean.mean * low.mean.mean) - 1);
    return low;
  }

  /// A log of few minutes: the interval of independent requests.
  void spreadOverRequests() {
    constexpr double kNormal = 1.96, kFewest = 10;
    if (count < kFewest) return;
    const double mean = sum / count, half = kNormal * std::sqrt(std::max(0.0, squares / count - mean * mean) / count);
    low.mean.low = mean - half;
    low.mean.high = mean + half;
    low.mean.why.clear();
  }
};

}  // namespace

std::vector<LowLoad> lowLoadOf(const std::vector<Observation>& requests, std::size_t applications,
                               std::size_t quietUpTo, const StopCheck& stop) {
  const std::vector<std::uint16_t> met = metOnArrival(requests, stop);
  std::vector<Gathered> gathered(applications);
  for (const Observation& request : requests) {
    stop();
    if (request.failed) continue;
    gathered[request.application].timers += request.serviceUs != Observation::kNone ? 1 : 0;
    gathered[request.application].responses += request.hasResponse() ? 1 : 0;
  }
  for (Gathered& each : gathered) each.low.byTimers = each.timers > 0 && each.timers * 2 >= each.responses;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    stop();
    Gathered& of = gathered[requests[i].application];
    if (isTimed(requests[i], of.low.byTimers)) ++of.having[met[i]];
  }
  for (Gathered& each : gathered) each.choose(quietUpTo);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    stop();
    Gathered& of = gathered[requests[i].application];
    if (met[i] <= of.low.mostInProgress && isTimed(requests[i], of.low.byTimers)) of.add(requests[i]);
  }
  std::vector<LowLoad> all;
  for (Gathered& each : gathered) all.push_back(each.finish());
  return all;
}

}  // namespace headroom::calibration
