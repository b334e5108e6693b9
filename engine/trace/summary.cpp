#include "engine/trace/summary.h"

#include <algorithm>
#include <array>

#include "engine/base/text.h"
#include "engine/trace/distinct_count.h"
#include "engine/trace/name_counts.h"
#include "engine/trace/tiers.h"
#include "engine/trace/traffic_class.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kToldSegments = 8;
constexpr std::size_t kToldServers = 1'000;
constexpr std::size_t kMostMethods = 64;
constexpr std::size_t kLongestMethod = 32;

/// Request methods: few in earnest, any number in an attack.
class MethodCounts {
 public:
  void add(std::string_view method) {
    method = method.substr(0, kLongestMethod);
    for (auto& [name, count] : counts_) {
      if (name == method) {
        ++count;
        return;
      }
    }
    if (counts_.size() >= kMostMethods) {
      ++others_;
    } else {
      counts_.emplace_back(method, 1);
    }
  }

  Summary::Frequencies sorted() const {
    Summary::Frequencies all = counts_;
    if (others_ > 0) all.emplace_back("(other)", others_);
    std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    return all;
  }

 private:
  Summary::Frequencies counts_;
  std::uint64_t others_ = 0;
};

class Summariser {
 public:
  void add(const Record& record) {
    minutes_.add(record.stampNs);
    ++status_[static_cast<std::size_t>(record.status - Record::kNoStatus)];
    methods_.add(record.badRequestLine ? "None" : record.method.empty() ? "-" : record.method);
    if (!record.client.empty()) clients_.add(record.client);
    const std::string_view forwarded = record.capture.empty() ? record.forwardedFor : record.capture;
    if (!forwarded.empty()) forwarded_.add(forwarded);
    addServer(record.server);
    tiers_.note(record);
    robots_.add(record.agent);
    ++classes_[static_cast<std::size_t>(classOf(record.target))];
    ++sum_.selected;
    addSegment(firstSegment(record.target));
    if (record.bytes) {
      sum_.bytesSum += static_cast<std::uint64_t>(*record.bytes);
    } else {
      ++sum_.bytesMissing;
    }
    if (record.durationNs) durations_.add(*record.durationNs);
  }

  void addFile(Counts counts) {
    sum_.lines += counts.lines;
    sum_.blank += counts.blank;
    sum_.directives += counts.directives;
    sum_.otherRecords += counts.otherRecords;
    sum_.malformed += counts.malformed;
    sum_.badRequestLine += counts.badRequestLine;
    sum_.backwardSteps += counts.backwardSteps;
    sum_.ignoredDurations += counts.ignoredDurations;
    if (counts.valid > 0) {
      sum_.firstNs = sum_.valid == 0 ? counts.firstNs : std::min(sum_.firstNs, counts.firstNs);
      sum_.lastNs = sum_.valid == 0 ? counts.lastNs : std::max(sum_.lastNs, counts.lastNs);
    }
    sum_.valid += counts.valid;
    sum_.files.push_back(std::move(counts));
  }

  Summary finish(StampMeaning stamps) {
    describeFormats(stamps);
    sum_.peakMinute = minutes_.peak();
    for (std::size_t i = 0; i < status_.size(); ++i) {
      const int status = static_cast<int>(i) + Record::kNoStatus;
      if (status_[i] > 0)
        sum_.status.emplace_back(status == Record::kNoStatus ? "-" : std::to_string(status), status_[i]);
    }
    sum_.methods = methods_.sorted();
    sum_.clients = {clients_.count(), clients_.exact()};
    sum_.forwardedClients = {forwarded_.count(), forwarded_.exact()};
    sum_.segments = {segments_.count(), segments_.exact()};
    sum_.segmentsIgnoringCase = {foldedSegments_.count(), foldedSegments_.exact()};
    if (lastServerCount_ > 0) servers_.add(lastServer_, lastServerCount_);
    tellTiers();
    sum_.robots = robots_.robots();
    sum_.withAgent = robots_.withAgent();
    for (std::size_t i = 0; i < kTrafficClasses; ++i)
      sum_.classes.emplace_back(toString(static_cast<TrafficClass>(i)), classes_[i]);
    sum_.servers = servers_.top(kToldServers);
    sum_.segmentsTop = segmentCounts_.top(kToldSegments);
    sum_.segmentsError = segmentCounts_.errorBound();
    if (const DurationTally::Figures figures = durations_.figures(); figures.n > 0) sum_.durations = figures;
    sum_.durationsExact = durations_.exact();
    return std::move(sum_);
  }

