// Recorded traffic turned into arrivals on a farm.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/time.h"
#include "engine/farm/farm.h"
#include "engine/results/results.h"
#include "engine/trace/trace.h"

namespace headroom::workload {

/// One arrival: when, and for which application (index into Farm::applications).
struct Arrival {
  Instant at;
  std::uint32_t application = 0;
  std::uint32_t client = 0;  ///< Hash of the logged client, for persistence and hashing.
  bool operator==(const Arrival&) const = default;
};

/// More arrivals than this are refused: they would take over 3 GB.
constexpr std::uint64_t kMostArrivals = 200'000'000;

struct ReplayOptions {
  double rateScale =
      1.0;  ///< > 1 superposes copies of randomly shifted requests, < 1 thins; the clock is never compressed.
  double speed = 1.0;        ///< > 1 compresses the clock (changes burstiness; the result says so).
  std::string fromUtc = {};  ///< ISO time or "HH:MM[:SS]" of the first day; empty: from the first request.
  std::string toUtc = {};    ///< Exclusive. A time of day not after `fromUtc` is on the next day.
  std::uint64_t seed = 1;
  trace::ReadOptions reading = {};
};

/// The arrivals of some logs, in order of time, with what was learnt while reading.
struct Replay {
  std::vector<Arrival>
      arrivals;   ///< 16 bytes each: a day of 10 million requests takes 160 MB. The first one is at zero.
  Duration span;  ///< From the first to the last arrival, rounded up to a second.
  results::LogFacts facts;
  std::int64_t startNs = 0;  ///< The first arrival on the wall clock, nanoseconds since 1970 UTC.
  Diagnostics warnings;      ///< Cut files, idle servers' logs, requests left out; nothing that prevents a replay.
};

/// Reads the logs (merged by time), maps each request to an application by its path through the modules' paths
/// (whole first segments, longest first, ASCII case ignored as IIS does), and counts what fits none.
/// Arrivals inside one second of a log with whole-second stamps are spread evenly over it; logs stamped at the end are
/// shifted back by each request's duration after that. Problems: an unreadable log, the same file twice, no request for
/// any application of the farm, more than kMostArrivals, factors that are not above zero, times that cannot be read;
/// all of them at once.
Result<Replay> loadReplay(const farm::Farm& farm, const std::vector<std::string>& logs, const ReplayOptions& options);

}  // namespace headroom::workload
