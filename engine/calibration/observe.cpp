#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "engine/base/text.h"
#include "engine/calibration/observation.h"
#include "engine/results/figures.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/minute_counts.h"
#include "engine/trace/name_counts.h"
#include "engine/trace/ordered_reading.h"
#include "engine/trace/text_hash.h"
#include "engine/trace/tiers.h"
#include "engine/workload/log_facts.h"
#include "engine/workload/path_map.h"
#include "engine/workload/scaling.h"

namespace headroom::calibration {
namespace {

constexpr std::size_t kToldSegments = 10;
constexpr int kServerError = 500, kContinue = 100;

std::uint32_t microseconds(std::int64_t ns) {
  return static_cast<std::uint32_t>(
      std::clamp<std::int64_t>((ns + 500) / 1000, 0, std::int64_t{Observation::kNone} - 1));
}

std::uint32_t personOf(const trace::Record& record) {
  const std::string_view client = record.forwardedFor.empty() ? record.client : record.forwardedFor;
  const std::uint64_t hash = trace::textHash(client.substr(0, std::min(client.find(','), client.size())));
  return static_cast<std::uint32_t>(record.agent.empty() ? hash : hash * 31 + trace::textHash(record.agent));
}

bool isFailure(int status) {
  return status >= kServerError || (status >= -1 && status < kContinue);
}

Observation observationOf(const trace::Record& record, std::uint32_t application) {
  Observation seen;
  seen.arrivalNs = record.arrivalNs;
  seen.application = application;
  seen.person = personOf(record);
  seen.failed = isFailure(record.status);
  if (record.durationNs) seen.responseUs = microseconds(*record.durationNs);
  if (record.serviceNs >= 0) seen.serviceUs = microseconds(record.serviceNs);
  if (record.bytes && *record.bytes >= 0)
    seen.bytes = static_cast<std::uint32_t>(std::min<std::int64_t>(*record.bytes, Observation::kNone - 1));
  return seen;
}

/// A request as any thread can make it of its record.
struct Sighted {
  bool selected = false, agent = false, wholeSecondStamp = false;
  std::int64_t stampNs = 0;
  std::optional<std::uint32_t> application;
  Observation seen;                       ///< But for the tier; only with an application.
  trace::TierSamples::Sighting sighting;  ///< The same.
  std::string tier, segment;              ///< With an application, and without one.
};

/// Makes them, on one thread, with a memory of its own.
class Sighter {
 public:
  Sighter(const trace::RequestFilter& filter, const workload::PathMap& paths)
      : selects_(trace::selectorOf(filter)), paths_(&paths) {}

  Sighted operator()(const trace::Record& record) {
    Sighted sighted;
    sighted.selected = !selects_ || selects_(record);
    if (!sighted.selected) return sighted;
    sighted.stampNs = record.stampNs;
    sighted.application = paths_->applicationOf(record.target);
    if (!sighted.application) {
      sighted.segment = trace::firstSegment(record.target).substr(0, trace::NameCounts::kLongestName);
      return sighted;
    }
    sighted.agent = !record.agent.empty();
    sighted.wholeSecondStamp = record.wholeSecondStamp;
    sighted.seen = observationOf(record, *sighted.application);
    sighted.tier = record.tier;
    sighted.sighting = sightings_.of(record);
    return sighted;
  }

 private:
  std::function<bool(const trace::Record&)> selects_;
  const workload::PathMap* paths_;
  trace::TierSightings sightings_;
};

class Reader {
 public:
  Reader(const farm::Farm& farm, const trace::RequestFilter& filter, const StopCheck& stop)
      : stop_(stop), filter_(filter), paths_(farm) {}

  void readAll(const std::vector<std::string>& logs, const trace::ReadOptions& options) {
    bool stopped = false;
    trace::ReadOptions reading = options;
    reading.progress = [&](std::uint64_t done, std::uint64_t total) {
      stopped = stop_.isSet() || (options.progress && !options.progress(done, total));
      return !stopped;
    };
    for (std::size_t i = 0; i < logs.size() && !stopped; ++i) readOne(logs[i], i, reading);
  }

  Diagnostics& problems() { return problems_; }

  void choose(const std::vector<std::string>& names) {
    const Result<std::vector<bool>> chosen = tiers_.chosen(names);
    if (!chosen) {
      problems_.insert(problems_.end(), chosen.problems().begin(), chosen.problems().end());
      return;
    }
    std::erase_if(seen_.requests, [&](const Observation& request) {
      stop_();
      return !(*chosen)[request.tier];
    });
    std::vector<std::string> left;
    for (std::size_t tier = 0; tier < tiers_.size(); ++tier) {
      if (!(*chosen)[tier]) left.push_back(printable(tiers_.nameOf(tier)));
    }
    if (left.empty()) return;
    seen_.warnings.push_back(
        {Severity::Warning,
         {},
         "the requests of " + joinWithAnd(left) + " are in the logs a second time and are left out",
         "name the front ends to take with --tier",
         {}});
  }