 private:
  /// The front ends; where there are any, the servers' own logs beside them too.
  void tellTiers() {
    const std::vector<bool> inner = tiers_.inner();
    sum_.doubled = std::find(inner.begin(), inner.end(), true) != inner.end();
    for (std::size_t tier = 0; tier < tiers_.size(); ++tier) {
      if (tiers_.size() > 1 || tiers_.isNamed(tier))
        sum_.tiers.emplace_back(tiers_.nameOf(tier), tiers_.requestsOf(tier));
    }
    std::sort(sum_.tiers.begin(), sum_.tiers.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
  }

  /// Most logs have one server, or the same one several times in a row.
  void addServer(std::string_view server) {
    if (server.empty()) return;
    if (server != lastServer_) {
      if (lastServerCount_ > 0) servers_.add(lastServer_, lastServerCount_);
      lastServer_ = server;
      lastServerCount_ = 0;
    }
    ++lastServerCount_;
  }

  void addSegment(std::string_view segment) {
    if (!segmentCounts_.add(segment)) return;  // known names were counted as different when they were new
    segments_.add(segment);
    foldedSegments_.add(toLower(segment.substr(0, NameCounts::kLongestName)));
  }

  void describeFormats(StampMeaning stamps) {
    for (const Counts& counts : sum_.files) {
      if (counts.format.empty()) continue;
      const std::string& name = counts.format;
      const std::string meaning = stamps == StampMeaning::Start ? "start"
                                  : stamps == StampMeaning::End ? "end"
                                                                : counts.timeSemantics;
      if (!sum_.format.empty() && sum_.format != name) sum_.format = "mixed";
      if (sum_.format.empty()) sum_.format = name;
      if (!sum_.timeSemantics.empty() && sum_.timeSemantics != meaning) sum_.timeSemantics = "mixed";
      if (sum_.timeSemantics.empty()) sum_.timeSemantics = meaning;
    }
  }

  Summary sum_;
  MinuteCounts minutes_;
  std::array<std::uint64_t, 1000 - Record::kNoStatus> status_{};
  MethodCounts methods_;
  DistinctCount clients_, forwarded_, segments_, foldedSegments_;
  NameCounts segmentCounts_, servers_;
  std::string lastServer_;
  std::uint64_t lastServerCount_ = 0;
  Tiers tiers_;
  RobotCounter robots_;
  std::array<std::uint64_t, kTrafficClasses> classes_{};
  DurationTally durations_;
};

}  // namespace

Result<Summary> summarise(const std::vector<std::string>& paths, const ReadOptions& options,
                          const std::function<bool(const Record&)>& selects) {
  Summariser summariser;
  Diagnostics problems;
  std::uint64_t valid = 0;
  bool stopped = false;
  ReadOptions reading = options;
  if (options.progress) {
    reading.progress = [&](std::uint64_t done, std::uint64_t total) {
      stopped = !options.progress(done, total);
      return !stopped;
    };
  }
  for (std::size_t i = 0; i < paths.size() && !stopped; ++i) {
    Result<Counts> counts = read(paths[i], i, reading, [&](const Record& record) {
      if (!selects || selects(record)) summariser.add(record);
      return true;
    });
    if (!counts) {
      problems.insert(problems.end(), counts.problems().begin(), counts.problems().end());
      continue;
    }
    valid += counts->valid;
    summariser.addFile(std::move(counts).value());
  }
  if (!hasErrors(problems) && valid == 0) {
    return problem(paths.empty() ? "there is no log to read" : paths.front() + " holds no request",
                   "give an access log with traffic");
  }
  if (!problems.empty()) return problems;
  return summariser.finish(options.stamps);
}

}  // namespace headroom::trace
