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
};

struct ReplayOptions {
  double rateScale = 1.0;  ///< > 1 superposes copies of randomly shifted requests, < 1 thins; the clock is never compressed.
  double speed = 1.0;      ///< > 1 compresses the clock (changes burstiness; the result says so).
  std::string fromUtc;     ///< ISO time or "HH:MM"; empty: from the first request.
  std::string toUtc;
  std::uint64_t seed = 1;
  trace::ReadOptions reading;
};

/// The arrivals of some logs, in order of time, with what was learnt while reading.
struct Replay {
  std::vector<Arrival> arrivals;  ///< 16 bytes each: a day of 10 million requests takes 160 MB.
  Duration span;                  ///< From the first to the last arrival, rounded up to a second.
  results::LogFacts facts;
};

/// Reads the logs (merged by time), maps each request to an application by its path through the modules' paths
/// (whole first segments, longest first, ASCII case ignored as IIS does), and counts what fits none.
/// Arrivals inside one second of a log with whole-second stamps are spread evenly over it.
Result<Replay> loadReplay(const farm::Farm& farm, const std::vector<std::string>& logs, const ReplayOptions& options);

}  // namespace headroom::workload
