#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "engine/base/text.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/minute_counts.h"
#include "engine/trace/name_counts.h"
#include "engine/trace/text_hash.h"
#include "engine/workload/log_merge.h"
#include "engine/workload/path_map.h"
#include "engine/workload/scaling.h"
#include "engine/workload/window.h"
#include "engine/workload/workload.h"

namespace headroom::workload {
namespace {

constexpr std::size_t kToldPlaces = 40;
constexpr std::size_t kToldSegments = 10;
constexpr double kLargestFactor = 1e6;

/// Whom persistence and hashing see: the first forwarded address where there is one, else the client.
std::uint64_t clientHash(const trace::Record& record) {
  const std::string_view client = record.forwardedFor.empty() ? record.client : record.forwardedFor;
  return trace::textHash(client.substr(0, std::min(client.find(','), client.size())));
}

/// Reads logs into one stream of arrivals and collects the facts about them.
class LogLoader {
 public:
  /// Requests that are surely outside `window` are counted and not kept.
  LogLoader(const farm::Farm& farm, const Window& window) : paths_(farm), window_(window) {}

  /// Every log, so that all problems are told at once; but none after a stop.
  void loadAll(const std::vector<std::string>& logs, const trace::ReadOptions& options) {
    bool stopped = false;
    trace::ReadOptions reading = options;
    if (options.progress) {
      reading.progress = [&](std::uint64_t done, std::uint64_t total) {
        stopped = !options.progress(done, total);
        return !stopped;
      };
    }
    for (std::size_t i = 0; i < logs.size() && !stopped; ++i) load(logs[i], reading);
  }

  Diagnostics& problems() { return problems_; }
  Diagnostics& warnings() { return warnings_; }
  std::vector<Arrival> takeArrivals() { return merge_.take(); }

  results::LogFacts facts() {
    if (facts_.valid > 0) {
      facts_.firstUtc = trace::utcText(firstNs_);
      facts_.lastUtc = trace::utcText(lastNs_);
      facts_.spanSeconds = static_cast<double>(lastNs_ - firstNs_) / 1e9;
      const trace::MinuteCounts::Peak peak = minutes_.peak();
      facts_.peakMinutePerSecond = static_cast<double>(peak.requests) / 60.0;
      facts_.peakMinuteUtc = trace::utcText(peak.minutesNs.front());
    }
    for (const auto& [segment, count] : segments_.top(kToldSegments)) {
      facts_.unmappedTop.push_back(printable(segment) + " (" + std::to_string(count) + ")");
    }
    return std::move(facts_);
  }

 private:
  void load(const std::string& path, const trace::ReadOptions& options) {
    if (!isNew(path)) return;
    merge_.beginLog();
    std::uint64_t fingerprint = 0;
    bool tooMany = false;
    Result<trace::Counts> counts = trace::read(path, index_, options, [&](const trace::Record& record) {
      const std::uint64_t client = clientHash(record);
      fingerprint = mixed(fingerprint, static_cast<std::uint64_t>(record.stampNs), client + record.target.size());
      minutes_.add(record.stampNs);
      if (const std::optional<std::uint32_t> application = paths_.applicationOf(record.target)) {
        if (mayBeInside(record)) merge_.add(record, *application, static_cast<std::uint32_t>(client));
      } else {
        ++facts_.unmapped;
        segments_.add(trace::firstSegment(record.target));
      }
      tooMany = merge_.size() > kMostArrivals;
      return !tooMany;
    });
    if (tooMany)
      return refuse(path, "holds more requests than fit: over " + std::to_string(kMostArrivals) + " in all",
                    "replay fewer logs at once, or a part of them: from and to, each with its date");
    if (!counts) return append(counts.problems());
    merge_.endLog();
    account(*counts, fingerprint);
  }

  /// Whole-second stamps place a request up to a second off.
  bool mayBeInside(const trace::Record& record) const {
    constexpr std::int64_t kMargin = 2 * trace::kNsPerSecond;
    return record.stampNs + kMargin >= window_.fromNs && record.arrivalNs - kMargin < window_.toNs;
  }

  void refuse(const std::string& path, std::string what, std::string remedy) {
    problems_.push_back({Severity::Error, {path, 0, 0}, std::move(what), std::move(remedy), {}});
  }
  void append(const Diagnostics& more) { problems_.insert(problems_.end(), more.begin(), more.end()); }

  bool isNew(const std::string& path) {
    ++index_;
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return true;  // reading it tells what is wrong
    const auto [known, isFirst] = files_.emplace(std::pair{status.st_dev, status.st_ino}, path);
    if (!isFirst) {
      const std::string as = known->second == path ? std::string() : " (also as " + known->second + ")";
      refuse(path, "is given twice" + as, "name each log once: its requests would count double");
    }
    return isFirst;
  }

