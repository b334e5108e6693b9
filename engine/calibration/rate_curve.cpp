#include <algorithm>
#include <cmath>

#include "engine/calibration/traffic.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

constexpr std::int64_t kSecond = trace::kNsPerSecond, kMinute = 60 * kSecond, kHour = 3600 * kSecond, kDay = 24 * kHour;
constexpr std::int64_t kMinimalCover = kHour / 6;
constexpr std::int64_t kMondayShift = 3;  // 1970-01-01 was a Thursday

std::int64_t startOf(std::int64_t ns, std::int64_t unit) {
  return ns - ((ns % unit) + unit) % unit;
}

workload::Window spanOf(const std::vector<Observation>& requests) {
  const std::int64_t first = startOf(requests.front().arrivalNs, kSecond);
  return {first, startOf(requests.back().arrivalNs, kSecond) + kSecond};
}

workload::Window within(const workload::Window& outer, std::int64_t from, std::int64_t to) {
  return {std::max(outer.fromNs, from), std::min(outer.toNs, to)};
}

struct Run {
  std::int64_t startNs = 0;
  std::uint64_t requests = 0;
};

/// Requests of each calendar unit that has any.
std::vector<Run> runsOf(const std::vector<Observation>& requests, std::int64_t unit, const StopCheck& stop) {
  std::vector<Run> runs;
  for (const Observation& request : requests) {
    stop();
    const std::int64_t start = startOf(request.arrivalNs, unit);
    if (runs.empty() || runs.back().startNs != start) runs.push_back({start, 0});
    ++runs.back().requests;
  }
  return runs;
}

Run fullest(const std::vector<Run>& runs) {
  return *std::max_element(runs.begin(), runs.end(),
                           [](const Run& a, const Run& b) { return a.requests < b.requests; });
}

std::size_t hourIndex(std::int64_t ns) {
  return static_cast<std::size_t>((ns - startOf(ns, kDay)) / kHour);
}

std::size_t weekday(std::int64_t ns) {
  return static_cast<std::size_t>((startOf(ns, kDay) / kDay + kMondayShift) % 7);
}

double secondsOf(const workload::Window& window) {
  return static_cast<double>(window.toNs - window.fromNs) / 1e9;
}

}  // namespace

bool RateWindow::contains(std::int64_t ns) const {
  const auto after = std::upper_bound(parts.begin(), parts.end(), ns,
                                      [](std::int64_t at, const workload::Window& part) { return at < part.fromNs; });
  return after != parts.begin() && (after - 1)->contains(ns);
}

double RateWindow::seconds() const {
  double all = 0;
  for (const workload::Window& part : parts) all += secondsOf(part);
  return all;
}

RateCurve rateCurveOf(const std::vector<Observation>& requests, const StopCheck& stop) {
  RateCurve curve;
  const workload::Window span = spanOf(requests);
  const auto days = runsOf(requests, kDay, stop);
  std::array<std::array<RateCurve::Hour, 24>, 7> week;
  double covered = 0;
  for (const Run& day : days) {
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const std::int64_t from = day.startNs + static_cast<std::int64_t>(hour) * kHour;
      const double part = std::max(0.0, secondsOf(within(span, from, from + kHour)));
      curve.hours[hour].covered += part;
      week[weekday(day.startNs)][hour].covered += part;
      covered += part;
    }
  }
  for (const Run& hour : runsOf(requests, kHour, stop)) {
    curve.hours[hourIndex(hour.startNs)].requests += hour.requests;
    week[weekday(hour.startNs)][hourIndex(hour.startNs)].requests += hour.requests;
  }
  constexpr std::size_t kWeek = 7;
  if (days.size() >= kWeek) curve.week = week;
  curve.meanPerSecond = static_cast<double>(requests.size()) / covered;
  const RateWindow peak = peakHourOf(requests, stop);
  curve.peakHourNs = peak.parts.front().fromNs;
  const auto inside = std::count_if(requests.begin(), requests.end(), [&](const Observation& request) {
    stop();
    return peak.contains(request.arrivalNs);
  });
  curve.peakHourPerSecond = static_cast<double>(inside) / peak.seconds();
  const Run minute = fullest(runsOf(requests, kMinute, stop));
  curve.peakMinuteNs = minute.startNs;
  const double length = std::max(1.0, secondsOf(within(span, minute.startNs, minute.startNs + kMinute)));
  curve.peakMinutePerSecond = static_cast<double>(minute.requests) / length;
  return curve;
}

RateWindow peakHourOf(const std::vector<Observation>& requests, const StopCheck& stop) {
  const workload::Window span = spanOf(requests);
  RateWindow window;
  if (span.toNs - span.fromNs <= kHour) {
    window.parts = {span};
    window.name = "the whole log, under an hour, from " + trace::utcText(span.fromNs);
    return window;
  }
  double best = -1;
  for (const Run& hour : runsOf(requests, kHour, stop)) {
    const workload::Window part = within(span, hour.startNs, hour.startNs + kHour);
    const double rate = static_cast<double>(hour.requests) / secondsOf(part);
    if (part.toNs - part.fromNs < kMinimalCover || rate <= best) continue;
    best = rate;
    window.parts = {part};
  }
  window.name = "peak hour from " + trace::utcText(window.parts.front().fromNs);
  return window;
}

Result<RateWindow> hourOfDay(const std::vector<Observation>& requests, int hour, const StopCheck& stop) {
  const workload::Window span = spanOf(requests);
  RateWindow window;
  for (const Run& day : runsOf(requests, kDay, stop)) {
    const std::int64_t from = day.startNs + hour * kHour;
    const workload::Window part = within(span, from, from + kHour);
    if (part.fromNs < part.toNs) window.parts.push_back(part);
  }
  if (window.parts.empty()) {
    return problem("the logs do not reach into the hour from " + std::to_string(hour) + ":00 UTC",
                   "they go from " + trace::utcText(span.fromNs) + " to " + trace::utcText(span.toNs));
  }
  window.name = std::to_string(hour) + " to " + std::to_string(hour + 1) + " h UTC of " +
                std::to_string(window.parts.size()) + (window.parts.size() == 1 ? " day" : " days");
  return window;
}

}  // namespace headroom::calibration
