// Recorded traffic turned into arrivals on a farm.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/time.h"
#include "engine/farm/farm.h"
#include "engine/results/results.h"
#include "engine/trace/request_filter.h"
#include "engine/trace/trace.h"

namespace headroom::workload {

/// One arrival: when, and for which application (index into Farm::applications).
struct Arrival {
  Instant at;
  std::uint32_t application = 0;
  std::uint32_t client = 0;   ///< Hash of the logged client, for persistence and hashing.
  std::uint32_t visitor = 0;  ///< Hash of whom sessions are told apart by; once they are found, the session's number.
  std::uint32_t request = 0;  ///< Number of the logged request; copies keep it.
  bool operator==(const Arrival&) const = default;
};

/// More arrivals than this are refused: they would take over 4 GB.
constexpr std::uint64_t kMostArrivals = 200'000'000;

/// Where the service times of a replay come from.
enum class ServiceSource { Farm, Log };

/// What tells one visitor from another. Auto: the user where one is logged, else client and user agent.
enum class VisitorKey { Auto, Cookie, User, Client };

/// What the log says of a zone or a server.
struct LoggedTimes {
  enum class Scope { Zone, Server };
  /// The wait in a balancer's queue; the response as a balancer, or as a server sees it.
  enum class Measure { Wait, Response, AtServer };
  Scope scope = Scope::Zone;
  std::string name;
  Measure measure = Measure::Response;
  results::TimeFigures figures;
  std::int64_t unitNs = 1;  ///< The log's times are cut down to whole multiples of it.
};
/// "wait", "response", "at_server".
std::string_view toString(LoggedTimes::Measure measure);

struct ReplayOptions {
  double rateScale =
      1.0;  ///< > 1 superposes copies of randomly shifted requests, < 1 thins; the clock is never compressed.
  double userScale = 1.0;  ///< The same with whole sessions, whose think times stay as they are.
  Duration sessionGap = Duration::wholeSeconds(1800);  ///< A visitor who stays away longer begins a new session.
  VisitorKey visitors = VisitorKey::Auto;
  std::string sessionCookie = {};  ///< With VisitorKey::Cookie.
  std::vector<std::string> tiers =
      {};  ///< Frontends of a proxy to replay, "www" or "frontend=www"; empty: the outermost.
  ServiceSource service = ServiceSource::Farm;
  bool compare = false;      ///< Keeps the log's times (Replay::logged), to be compared with a run's.
  double speed = 1.0;        ///< > 1 compresses the clock (changes burstiness; the result says so).
  std::string fromUtc = {};  ///< ISO time or "HH:MM[:SS]" of the first day; empty: from the first request.
  std::string toUtc = {};    ///< Exclusive. A time of day not after `fromUtc` is on the next day.
  std::uint64_t seed = 1;
  /// Requests of whole-second stamps come at random places in their second, by this seed; without it evenly.
  std::optional<std::uint64_t> jitterSeed = std::nullopt;
  trace::ReadOptions reading = {};
  trace::RequestFilter filter = {};  ///< Requests that are left out are counted as lines only.
};

/// The arrivals of some logs, in order of time, with what was learnt while reading.
struct Replay {
  std::vector<Arrival>
      arrivals;   ///< 24 bytes each: a day of 10 million requests takes 240 MB. The first one is at zero.
  Duration span;  ///< From the first to the last arrival, rounded up to a second.
  results::LogFacts facts;
  std::int64_t startNs = 0;  ///< The first arrival on the wall clock, nanoseconds since 1970 UTC.
  Diagnostics warnings;      ///< Cut files, idle servers' logs, requests left out; nothing that prevents a replay.
  /// Microseconds in the server by number of the request, kNoService where the log has none; empty: the farm's demands.
  std::vector<std::uint32_t> serviceUs;
  std::vector<LoggedTimes> logged;  ///< Zones, then servers; empty unless asked for.

  static constexpr std::uint32_t kNoService = 0xffffffff;
  /// Nanoseconds in the server by the log, or -1.
  std::int64_t serviceOf(const Arrival& arrival) const {
    if (serviceUs.empty() || serviceUs[arrival.request] == kNoService) return -1;
    return std::int64_t{1000} * serviceUs[arrival.request];
  }
};

/// Reads the logs (merged by time), maps each request to an application by its path through the modules' paths
/// (whole first segments, longest first, ASCII case ignored as IIS does), and counts what fits none.
/// Arrivals inside one second of a log with whole-second stamps are spread evenly over it; logs stamped at the end are
/// shifted back by each request's duration after that. Where a log names several front ends, or server logs are given
/// beside a proxy's, and the requests of one stand inside those of another, only the outermost are taken unless others
/// are named. Problems: an unreadable log, the same file twice, no request for any application of the farm, more than
/// kMostArrivals, factors that are not above zero, times that cannot be read, tiers that the logs do not have, a
/// comparison with scaled traffic; all of them at once.
Result<Replay> loadReplay(const farm::Farm& farm, const std::vector<std::string>& logs, const ReplayOptions& options);

}  // namespace headroom::workload
