#include "engine/workload/hand_overs.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>

namespace headroom::workload {
namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::int64_t kMostAfter = 100 * kMillisecond;  // a longer one is no hand-over: the server was out
constexpr std::int64_t kMostAhead = 5 * kMillisecond;    // begun before the end that made room was written
constexpr int kMostTried = 256;                          // stays at one server that end within that time

}  // namespace

void HandOvers::add(const RequestTimes& times, std::uint32_t request) {
  if (times.queueNs < 0 || times.serviceNs < 0 || times.durationNs < 0) return;
  Stay stay;
  stay.arrivedNs = times.arrivalNs + times.headNs;
  stay.fromNs = stay.arrivedNs + times.queueNs;
  stay.toNs = stay.fromNs + times.serviceNs;
  stay.server = times.serverName;
  stay.request = request;
  stays_.push_back(stay);
}

/// The stay that ended nearest to where this one began, of those that nobody followed yet.
HandOvers::Stay* HandOvers::before(const Stay& waited) {
  const auto earlier = [](const Stay& stay, const std::pair<std::uint32_t, std::int64_t>& end) {
    return std::tie(stay.server, stay.toNs) < std::tie(end.first, end.second);
  };
  const auto middle = std::lower_bound(stays_.begin(), stays_.end(), std::pair{waited.server, waited.fromNs}, earlier);
  const std::int64_t first = std::max(waited.arrivedNs - kMillisecond, waited.fromNs - kMostAfter);
  // A short stay begins and ends in the millisecond in which the next one begins.
  const auto fits = [&](const Stay& stay) {
    return !stay.handedOn && stay.fromNs <= waited.fromNs && stay.request != waited.request;
  };
  Stay* nearest = nullptr;
  auto at = middle;
  for (int tried = 0; tried < kMostTried && at != stays_.begin() && nearest == nullptr; ++tried) {
    --at;
    if (at->server != waited.server || at->toNs < first) break;
    if (fits(*at)) nearest = &*at;
  }
  at = middle;
  const std::int64_t last = nearest == nullptr ? kMostAhead : std::min(kMostAhead, waited.fromNs - nearest->toNs - 1);
  for (int tried = 0; tried < kMostTried && at != stays_.end(); ++tried, ++at) {
    if (at->server != waited.server || at->toNs > waited.fromNs + last) break;
    if (fits(*at)) return &*at;
  }
  return nearest;
}

std::vector<HandOvers::Held> HandOvers::find() {
  std::vector<Stay> waited;
  std::copy_if(stays_.begin(), stays_.end(), std::back_inserter(waited),
               [](const Stay& stay) { return stay.fromNs > stay.arrivedNs; });
  std::sort(waited.begin(), waited.end(),
            [](const Stay& a, const Stay& b) { return std::tie(a.fromNs, a.request) < std::tie(b.fromNs, b.request); });
  std::sort(stays_.begin(), stays_.end(), [](const Stay& a, const Stay& b) {
    return std::tie(a.server, a.toNs, a.request) < std::tie(b.server, b.toNs, b.request);
  });
  std::vector<Held> held;
  for (const Stay& each : waited) {
    Stay* previous = before(each);
    if (previous == nullptr) continue;
    previous->handedOn = true;
    held.emplace_back(previous->request, each.fromNs - previous->toNs);
  }
  return held;
}

}  // namespace headroom::workload
