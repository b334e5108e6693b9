// Requests of several logs brought into one order of arrival.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/workload/logged_request.h"
#include "engine/workload/workload.h"

namespace headroom::workload {

/// Collects the arrivals of one log after the other, 24 bytes each, with wall-clock nanoseconds in `at`. A request
/// arrives when the proxy has all of its head.
///
/// A log with whole-second stamps says how many requests ended (or began) in a second, not when: the n of one second
/// are put at (k + 1/2) / n of it, in the order of the file, and moved back by their durations after that. Where a
/// log's first stamp has a fraction its stamps are taken as they are.
///
/// With a seed for jitter the n have random places in their second instead, those of n independent arrivals, in the
/// order of the file too.
class LogMerge {
 public:
  explicit LogMerge(std::optional<std::uint64_t> jitterSeed = std::nullopt) : jitterSeed_(jitterSeed) {}

  /// REQUIRES: before the first add() of each log.
  void beginLog();
  /// `arrival` without its time. Times that are whole milliseconds are moved on by this part of one, 0 to 1.
  void add(const RequestTimes& times, Arrival arrival, double partOfMillisecond);
  /// Puts the log's arrivals among those of the earlier ones; equal times keep the order in which the logs were given.
  void endLog();

  /// Requests that were put somewhere inside of their second.
  std::uint64_t spreadRequests() const { return spreadRequests_; }
  std::size_t size() const { return arrivals_.size(); }
  /// All arrivals, by time. REQUIRES: after the last endLog().
  std::vector<Arrival> take() { return std::move(arrivals_); }

 private:
  /// Gives the requests of each whole second their places in it.
  void spread();
  /// Where in their second n requests are, ascending, in nanoseconds.
  const std::vector<std::int64_t>& places(std::int64_t second, std::int64_t n);

  std::vector<Arrival> arrivals_;
  std::vector<std::int64_t> places_;
  std::optional<std::uint64_t> jitterSeed_;
  std::size_t logStart_ = 0;
  std::uint64_t logs_ = 0, spreadRequests_ = 0;
  bool wholeSeconds_ = true;
};

}  // namespace headroom::workload
