// Requests of several logs brought into one order of arrival.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/trace/trace.h"
#include "engine/workload/workload.h"

namespace headroom::workload {

/// Collects the arrivals of one log after the other, 24 bytes each, with wall-clock nanoseconds in `at`. A request
/// arrives when the proxy has all of its head.
///
/// A log with whole-second stamps says how many requests ended (or began) in a second, not when: the n of one second
/// are put at (k + 1/2) / n of it, in the order of the file, and moved back by their durations after that. Where a
/// log's first stamp has a fraction its stamps are taken as they are.
class LogMerge {
 public:
  void beginLog();
  /// `arrival` without its time. Times that are whole milliseconds are moved on by this part of one, 0 to 1.
  void add(const trace::Record& record, Arrival arrival, double partOfMillisecond);
  /// Puts the log's arrivals among those of the earlier ones; equal times keep the order in which the logs were given.
  void endLog();

  std::size_t size() const { return arrivals_.size(); }
  std::vector<Arrival> take() { return std::move(arrivals_); }

 private:
  void spread();

  std::vector<Arrival> arrivals_;
  std::size_t logStart_ = 0;
  bool wholeSeconds_ = true;
};

}  // namespace headroom::workload
