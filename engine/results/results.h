// What a run found out, as plain values. Planning, report, command line and desktop app speak this and never look
// inside an executor.
//
// Times in milliseconds, rates per second, utilisation 0…1. A percentile p is the smallest t with P(response <= t) >= p
// %, read from a histogram whose bins are at most 0.05 % wide; percentiles are never averaged over servers, zones or
// windows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"

namespace headroom::results {

/// A figure with its 95 % confidence interval. Without an interval `why` says why there is none.
struct Estimate {
  double mean = 0;
  std::optional<double> low;
  std::optional<double> high;
  std::uint64_t count = 0;  ///< Observations behind it, over all replications.
  std::string why;
  bool operator==(const Estimate&) const = default;
};

/// Response times in milliseconds.
struct Response {
  Estimate mean, p50, p90, p95, p99, p999;
  double max = 0;
  bool operator==(const Response&) const = default;
};

/// Requests that did not get their answer, by cause, summed over all replications inside the measured window.
struct Failures {
  std::uint64_t queueFull = 0;   ///< 503: pool queue limit reached.
  std::uint64_t timeout = 0;     ///< The caller gave up, or the address never answered.
  std::uint64_t noServer = 0;    ///< 503: no member of the zone was usable; or 404: no route.
  std::uint64_t refused = 0;     ///< The chosen server was down, or went down with the request.
  std::uint64_t dependency = 0;  ///< Answered, but with an error because a call to another application failed.
  std::uint64_t limited = 0;     ///< 429 of a rate limit; 503 of a full waiting room, of a balancer with too many
                                 ///< requests or of a server that sheds load; or a circuit breaker was open.
  std::uint64_t total() const { return queueFull + timeout + noServer + refused + dependency + limited; }
  bool operator==(const Failures&) const = default;
};

/// Users' requests and server-side calls served in one zone.
struct ZoneResult {
  std::string name;
  Estimate throughput;  ///< Users' requests answered per second.
  Response response;    ///< End to end, as the user sees it.
  Estimate wait;        ///< Of the response: waiting in queues, in ms (mean).
  Failures failed;
  Estimate calls;         ///< Server-side calls served per second.
  Response callResponse;  ///< From the caller sending to its receiving.
  bool operator==(const ZoneResult&) const = default;
};

struct ApplicationResult {
  std::string name;
  std::string zone;
  Estimate throughput;
  Response response;
  Estimate wait;
  Failures failed;
  /// Requests sent per second, repetitions included; when some users repeat them.
  std::optional<Estimate> attempts{};
  bool operator==(const ApplicationResult&) const = default;
};

/// A machine that serves applications.
struct ServerResult {
  std::string name;
  Estimate utilisation;  ///< Busy core time over cores × time; where its number is scaled: the time it was on.
  Estimate offeredLoad;  ///< Work that wants to reach it over cores × time; above 1 its queue grows without bound.
                         ///< Where scaled: what wants to reach its zone, over all servers the zone may have.
  Estimate queue;        ///< Mean number of requests waiting for a worker.
  Estimate workersBusy;  ///< Mean number of requests holding a worker.
  Estimate throughput;   ///< Requests and calls finished per second.
  std::uint64_t queueFull = 0;
  std::uint64_t recycled = 0;  ///< Worker processes replaced by new ones, over all replications.
  std::uint64_t shed = 0;      ///< Answered 503 at once because its cores were too busy.
  bool operator==(const ServerResult&) const = default;
};

/// Proxy, balancers, databases, and links with a bandwidth.
struct StationResult {
  std::string name;
  std::string kind;  ///< "proxy", "balancer", "database", "reads" (its read instances), "cache", "lock" or "link".
  Estimate utilisation;
  Estimate offeredLoad;
  Estimate queue;  ///< Mean number waiting.
  Estimate throughput;
  std::optional<Estimate> handshakes{};  ///< Connections opened per second; where they cost something.
  std::optional<Estimate> hitRatio{};    ///< Of a cache: share of look-ups answered by it, 0…1.
  bool operator==(const StationResult&) const = default;
};

/// Work that no user waits for. Not part of the users' figures; what it does to servers and databases is part of
/// theirs.
struct BackgroundResult {
  std::string name;
  std::string application;
  Estimate throughput;       ///< Finished well per second.
  Response span;             ///< From due to finished.
  Estimate wait;             ///< From due to the beginning of the attempt that succeeded.
  Estimate running;          ///< Mean number of attempts under way.
  std::uint64_t due = 0;     ///< Unfinished when the window began, or due in it.
  std::uint64_t failed = 0;  ///< Given up after the last attempt.
  std::uint64_t retried = 0;
  std::uint64_t skipped = 0;     ///< Timers due while their last run was not finished.
  std::uint64_t unfinished = 0;  ///< At the end: due = finished + failed + unfinished.
  bool operator==(const BackgroundResult&) const = default;
};

/// A zone whose number of servers follows its load.
struct ScalingResult {
  std::string zone;
  Estimate running;     ///< Mean number of servers that take requests.
  Estimate switchedOn;  ///< Likewise, with those that boot or drain: what is paid for.
  int fewest = 0;       ///< That took requests, over all replications.
  int most = 0;
  std::uint64_t ups = 0;    ///< Decisions to start servers, over all replications.
  std::uint64_t downs = 0;  ///< Decisions to stop some.
  bool operator==(const ScalingResult&) const = default;
};

/// Of something that was planned to fail, or may fail by chance.
struct AvailabilityResult {
  std::string name;
  std::string kind;  ///< "server", "proxy", "balancer", "database", "cache", "link" or "failure domain".
  Estimate share;    ///< Of the measured time, 0…1.
  bool operator==(const AvailabilityResult&) const = default;
};

/// A self-check of the run. `figure` is the largest deviation found, 0 for exact balance.
struct Check {
  std::string name;
  bool ok = true;
  double figure = 0;
  bool operator==(const Check&) const = default;
};

/// Values over time. `times` are the ends of the windows in seconds since the start of the measured part (replay: of
/// the log).
struct Series {
  std::string object;   ///< Zone, server or station.
  std::string measure;  ///< "p50", "p95", "p99" (ms), "throughput" (/s), "arrivals" (/s), "attempts" (/s),
                        ///< "utilisation" (0…1), "queue" (number), "failed" (/s), "servers" (that take requests),
                        ///< "booting" and "draining" (servers).
  std::string unit;     ///< "ms", "/s", "", "requests", "servers".
  std::vector<double> times;
  std::vector<double> values;  ///< NaN where a window had no observation.
  bool operator==(const Series&) const = default;
};

/// Attempts of users who repeat what failed or takes long. An arrival is a request somebody wants answered, however
/// often it is sent; attempts = arrivals + retries + reloads.
struct Attempts {
  std::uint64_t retries = 0;  ///< Sent again by the client's program after a failure.
  std::uint64_t reloads = 0;  ///< Sent again by people who would not wait.
  std::uint64_t denied = 0;   ///< Failed, and not sent again because the budget was spent.
  bool operator==(const Attempts&) const = default;
};

struct Totals {
  std::uint64_t arrivals = 0;  ///< Users' requests: those in flight when the window began, and those that came in it.
  std::uint64_t completed = 0;
  std::uint64_t inFlight = 0;  ///< At the end of the window: arrivals = completed + failed + inFlight.
  Failures failed;
  std::optional<Attempts> attempts{};  ///< When some users repeat requests.
  bool operator==(const Totals&) const = default;
};

/// A promise of the farm and whether the run kept it.
struct SloVerdict {
  enum class Verdict { Met, Missed, NotShown };
  std::string name;
  std::string objective;  ///< "p95 of AppX below 500 ms".
  Estimate observed;      ///< In the objective's unit: ms, or a share 0…1.
  double limit = 0;
  Verdict verdict = Verdict::NotShown;  ///< NotShown: the interval straddles the limit, or there is no interval.
  bool operator==(const SloVerdict&) const = default;
};

/// Where a traced request was for a while. Steps of one depth follow each other without a gap: those of depth 0 add up
/// to the request's response, those of depth d + 1 after a call to that call.
struct TraceStep {
  int depth = 0;      ///< 0: the request itself; 1: inside the call above it; and so on.
  std::string place;  ///< Server, station, database, application called.
  std::string kind;   ///< "network", "proxy", "balancer", "balancer queue", "pool queue", "cores", "connection pool",
                      ///< "connection limit", "handshake", "connection", "cache", "lock", "database", "link", "call",
                      ///< "pause" or "no answer".
  std::uint64_t atNs = 0;    ///< Since the request was sent.
  std::uint64_t waitNs = 0;  ///< Waiting there, including the stretch by shared cores.
  std::uint64_t workNs = 0;  ///< Being served or on the way there.
  std::uint64_t lengthNs() const { return waitNs + workNs; }
  bool operator==(const TraceStep&) const = default;
};

/// One user's request as a waterfall, exact to the nanosecond.
struct Trace {
  std::string why;  ///< "slowest" of the answered, "sample" of all, or "failed".
  std::string application;
  std::string outcome;  ///< "answered", or the failure in the words of Failures' keys.
  int replication = 0;
  double sentSeconds = 0;  ///< Since the beginning of the measured part; may lie before it.
  std::uint64_t responseNs = 0;
  std::uint64_t waitNs = 0;
  std::uint64_t workNs = 0;
  std::vector<TraceStep> steps;
  bool operator==(const Trace&) const = default;
};

/// A run that added replications until its figures were as precise as asked for.
struct Precision {
  double target = 0;     ///< Half of the 95 % interval over the figure.
  bool reached = false;  ///< At two checks, one after the other.
  std::string ended;     ///< Why no more replications were added.
  struct Metric {
    std::string name;      ///< "p95 of Global".
    double halfWidth = 0;  ///< Relative; NaN without an interval.
    std::string why;       ///< Why there is no interval.
    bool operator==(const Metric&) const = default;
  };
  std::vector<Metric> metrics;
  bool operator==(const Precision&) const = default;
};

/// Where the intervals of a run come from.
struct Intervals {
  std::string method;  ///< "replications" or "batch means".
  int parts = 0;       ///< Replications or batches.
  double largestCorrelation =
      0;  ///< Between neighbouring batches, of the figures with an interval; 0 for replications.
  bool operator==(const Intervals&) const = default;
};

/// Says which part of a run differs from another one. Hashes of exact sums over the measured part, which say less than
/// the fingerprint over all events but say what.
struct FingerprintParts {
  std::string draws;    ///< Arrivals in each window, work brought to each kind of place.
  std::string paths;    ///< How many went in and out where, and how they ended.
  std::string times;    ///< Time spent everywhere.
  std::string results;  ///< Everything reported.
  bool operator==(const FingerprintParts&) const = default;
};

/// Facts of replayed logs.
struct LogFacts {
  std::vector<std::string> files;
  std::vector<std::string> formats;
  std::uint64_t lines = 0, valid = 0, malformed = 0, blank = 0, directives = 0;
  std::vector<std::string> malformedPlaces;  ///< First forty, "file:line".
  std::string firstUtc, lastUtc;
  double spanSeconds = 0;
  std::uint64_t unmapped = 0;            ///< Valid lines whose path belongs to no application.
  std::vector<std::string> unmappedTop;  ///< Most frequent of them, "segment (count)".
  double peakMinutePerSecond = 0;
  std::string peakMinuteUtc;
  std::vector<std::string> notes;  ///< What was made of the log: tiers, sessions, the clock.
  bool operator==(const LogFacts&) const = default;
};

/// Times of requests in milliseconds; percentiles by nearest rank.
struct TimeFigures {
  std::uint64_t count = 0;
  double mean = 0, p50 = 0, p95 = 0, p99 = 0;
  bool operator==(const TimeFigures&) const = default;
};

/// Predicted over logged, less one; NaN where the log has nothing or too little to judge by.
struct TimeErrors {
  double mean = 0, p50 = 0, p95 = 0, p99 = 0;
  bool operator==(const TimeErrors&) const = default;
};

/// What a log says of a zone or server beside what the run predicted.
struct Comparison {
  std::string scope;  ///< "zone" or "server".
  std::string name;
  std::string measure;  ///< "wait" in balancers' queues, "response" of the user, "at_server" inside the server.
  TimeFigures logged;
  TimeFigures predicted;  ///< Over all replications.
  TimeErrors error;
  bool operator==(const Comparison&) const = default;
};

/// A model against the log it replayed.
struct Validation {
  std::vector<Comparison> rows;
  std::optional<double> tolerance;  ///< Largest error that was asked for, as a share.
  bool within = true;               ///< No zone's error is beyond the tolerance, if there is one.
  bool operator==(const Validation&) const = default;
};

struct RunResult {
  std::string program = "headroom";
  std::string version;
  std::string farm;
  std::string farmFile;
  std::string farmHash;  ///< SHA-256 of the canonical text.
  std::string
      farmText;  ///< The farm itself in its text format, so that a results file can be repeated and reported on.
  std::uint64_t seed = 1;
  int replications = 0;
  double loadFactor = 1;
  double warmUpSeconds = 0;
  double measuredSeconds = 0;
  bool steady = false;      ///< False: overloaded, still warming up, or a replay; the reason is among the warnings.
  bool overloaded = false;  ///< Of a run from users: some place is asked for more than it can do, or the number of
                            ///< requests under way went on growing; not because the load goes up and down.
  bool replay = false;
  std::vector<std::string> serversDown;  ///< Taken out for the whole run.
  Totals totals;
  std::vector<ZoneResult> zones;
  std::vector<ApplicationResult> applications;
  std::vector<ServerResult> servers;
  std::vector<StationResult> stations;
  std::vector<BackgroundResult> background;
  std::vector<ScalingResult> scaling;            ///< Empty where no zone scales.
  std::vector<AvailabilityResult> availability;  ///< Empty where nothing can fail.
  std::vector<Check> checks;
  std::vector<SloVerdict> slos;
  std::vector<Series> series;
  std::vector<std::string> warnings;
  std::optional<LogFacts> log;
  std::optional<Validation> validation;
  std::vector<Trace> traces;  ///< When asked for: the slowest requests first, then the sample, then the failed.
  std::string fingerprint;    ///< Hash of every event of every replication: equal fingerprints mean equal runs.
  FingerprintParts fingerprintParts;
  std::uint64_t events = 0;
  std::optional<Precision> precision;  ///< When one was asked for.
  std::optional<Intervals> intervals;  ///< Of runs with any.
  bool operator==(const RunResult&) const = default;
};

/// One situation of a capacity plan.
struct PlanRow {
  std::string situation;   ///< "all up", "FE2 lost".
  Estimate factor;         ///< Multiple of today's load at which the first limit breaks.
  std::string limit;       ///< Which one: "utilisation of FE3 at 70 %", "p95 of AppX at 500 ms".
  std::string resource;    ///< The resource that breaks.
  bool holdsToday = true;  ///< False: broken at today's load already.
  struct Load {
    std::string name;
    double utilisation = 0;          ///< Offered load today, 0…; above 1 is overload.
    std::optional<double> computed;  ///< The same by formula (traffic equations), where one exists.
    bool operator==(const Load&) const = default;
  };
  std::vector<Load> loads;  ///< Of every server and station today, in this situation.
  bool operator==(const PlanRow&) const = default;
};

struct PlanResult {
  std::string farm;
  std::string farmHash;
  std::uint64_t seed = 1;
  std::vector<PlanRow> rows;  ///< First the farm as it is, then each server lost in turn.
  struct Point {              ///< For the curve of response against load.
    double factor = 1;
    std::string application;
    double throughput = 0;  ///< Per second.
    double p50 = 0, p95 = 0, p99 = 0;
    double p95Low = 0, p95High = 0;
    bool operator==(const Point&) const = default;
  };
  std::vector<Point> curve;
  std::vector<std::string> warnings;
  bool operator==(const PlanResult&) const = default;
};

/// The results as JSON, schema "headroom.results" version 1 (docs/formats/results.md). Values that are not finite
/// become null.
std::string toJson(const RunResult& result);
/// The plan as JSON, schema "headroom.plan" version 1.
std::string toJson(const PlanResult& result);

/// Reads back what toJson wrote (null numbers become NaN); unknown keys are ignored. Every problem of the document is
/// told with the path of its key, broken JSON with line and column. `file` is only named in problems.
Result<RunResult> fromJson(std::string_view json, const std::string& file = {});
/// The plan of a "headroom.plan" document, or the one carried by a "headroom.results" document; a problem when it has
/// none.
Result<PlanResult> planFromJson(std::string_view json, const std::string& file = {});

/// One table as CSV; cells that a spreadsheet would take for a formula get a leading apostrophe.
std::string toCsv(const RunResult& result);
/// The plan in the columns of the run's table; without the header line it can be appended to it.
std::string toCsv(const PlanResult& result, bool header = true);

/// What a person reads on a terminal, at most `width` columns wide (40 at least); colour only ever repeats a word.
std::string toText(const RunResult& result, int width = 80, bool colour = false);
std::string toText(const PlanResult& result, int width = 80, bool colour = false);

}  // namespace headroom::results
