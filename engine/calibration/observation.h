// What calibration keeps of a logged request, and how it is read.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/calibration/stop_check.h"
#include "engine/farm/farm.h"
#include "engine/results/results.h"
#include "engine/trace/request_filter.h"
#include "engine/trace/trace.h"

namespace headroom::calibration {

/// One request for an application of the farm, 32 bytes.
struct Observation {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  std::int64_t arrivalNs = 0;        ///< Nanoseconds since 1970 UTC.
  std::uint32_t person = 0;          ///< Hash of the client and, where it is logged, its user agent.
  std::uint32_t responseUs = kNone;  ///< Response time; kNone where there is none, at most 71 minutes.
  std::uint32_t serviceUs = kNone;   ///< The server's own share of it, by the timers of a proxy.
  std::uint32_t bytes = kNone;       ///< Of the answer.
  std::uint32_t application = 0;     ///< Index into Farm::applications.
  std::uint8_t tier = 0;             ///< While reading: the front end that logged it.
  bool failed = false;               ///< Status 5xx, or nothing was answered.

  bool hasResponse() const { return responseUs != kNone; }
  std::int64_t responseNs() const { return hasResponse() ? std::int64_t{responseUs} * 1000 : 0; }
};

/// The requests of some logs in order of arrival.
struct Observations {
  std::vector<Observation> requests;
  results::LogFacts facts;
  bool wholeSeconds = false;  ///< At least one log's stamps have no fraction of a second.
  bool agents = false;        ///< At least one log tells user agents.
  Diagnostics warnings;
};

/// More are refused: they would take over 2 GB.
constexpr std::size_t kMostObservations = 60'000'000;

/// Reads the logs once. Where they hold each request several times, once for every proxy on its way, the named tiers
/// are kept, or without names the outermost, as replays do. What the filter leaves out is counted as lines only.
/// Problems, all at once: an unreadable log, the same file twice, no request for any application of the farm, more than
/// kMostObservations. Throws StopCheck::Stopped when told to.
Result<Observations> observe(const farm::Farm& farm, const std::vector<std::string>& logs,
                             const trace::ReadOptions& reading, const std::vector<std::string>& tiers = {},
                             const trace::RequestFilter& filter = {}, const StopCheck& stop = {});

}  // namespace headroom::calibration
