#include "engine/workload/log_loader.h"

#include <sys/stat.h>

#include <algorithm>

#include "engine/base/text.h"
#include "engine/results/figures.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/ordered_reading.h"
#include "engine/workload/log_facts.h"
#include "engine/workload/scaling.h"

namespace headroom::workload {
namespace {

constexpr std::size_t kToldSegments = 10;
constexpr std::uint64_t kSurelySame = 10;
// Until the tiers are chosen an arrival's application carries its tier above these bits.
constexpr int kTierShift = 24;
constexpr std::uint32_t kApplicationBits = (1U << kTierShift) - 1;

char markOf(std::size_t tier) {
  return static_cast<char>('A' + tier);
}

}  // namespace

void LogLoader::loadAll(const std::vector<std::string>& logs) {
  bool stopped = false;
  trace::ReadOptions reading = options_.reading;
  if (options_.reading.progress) {
    reading.progress = [&](std::uint64_t done, std::uint64_t total) {
      stopped = !options_.reading.progress(done, total);
      return !stopped;
    };
  }
  for (std::size_t i = 0; i < logs.size() && !stopped; ++i) load(logs[i], reading);
  arrivals_ = merge_.take();
}

void LogLoader::load(const std::string& path, const trace::ReadOptions& options) {
  if (!isNew(path)) return;
  merge_.beginLog();
  LogSoFar log;
  bool tooMany = false;
  const Result<trace::Counts> counts = trace::readOrdered<LoggedRequest>(
      path, index_, options, [&] { return RequestMaker(farm_, paths_, window_, options_); },
      [&](const LoggedRequest& request) { return !(tooMany = !takeNext(request, log)); });
  if (tooMany)
    return refuse(path, "holds more requests than fit: over " + results::count(kMostArrivals) + " in all",
                  "replay fewer logs at once, or a part of them: from and to, each with its date");
  if (!counts) return append(counts.problems());
  merge_.endLog();
  account(*counts, log.fingerprint);
}

bool LogLoader::takeNext(const LoggedRequest& request, LogSoFar& log) {
  if (request.log != log.log) {  // the next one of those that a trace file was made of
    merge_.endLog();
    merge_.beginLog();
    log.log = request.log;
  }
  log.fingerprint =
      mixed(log.fingerprint, static_cast<std::uint64_t>(request.times.stampNs), request.client + request.targetSize);
  if (request.selected) {
    take(request);
  } else {
    ++leftOut_;
  }
  return merge_.size() <= kMostArrivals;
}

void LogLoader::take(const LoggedRequest& request) {
  const std::size_t tier = tiers_.note(request.tier, request.sighting);
  if (tier >= minutes_.size()) {
    minutes_.resize(tier + 1);
    unmapped_.resize(tier + 1);
  }
  minutes_[tier].add(request.times.stampNs);
  if (!request.application) {
    ++unmapped_[tier];
    segments_.add(markOf(tier) + request.segment);
    return;
  }
  if (!request.mayBeInside) return;
  Arrival arrival;
  arrival.application = *request.application | static_cast<std::uint32_t>(tier) << kTierShift;
  arrival.client = static_cast<std::uint32_t>(request.client);
  arrival.visitor = request.visitor;
  arrival.request = times_.add(request.times);
  merge_.add(request.times, arrival,
             options_.service == ServiceSource::Log ? uniform(mixed(options_.seed, arrival.request, 0)) : 0);
}

void LogLoader::chooseTiers() {
  Result<std::vector<bool>> chosen = tiers_.chosen(options_.tiers);
  if (!chosen) return append(chosen.problems());
  chosen_ = std::move(*chosen);
  if (chosen_.size() < 2) return;
  std::erase_if(arrivals_, [&](const Arrival& arrival) { return !chosen_[arrival.application >> kTierShift]; });
  for (Arrival& arrival : arrivals_) arrival.application &= kApplicationBits;
  tellTiers(chosen_);
}

void LogLoader::tellTiers(const std::vector<bool>& chosen) {
  std::vector<std::string> taken, left;
  for (std::size_t tier = 0; tier < chosen.size(); ++tier)
    (chosen[tier] ? taken : left)
        .push_back(printable(tiers_.nameOf(tier)) + " (" + results::count(tiers_.requestsOf(tier)) + ")");
  if (left.empty()) return;
  if (!options_.tiers.empty()) {
    facts_.notes.push_back("replayed are the requests that " + joinWithAnd(taken) + " logged; left out are " +
                           joinWithAnd(left));
    return;
  }
  facts_.notes.push_back("each request stands in the logs more than once: replayed is the outermost tier, " +
                         joinWithAnd(taken) + "; inside of it, and left out, are " + joinWithAnd(left) +
                         " (another choice: --tier NAME)");
  if (options_.service == ServiceSource::Log || options_.compare) {
    warnings_.push_back(
        {Severity::Warning,
         {},
         "the outer tier's times hold the waiting in the inner tier, and its servers are the inner tier's balancers",
         "name the tier in front of the servers: --tier NAME",
         {}});
  }
}

results::LogFacts LogLoader::facts() {
  if (leftOut_ > 0)
    facts_.notes.push_back(results::count(leftOut_) + " requests are left out by their kind, agent or path");
  if (facts_.valid > 0) {
    facts_.firstUtc = trace::utcText(firstNs_);
    facts_.lastUtc = trace::utcText(lastNs_);
    facts_.spanSeconds = static_cast<double>(lastNs_ - firstNs_) / 1e9;
  }
  for (std::size_t tier = 0; tier < chosen_.size(); ++tier) {
    if (!chosen_[tier]) continue;
    facts_.unmapped += unmapped_[tier];
    const trace::MinuteCounts::Peak peak = minutes_[tier].peak();
    const double perSecond = static_cast<double>(peak.requests) / 60.0;
    if (perSecond <= facts_.peakMinutePerSecond) continue;
    facts_.peakMinutePerSecond = perSecond;
    facts_.peakMinuteUtc = trace::utcText(peak.minutesNs.front());
  }
  for (const auto& [marked, count] : segments_.top(kToldSegments * std::max<std::size_t>(1, tiers_.size()))) {
    if (facts_.unmappedTop.size() == kToldSegments) break;
    if (chosen_[static_cast<std::size_t>(marked.front() - 'A')])
      facts_.unmappedTop.push_back(printable(marked.substr(1)) + " (" + results::count(count) + ")");
  }
  return std::move(facts_);
}

void LogLoader::refuse(const std::string& path, std::string what, std::string remedy) {
  problems_.push_back({Severity::Error, {path, 0, 0}, std::move(what), std::move(remedy), {}});
}
bool LogLoader::isNew(const std::string& path) {
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

void LogLoader::account(const trace::Counts& counts, std::uint64_t fingerprint) {
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
                         results::count(counts.ignoredDurations) + " response times make no sense and were not used",
                         {},
                         {}});
  }
  addFacts(counts);
}

void LogLoader::addFacts(const trace::Counts& counts) {
  addLines(facts_, counts);
  if (counts.valid == 0) return;
  firstNs_ = facts_.valid == 0 ? counts.firstNs : std::min(firstNs_, counts.firstNs);
  lastNs_ = facts_.valid == 0 ? counts.lastNs : std::max(lastNs_, counts.lastNs);
  facts_.valid += counts.valid;
}

}  // namespace headroom::workload
