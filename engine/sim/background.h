// Background work in a run: what falls due, what waits for a place, what is being done.
#pragma once

#include <cstdint>
#include <deque>

#include "engine/kernel/random_streams.h"
#include "engine/sim/model.h"
#include "engine/sim/tally.h"
#include "engine/stats/histogram.h"

namespace headroom::sim {

/// One thing to be done, through all attempts.
struct Job {
  Index work = kNone;
  Index server = kNone;  ///< Where it is being tried; kNone: it waits.
  Instant dueAt;
  std::uint64_t number = 0;
  int attempts = 0;
};

struct BackgroundTally {
  std::uint64_t due = 0;
  std::uint64_t done = 0;
  std::uint64_t failed = 0;   ///< Given up after the last attempt.
  std::uint64_t skipped = 0;  ///< Fell due while the one before was not finished.
  std::uint64_t retried = 0;
  std::int64_t insideAtBegin = 0;
  Level inside;           ///< Due and not finished.
  Level running;          ///< Attempts that hold a place of a scheduler.
  WideSum presence = 0;   ///< Time inside of those who left, from the beginning of the measured part at the earliest.
  WideSum wait = 0;       ///< From due to the beginning of the last attempt, of those done.
  stats::Histogram span;  ///< From due to done.

  void beginMeasuring(Instant now) {
    due = done = failed = skipped = retried = 0;
    insideAtBegin = inside.level();
    inside.beginMeasuring(now);
    running.beginMeasuring(now);
    presence = wait = 0;
    span.clear();
  }
};

struct BackgroundState {
  explicit BackgroundState(kernel::RandomStream stream) : occasions(stream) {}
  kernel::RandomStream occasions;
  std::uint64_t chances = 0;  ///< Names what is drawn for its jobs.
  std::uint64_t made = 0;
  std::deque<Index> waiting;  ///< Jobs, the longest waiting first.
  BackgroundTally tally;
};

}  // namespace headroom::sim
