#include "engine/workload/log_merge.h"

#include <algorithm>

#include "engine/workload/scaling.h"

namespace headroom::workload {
namespace {

// Until a log is complete its arrivals hold second and shift packed into the 63 bits of `at`: seconds since 1970 above,
// the milliseconds to move back below. Logs with whole seconds carry durations of a millisecond's resolution at best.
constexpr int kShiftBits = 29;
constexpr std::int64_t kLongestShift = (std::int64_t{1} << kShiftBits) - 1;  // six days
constexpr std::int64_t kNsPerSecond = 1'000'000'000;
constexpr std::int64_t kNsPerMillisecond = 1'000'000;

Instant wallClock(std::int64_t ns) {
  return Instant::at(Duration::nanoseconds(ns));
}

Instant packed(const RequestTimes& times) {
  const std::int64_t shift = (times.stampNs - times.arrivalNs + kNsPerMillisecond / 2) / kNsPerMillisecond;
  const std::int64_t second = times.stampNs / kNsPerSecond - (times.stampNs % kNsPerSecond < 0 ? 1 : 0);
  return wallClock(second * (kLongestShift + 1) + std::min(shift, kLongestShift));
}

std::int64_t secondOf(const Arrival& arrival) {
  return arrival.at.ns() >> kShiftBits;
}
std::int64_t shiftOf(const Arrival& arrival) {
  return arrival.at.ns() & kLongestShift;
}

bool earlier(const Arrival& a, const Arrival& b) {
  return a.at < b.at;
}
bool earlierSecond(const Arrival& a, const Arrival& b) {
  return secondOf(a) < secondOf(b);
}

template <class Iterator, class Less>
void sortStably(Iterator from, Iterator to, Less less) {
  if (!std::is_sorted(from, to, less))
    std::stable_sort(from, to, less);  // most logs are in order, and sorting takes memory
}

}  // namespace

void LogMerge::beginLog() {
  logStart_ = arrivals_.size();
}

void LogMerge::add(const RequestTimes& times, Arrival arrival, double partOfMillisecond) {
  if (arrivals_.size() == logStart_) wholeSeconds_ = times.wholeSecondStamp;
  const std::int64_t arrivalNs = times.arrivalNs + times.headNs;
  arrival.at = wholeSeconds_ ? packed(times) : wallClock(arrivalNs);
  if (!wholeSeconds_ && arrivalNs % kNsPerMillisecond == 0)
    arrival.at =
        wallClock(arrivalNs + static_cast<std::int64_t>(partOfMillisecond * static_cast<double>(kNsPerMillisecond)));
  arrivals_.push_back(arrival);
}

const std::vector<std::int64_t>& LogMerge::places(std::int64_t second, std::int64_t n) {
  places_.clear();
  for (std::int64_t k = 0; k < n; ++k) {
    const std::uint64_t draw = logs_ << 32 | static_cast<std::uint64_t>(k);
    places_.push_back(jitterSeed_
                          ? static_cast<std::int64_t>(mixed(*jitterSeed_, static_cast<std::uint64_t>(second), draw) %
                                                      std::uint64_t{kNsPerSecond})
                          : (2 * k + 1) * (kNsPerSecond / 2) / n);
  }
  if (jitterSeed_) std::sort(places_.begin(), places_.end());
  return places_;
}

void LogMerge::spread() {
  spreadRequests_ += arrivals_.size() - logStart_;
  const auto end = arrivals_.end();
  auto from = arrivals_.begin() + static_cast<std::ptrdiff_t>(logStart_);
  sortStably(from, end, earlierSecond);
  while (from != end) {
    const std::int64_t second = secondOf(*from);
    const auto to = std::find_if(from, end, [&](const Arrival& arrival) { return secondOf(arrival) != second; });
    auto inside = places(second, to - from).begin();
    for (; from != to; ++from, ++inside) {
      from->at = wallClock(second * kNsPerSecond + *inside - shiftOf(*from) * kNsPerMillisecond);
    }
  }
}

void LogMerge::endLog() {
  if (wholeSeconds_) spread();
  const auto middle = arrivals_.begin() + static_cast<std::ptrdiff_t>(logStart_);
  sortStably(middle, arrivals_.end(), earlier);
  if (middle != arrivals_.begin() && middle != arrivals_.end() && earlier(*middle, *(middle - 1))) {
    std::inplace_merge(arrivals_.begin(), middle, arrivals_.end(), earlier);
  }
  logStart_ = arrivals_.size();
  ++logs_;
}

}  // namespace headroom::workload
