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
std::vector<std::uint16_t> metOnArrival(const std::vector<Observation>& requests) {
  std::vector<std::uint16_t> met;
  met.reserve(requests.size());
  std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> ends;
  for (const Observation& request : requests) {
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

/// For one application: by timers if half of its requests have them, and up to how many others in progress.
Limits limitsOf(const std::vector<Observation>& requests, const std::vector<std::uint16_t>& met,
                std::uint32_t application, std::size_t quietUpTo) {
  std::uint64_t timers = 0, responses = 0;
  for (const Observation& request : requests) {
    if (request.application != application || request.failed) continue;
    timers += request.serviceUs != Observation::kNone ? 1 : 0;
    responses += request.hasResponse() ? 1 : 0;
  }
  Limits limits;
  limits.byTimers = timers > 0 && timers * 2 >= responses;
  limits.any = timers + responses > 0;
  std::vector<std::uint64_t> having(kMostCounted + 1, 0);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    if (requests[i].application == application && isTimed(requests[i], limits.byTimers)) ++having[met[i]];
  }
  std::uint64_t upTo = 0, quiet = 0;
  std::size_t last = 0;
  for (std::size_t k = 0; k <= kMostCounted; ++k) {
    if (having[k] > 0) last = k;
    if (k <= quietUpTo) quiet += having[k];
    if (upTo < kEnough) limits.most = k;
    upTo += having[k];
  }
  limits.quiet = quiet >= kEnough;
  limits.most = limits.quiet ? quietUpTo : std::min(limits.most, last);
  return limits;
}

LowLoad estimate(const std::vector<Observation>& requests, const std::vector<std::uint16_t>& met,
                 std::uint32_t application, const Limits& limits) {
  constexpr std::size_t kFewestMinutes = 5;
  LowLoad low;
  low.byTimers = limits.byTimers;
  low.quiet = limits.quiet;
  low.mostInProgress = limits.most;
  std::vector<Share> minutes, single;
  double squares = 0;
  std::int64_t minute = -1;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    const Observation& request = requests[i];
    if (request.application != application || met[i] > limits.most || !isTimed(request, limits.byTimers)) continue;
    const double ms = (limits.byTimers ? request.serviceUs : request.responseUs) / 1e3;
    const std::int64_t at = request.arrivalNs / (60 * trace::kNsPerSecond);
    if (at != minute) minutes.push_back({});
    minute = at;
    minutes.back().part += ms;
    minutes.back().whole += 1;
    single.push_back({ms, 1});
    squares += ms * ms;
  }
  low.mean = ratioOf(minutes.size() >= kFewestMinutes ? minutes : single);
  low.mean.count = single.size();
  if (low.mean.mean > 0)
    low.squaredVariation =
        std::max(0.0, squares / static_cast<double>(single.size()) / (low.mean.mean * low.mean.mean) - 1);
  return low;
}

}  // namespace

std::vector<LowLoad> lowLoadOf(const std::vector<Observation>& requests, std::size_t applications,
                               std::size_t quietUpTo) {
  const std::vector<std::uint16_t> met = metOnArrival(requests);
  std::vector<LowLoad> all(applications);
  for (std::uint32_t application = 0; application < applications; ++application) {
    const Limits limits = limitsOf(requests, met, application, quietUpTo);
    if (limits.any) {
      all[application] = estimate(requests, met, application, limits);
    } else {
      all[application].mean.why = "the logs have no times for it";
    }
  }
  return all;
}

}  // namespace headroom::calibration