  void account(const trace::Counts& counts, std::uint64_t fingerprint) {
    warnings_.insert(warnings_.end(), counts.warnings.begin(), counts.warnings.end());
    if (counts.valid == 0) {
      warnings_.push_back({Severity::Warning, {counts.file, 0, 0}, "holds a header and no request", {}, {}});
    } else if (const auto [known, isFirst] = contents_.emplace(std::pair{fingerprint, counts.valid}, counts.file);
               !isFirst && counts.valid >= kSurelySame) {
      refuse(counts.file, "holds the same requests as " + known->second + ": given twice", "name each log once");
    }
    if (counts.ignoredDurations > 0) {
      warnings_.push_back({Severity::Warning,
                           {counts.file, 0, 0},
                           std::to_string(counts.ignoredDurations) + " response times make no sense and were not used",
                           {},
                           {}});
    }
    addFacts(counts);
  }

  void addFacts(const trace::Counts& counts) {
    facts_.files.push_back(counts.file);
    facts_.formats.push_back(counts.format);
    facts_.lines += counts.lines;
    facts_.malformed += counts.malformed;
    facts_.blank += counts.blank;
    facts_.directives += counts.directives;
    for (const std::uint64_t line : counts.malformedLines) {
      if (facts_.malformedPlaces.size() < kToldPlaces)
        facts_.malformedPlaces.push_back(counts.file + ":" + std::to_string(line));
    }
    if (counts.valid == 0) return;
    firstNs_ = facts_.valid == 0 ? counts.firstNs : std::min(firstNs_, counts.firstNs);
    lastNs_ = facts_.valid == 0 ? counts.lastNs : std::max(lastNs_, counts.lastNs);
    facts_.valid += counts.valid;
  }

  static constexpr std::uint64_t kSurelySame = 10;

  PathMap paths_;
  Window window_;
  LogMerge merge_;
  trace::MinuteCounts minutes_;
  trace::NameCounts segments_;
  results::LogFacts facts_;
  std::int64_t firstNs_ = 0, lastNs_ = 0;
  std::size_t index_ = static_cast<std::size_t>(-1);
  std::map<std::pair<dev_t, ino_t>, std::string> files_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> contents_;
  Diagnostics problems_, warnings_;
};

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
}

Diagnostics nothingFits(const results::LogFacts& facts) {
  if (facts.valid == 0) return problem("the logs hold no request", "give logs of a time with traffic");
  if (facts.unmapped < facts.valid) return outsideWindow(facts.firstUtc, facts.lastUtc);
  std::string what = "none of the " + std::to_string(facts.valid) +
                     " requests belongs to an application of the farm; most frequent are ";
  what += joinWithAnd(facts.unmappedTop);
  return problem(std::move(what), "give the applications modules with these paths");
}

}  // namespace

Result<Replay> loadReplay(const farm::Farm& farm, const std::vector<std::string>& logs, const ReplayOptions& options) {
  const Result<WindowText> window = parseWindow(options.fromUtc, options.toUtc);
  LogLoader loader(farm, window ? knownWindow(*window) : Window{});
  Diagnostics& problems = loader.problems();
  checkFactor(options.rateScale, "rate factor", problems);
  checkFactor(options.speed, "speed", problems);
  problems.insert(problems.end(), window.problems().begin(), window.problems().end());
  if (logs.empty())
    problems.push_back({Severity::Error, {}, "there is no log to replay", "name at least one access log", {}});
  loader.loadAll(logs, options.reading);
  if (hasErrors(problems)) return problems;

  Replay replay;
  replay.facts = loader.facts();
  replay.arrivals = loader.takeArrivals();
  replay.warnings = std::move(loader.warnings());
  if (replay.arrivals.empty()) return nothingFits(replay.facts);
  if (Outcome inside = cut(replay.arrivals, *window); !inside) return inside.problems();
  if (static_cast<double>(replay.arrivals.size()) * options.rateScale > static_cast<double>(kMostArrivals)) {
    return problem("the rate factor makes more than " + std::to_string(kMostArrivals) + " arrivals",
                   "take a smaller factor, or a part of the logs");
  }
  warnOfGap(replay.arrivals, replay.warnings);
  startAtZero(replay);
  scaleRate(replay.arrivals, options.rateScale, replay.span, options.seed);
  compressClock(replay, options.speed);
  return replay;
}

}  // namespace headroom::workload
