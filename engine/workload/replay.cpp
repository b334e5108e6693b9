#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/results/figures.h"
#include "engine/trace/civil_time.h"
#include "engine/workload/log_loader.h"
#include "engine/workload/scaling.h"
#include "engine/workload/sessions.h"
#include "engine/workload/window.h"
#include "engine/workload/workload.h"

namespace headroom::workload {
namespace {

constexpr double kLargestFactor = 1e6;

void checkFactor(double factor, const std::string& name, Diagnostics& problems) {
  if (factor > 0 && factor <= kLargestFactor) return;
  problems.push_back(
      {Severity::Error, {}, "the " + name + " must be above 0 and at most 1000000", "1 leaves the log as it is", {}});
}

Diagnostics outsideWindow(const std::string& first, const std::string& last) {
  return problem("no request for the farm falls into the time window", "the logs reach from " + first + " to " + last);
}

/// Keeps what is inside the window; a problem when nothing is.
Outcome cut(std::vector<Arrival>& arrivals, const WindowText& text) {
  Result<Window> window = resolveWindow(text, arrivals.front().at.ns());
  if (!window) return window.problems();
  const std::string first = trace::utcText(arrivals.front().at.ns()), last = trace::utcText(arrivals.back().at.ns());
  const auto before = [](const Arrival& arrival, std::int64_t ns) { return arrival.at.ns() < ns; };
  arrivals.erase(std::lower_bound(arrivals.begin(), arrivals.end(), window->toNs, before), arrivals.end());
  arrivals.erase(arrivals.begin(), std::lower_bound(arrivals.begin(), arrivals.end(), window->fromNs, before));
  if (!arrivals.empty()) return Done{};
  return outsideWindow(first, last);
}

/// A stray line of another year makes a log endless: told when one gap is over a day and over half of everything.
void warnOfGap(const std::vector<Arrival>& arrivals, Diagnostics& warnings) {
  std::size_t widest = 0;
  const auto gapBefore = [&](std::size_t i) { return arrivals[i].at - arrivals[i - 1].at; };
  for (std::size_t i = 1; i < arrivals.size(); ++i) {
    if (widest == 0 || gapBefore(i) > gapBefore(widest)) widest = i;
  }
  if (widest == 0 || gapBefore(widest) <= Duration::wholeSeconds(trace::kSecondsPerDay)) return;
  if (gapBefore(widest) * 2 < arrivals.back().at - arrivals.front().at) return;
  warnings.push_back({Severity::Warning,
                      {},
                      "the logs hold no request from " + trace::utcText(arrivals[widest - 1].at.ns()) + " to " +
                          trace::utcText(arrivals[widest].at.ns()) + ", over half of their time",
                      "replay one side of the gap: set from and to",
                      {}});
}

/// From wall clock to the run's clock, which starts with the first arrival.
void startAtZero(Replay& replay) {
  constexpr std::int64_t kSecond = trace::kNsPerSecond;
  replay.startNs = replay.arrivals.front().at.ns();
  for (Arrival& arrival : replay.arrivals)
    arrival.at = Instant::at(Duration::nanoseconds(arrival.at.ns() - replay.startNs));
  const std::int64_t last = replay.arrivals.back().at.ns();
  replay.span = Duration::wholeSeconds(std::max<std::int64_t>(1, last / kSecond + (last % kSecond > 0 ? 1 : 0)));
}

void compressClock(Replay& replay, double speed) {
  if (speed == 1.0) return;
  const auto faster = [&](std::int64_t ns) {
    return Duration::nanoseconds(static_cast<std::int64_t>(std::llround(static_cast<double>(ns) / speed)));
  };
  for (Arrival& arrival : replay.arrivals) arrival.at = Instant::at(faster(arrival.at.ns()));
  constexpr double kNsPerSecond = 1e9;
  const double seconds = std::ceil(static_cast<double>(replay.span.ns()) / speed / kNsPerSecond);
  replay.span = Duration::seconds(std::max(1.0, seconds));
  replay.facts.notes.push_back("the clock runs " + formatNumber(speed) +
                               " times as fast as logged: rate, think times and burstiness all change with it (more "
                               "users at the same pace: --scale-users)");
}

Diagnostics nothingFits(const results::LogFacts& facts, const ReplayOptions& options) {
  if (facts.valid == 0) return problem("the logs hold no request", "give logs of a time with traffic");
  if (facts.unmapped < facts.valid) {
    const bool partOnly = !options.fromUtc.empty() || !options.toUtc.empty();
    if (partOnly || facts.notes.empty()) return outsideWindow(facts.firstUtc, facts.lastUtc);
    return problem("no request for the farm is left to replay: " + joinWithAnd(facts.notes),
                   "leave less out with --without, or name another --tier");
  }
  std::string what = "none of the " + results::count(facts.valid) +
                     " requests belongs to an application of the farm; most frequent are ";
  what += joinWithAnd(facts.unmappedTop);
  return problem(std::move(what), "give the applications modules with these paths");
}

/// What was asked for and makes no sense, before any log is read.
void checkOptions(const ReplayOptions& options, Diagnostics& problems) {
  const auto refuse = [&](const char* what, const char* remedy) {
    problems.push_back({Severity::Error, {}, what, remedy, {}});
  };
  checkFactor(options.rateScale, "rate factor", problems);
  checkFactor(options.userScale, "user factor", problems);
  checkFactor(options.speed, "speed", problems);
  if (options.sessionGap <= Duration()) refuse("the session gap must be above zero", "30min is usual");
  if (options.visitors == VisitorKey::Cookie && options.sessionCookie.empty())
    refuse("sessions by cookie need the cookie's name", "name it, for example ASP.NET_SessionId");
  if (options.compare && (options.rateScale != 1.0 || options.userScale != 1.0 || options.speed != 1.0))
    refuse("traffic that is not as logged cannot be compared with the log", "leave the factors and the speed at 1");
}

void scaleUsers(Replay& replay, const ReplayOptions& options) {
  if (options.userScale == 1.0) return;
  const std::size_t before = replay.arrivals.size();
  const std::vector<Session> sessions = findSessions(replay.arrivals, options.sessionGap);
  scaleSessions(replay.arrivals, sessions, options.userScale, replay.span, options.seed);
  replay.facts.notes.push_back(results::count(sessions.size()) + " sessions (a pause of over " +
                               formatDuration(options.sessionGap) + " begins another) of " + results::count(before) +
                               " requests became " + results::count(replay.arrivals.size()) +
                               " requests of whole sessions");
}

void tellServices(const LogTimesKept& times, Diagnostics& warnings) {
  const auto warn = [&](std::string what, std::string remedy) {
    warnings.push_back({Severity::Warning, {}, std::move(what), std::move(remedy), {}});
  };
  if (times.withWaiting() > 0) {
    warn("the service times of " + results::count(times.withWaiting()) +
             " requests are the response times that their servers logged, which hold the waiting there",
         "the log of the proxy in front has the servers' own times");
  }
  if (times.withoutServer() > 0) {
    warn("the log does not name the servers of " + results::count(times.withoutServer()) +
             " requests: their times hold the waiting for workers there, which counts a second time where the farm's "
             "workers are short",
         "replay the proxy's log that names them, or leave out the pools' workers");
  }
  if (times.withoutService() > 0) {
    warn(results::count(times.withoutService()) +
             " requests have no service time in the log and take the farm's demands",
         {});
  }
}

/// What was made of stamps that say the second only.
void tellSpread(std::uint64_t requests, const std::optional<std::uint64_t>& jitterSeed, results::LogFacts& facts) {
  if (requests == 0) return;
  facts.notes.push_back("the stamps of " + results::count(requests) + " requests are whole seconds: " +
                        (jitterSeed
                             ? "they were put at random places inside them, by seed " + std::to_string(*jitterSeed)
                             : "they were spread evenly over them (at random places: --jitter SEED)"));
}

/// Gives the requests that are replayed numbers of their own, in order of arrival, and each its service time.
void renumber(Replay& replay, const std::vector<std::uint32_t>& serviceUs) {
  if (!serviceUs.empty()) replay.serviceUs.resize(replay.arrivals.size());
  for (std::size_t i = 0; i < replay.arrivals.size(); ++i) {
    if (!serviceUs.empty()) replay.serviceUs[i] = serviceUs[replay.arrivals[i].request];
    replay.arrivals[i].request = static_cast<std::uint32_t>(i);
  }
}

/// The service times, and what the log says to compare with.
Outcome addTimes(Replay& replay, LogTimesKept& times, const ReplayOptions& options) {
  if (options.service == ServiceSource::Log) {
    if (times.withoutService() == times.size())
      return problem(
          "the logs hold no service times",
          "give a log with HAProxy's timers or nginx's $upstream_response_time, or leave the farm's demands");
  }
  if (options.compare) {
    replay.logged = times.figures(replay.arrivals);
    if (replay.logged.empty())
      return problem("the logs hold no times to compare with",
                     "give a log with HAProxy's timers, or with response times");
  }
  renumber(replay, times.takeServices(replay.arrivals));
  if (options.service == ServiceSource::Log) tellServices(times, replay.warnings);
  return Done{};
}

}  // namespace

Result<Replay> loadReplay(const farm::Farm& farm, const std::vector<std::string>& logs, const ReplayOptions& options) {
  const Result<WindowText> window = parseWindow(options.fromUtc, options.toUtc);
  LogLoader loader(farm, window ? knownWindow(*window) : Window{}, options);
  Diagnostics& problems = loader.problems();
  checkOptions(options, problems);
  problems.insert(problems.end(), window.problems().begin(), window.problems().end());
  if (logs.empty())
    problems.push_back({Severity::Error, {}, "there is no log to replay", "name at least one access log", {}});
  loader.loadAll(logs);
  loader.chooseTiers();
  if (hasErrors(problems)) return problems;

  Replay replay;
  replay.facts = loader.facts();
  replay.arrivals = std::move(loader.arrivals());
  replay.warnings = std::move(loader.warnings());
  if (replay.arrivals.empty()) return nothingFits(replay.facts, options);
  if (Outcome inside = cut(replay.arrivals, *window); !inside) return inside.problems();
  if (Outcome timed = addTimes(replay, loader.times(), options); !timed) return timed.problems();
  if (static_cast<double>(replay.arrivals.size()) * options.rateScale * options.userScale >
      static_cast<double>(kMostArrivals)) {
    return problem("the rate factor makes more than " + results::count(kMostArrivals) + " arrivals",
                   "take a smaller factor, or a part of the logs");
  }
  warnOfGap(replay.arrivals, replay.warnings);
  startAtZero(replay);
  scaleUsers(replay, options);
  scaleRate(replay.arrivals, options.rateScale, replay.span, options.seed);
  compressClock(replay, options.speed);
  tellSpread(loader.spreadRequests(), options.jitterSeed, replay.facts);
  if (replay.arrivals.empty()) return problem("the factor leaves no request", "take a larger factor");
  return replay;
}

}  // namespace headroom::workload