  Observations take() {
    results::LogFacts& facts = seen_.facts;
    if (facts.valid > 0) {
      facts.firstUtc = trace::utcText(firstNs_);
      facts.lastUtc = trace::utcText(lastNs_);
      facts.spanSeconds = static_cast<double>(lastNs_ - firstNs_) / 1e9;
      const trace::MinuteCounts::Peak peak = minutes_.peak();
      facts.peakMinutePerSecond = static_cast<double>(peak.requests) / 60.0;
      if (!peak.minutesNs.empty()) facts.peakMinuteUtc = trace::utcText(peak.minutesNs.front());
    }
    for (const auto& [segment, count] : segments_.top(kToldSegments))
      facts.unmappedTop.push_back(printable(segment) + " (" + results::count(count) + ")");
    auto& requests = seen_.requests;
    const auto earlier = [&](const Observation& a, const Observation& b) {
      stop_();
      return a.arrivalNs < b.arrivalNs;
    };
    if (!std::is_sorted(requests.begin(), requests.end(), earlier))
      std::stable_sort(requests.begin(), requests.end(), earlier);
    return std::move(seen_);
  }

 private:
  void readOne(const std::string& path, std::size_t index, const trace::ReadOptions& options) {
    if (!isNew(path)) return;
    bool tooMany = false, wholeSeconds = false;
    const std::size_t start = seen_.requests.size();
    const Result<trace::Counts> counts = trace::readOrdered<Sighted>(
        path, index, options, [&] { return Sighter(filter_, paths_); },
        [&](const Sighted& sighted) {
          if (sighted.application && seen_.requests.size() == start) wholeSeconds = sighted.wholeSecondStamp;
          if (sighted.selected) take(sighted);
          tooMany = seen_.requests.size() > kMostObservations;
          return !tooMany;
        });
    if (tooMany)
      return refuse(path, "holds more requests than fit: over " + results::count(kMostObservations) + " in all",
                    "calibrate with the logs of fewer days");
    if (!counts) {
      problems_.insert(problems_.end(), counts.problems().begin(), counts.problems().end());
      return;
    }
    if (wholeSeconds) spread(start);
    seen_.wholeSeconds = seen_.wholeSeconds || wholeSeconds;
    account(*counts);
  }

  void take(const Sighted& sighted) {
    minutes_.add(sighted.stampNs);
    if (!sighted.application) {
      ++seen_.facts.unmapped;
      segments_.add(sighted.segment);
      return;
    }
    seen_.agents = seen_.agents || sighted.agent;
    seen_.requests.push_back(sighted.seen);
    seen_.requests.back().tier = static_cast<std::uint8_t>(tiers_.note(sighted.tier, sighted.sighting));
  }

  /// Whole seconds say in which second a request ended (or began), not when. Taken as they are, a request's place in
  /// its second would follow from its own length; spread evenly, a short one would keep others away from where it
  /// began. A place by chance has neither fault: what a request meets does not depend on its length.
  void spread(std::size_t start) {
    constexpr std::uint64_t kPurpose = 0x7370726561640001;
    for (std::size_t i = start; i < seen_.requests.size(); ++i) {
      stop_();
      const std::uint64_t word = workload::mixed(kPurpose, i, static_cast<std::uint64_t>(seen_.requests[i].arrivalNs));
      seen_.requests[i].arrivalNs += static_cast<std::int64_t>(word % static_cast<std::uint64_t>(trace::kNsPerSecond));
    }
  }

  void account(const trace::Counts& counts) {
    results::LogFacts& facts = seen_.facts;
    seen_.warnings.insert(seen_.warnings.end(), counts.warnings.begin(), counts.warnings.end());
    workload::addLines(facts, counts);
    if (counts.valid == 0) return;
    firstNs_ = facts.valid == 0 ? counts.firstNs : std::min(firstNs_, counts.firstNs);
    lastNs_ = facts.valid == 0 ? counts.lastNs : std::max(lastNs_, counts.lastNs);
    facts.valid += counts.valid;
  }

  void refuse(const std::string& path, std::string what, std::string remedy) {
    problems_.push_back({Severity::Error, {path, 0, 0}, std::move(what), std::move(remedy), {}});
  }

  bool isNew(const std::string& path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return true;  // reading it tells what is wrong
    if (files_.emplace(std::pair{status.st_dev, status.st_ino}, path).second) return true;
    refuse(path, "is given twice", "name each log once: its requests would count double");
    return false;
  }

  const StopCheck& stop_;
  const trace::RequestFilter& filter_;
  workload::PathMap paths_;
  Observations seen_;
  trace::MinuteCounts minutes_;
  trace::NameCounts segments_;
  trace::Tiers tiers_;
  std::int64_t firstNs_ = 0, lastNs_ = 0;
  std::map<std::pair<dev_t, ino_t>, std::string> files_;
  Diagnostics problems_;
};

}  // namespace

Result<Observations> observe(const farm::Farm& farm, const std::vector<std::string>& logs,
                             const trace::ReadOptions& reading, const std::vector<std::string>& tiers,
                             const trace::RequestFilter& filter, const StopCheck& stop) {
  if (logs.empty()) return problem("there is no log to calibrate with", "name at least one access log");
  Reader reader(farm, filter, stop);
  reader.readAll(logs, reading);
  reader.choose(tiers);
  if (hasErrors(reader.problems())) return reader.problems();
  Observations seen = reader.take();
  if (!seen.requests.empty()) return seen;
  if (seen.facts.valid == 0) return problem("the logs hold no request", "give logs of a time with traffic");
  return problem("none of the " + results::count(seen.facts.valid) +
                     " requests belongs to an application of the farm; most frequent are " +
                     joinWithAnd(seen.facts.unmappedTop),
                 "give the applications modules with these paths");
}

}  // namespace headroom::calibration
