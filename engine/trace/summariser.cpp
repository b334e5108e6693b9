#include "engine/trace/summariser.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "engine/base/text.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kToldSegments = 8;
constexpr std::size_t kToldServers = 1'000;
constexpr std::size_t kMostMethods = 64;
constexpr std::size_t kLongestMethod = 32;
constexpr std::size_t kMostBytesOfAThread = std::size_t{64} << 20;

/// Under another name or packed.
bool looksLikeACopy(const Counts& one, const Counts& other) {
  const auto facts = [](const Counts& counts) {
    return std::tuple(counts.unpackedBytes > 0 ? counts.unpackedBytes : counts.bytes, counts.lines, counts.valid,
                      counts.firstNs, counts.lastNs);
  };
  return one.valid > 0 && facts(one) == facts(other);
}

}  // namespace

void MethodCounts::add(std::string_view method, std::uint64_t times) {
  method = method.substr(0, kLongestMethod);
  for (auto& [name, count] : counts_) {
    if (name == method) {
      count += times;
      return;
    }
  }
  if (counts_.size() >= kMostMethods) {
    others_ += times;
  } else {
    counts_.emplace_back(method, times);
  }
}

void MethodCounts::merge(const MethodCounts& other) {
  for (const auto& [name, count] : other.counts_) add(name, count);
}

Summary::Frequencies MethodCounts::sorted() const {
  Summary::Frequencies all = counts_;
  if (others_ > 0) all.emplace_back("(other)", others_);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  return all;
}

void Summariser::add(const Record& record) {
  smallestNs_ = std::min(smallestNs_, record.stampNs);
  largestNs_ = std::max(largestNs_, record.stampNs);
  minutes_.add(record.stampNs);
  ++status_[static_cast<std::size_t>(record.status - Record::kNoStatus)];
  methods_.add(record.badRequestLine ? "None" : record.method.empty() ? "-" : record.method);
  if (!record.client.empty()) clients_.add(record.client);
  const std::string_view forwarded = record.capture.empty() ? record.forwardedFor : record.capture;
  if (!forwarded.empty()) forwarded_.add(forwarded);
  if (!record.server.empty()) addServer(record.server);
  if (record.durationNs || !record.tier.empty()) {
    if (const TierPairs::Sighting seen = tierPairs_.count(record); seen.what != 0) sightings_.push_back(seen);
  }
  robots_.add(record.agent);
  const std::string_view path = pathOf(record.target);
  ++classes_[static_cast<std::size_t>(pathClasses_.of(path))];
  ++sum_.selected;
  addSegment(firstSegmentOfPath(path));
  if (record.bytes) {
    sum_.bytesSum += static_cast<std::uint64_t>(*record.bytes);
  } else {
    ++sum_.bytesMissing;
  }
  if (record.durationNs) durations_.add(*record.durationNs);
}

/// Most logs have one server, or the same one several times in a row.
void Summariser::addServer(std::string_view server) {
  if (server != lastServer_) {
    flushServer();
    lastServer_ = server;
  }
  ++lastServerCount_;
}

void Summariser::flushServer() {
  if (lastServerCount_ > 0) servers_.add(lastServer_, lastServerCount_);
  lastServerCount_ = 0;
}

void Summariser::addSegment(std::string_view segment) {
  if (!segmentCounts_.add(segment)) return;  // known names were counted as different when they were new
  segments_.add(segment);
  foldedSegments_.add(toLower(segment.substr(0, NameCounts::kLongestName)));
}

std::vector<TierPairs::Sighting> Summariser::takeSightings() {
  return std::exchange(sightings_, {});
}

void Summariser::pair(const std::vector<TierPairs::Sighting>& sightings) {
  for (const TierPairs::Sighting& sighting : sightings) tierPairs_.pair(sighting);
}

bool Summariser::mergeable() const {
  const bool exact = minutes_.leftOut() == 0 && methods_.exact() && segmentCounts_.exact() && servers_.exact() &&
                     tierPairs_.counts().exact();
  return exact && clients_.bytes() + forwarded_.bytes() + segments_.bytes() + foldedSegments_.bytes() +
                          durations_.bytes() + minutes_.bytes() <
                      kMostBytesOfAThread;
}

void Summariser::merge(const Summariser& other) {
  smallestNs_ = std::min(smallestNs_, other.smallestNs_);
  largestNs_ = std::max(largestNs_, other.largestNs_);
  minutes_.merge(other.minutes_);
  for (std::size_t i = 0; i < status_.size(); ++i) status_[i] += other.status_[i];
  methods_.merge(other.methods_);
  clients_.merge(other.clients_);
  forwarded_.merge(other.forwarded_);
  segments_.merge(other.segments_);
  foldedSegments_.merge(other.foldedSegments_);
  segmentCounts_.merge(other.segmentCounts_);
  servers_.merge(other.servers_);
  if (other.lastServerCount_ > 0) servers_.add(other.lastServer_, other.lastServerCount_);
  tierPairs_.merge(other.tierPairs_);
  robots_.merge(other.robots_);
  for (std::size_t i = 0; i < classes_.size(); ++i) classes_[i] += other.classes_[i];
  durations_.merge(other.durations_);
  sum_.selected += other.sum_.selected;
  sum_.bytesSum += other.sum_.bytesSum;
  sum_.bytesMissing += other.sum_.bytesMissing;
}

void Summariser::addFile(Counts counts) {
  for (const Counts& known : sum_.files) {
    if (!looksLikeACopy(counts, known)) continue;
    counts.warnings.push_back({Severity::Warning,
                               {counts.file, 0, 0},
                               "has as many bytes, lines and requests as " + known.file +
                                   ", and the same times: one log given twice counts double",
                               "name each log once",
                               {}});
    break;
  }
  sum_.lines += counts.lines;
  sum_.blank += counts.blank;
  sum_.directives += counts.directives;
  sum_.otherRecords += counts.otherRecords;
  sum_.malformed += counts.malformed;
  sum_.badRequestLine += counts.badRequestLine;
  sum_.backwardSteps += counts.backwardSteps;
  sum_.ignoredDurations += counts.ignoredDurations;
  sum_.valid += counts.valid;
  sum_.files.push_back(std::move(counts));
}

Summary Summariser::finish(StampMeaning stamps) {
  describeFormats(stamps);
  pair(takeSightings());
  sum_.peakMinute = minutes_.peak();
  if (sum_.selected > 0) {
    sum_.firstNs = smallestNs_;
    sum_.lastNs = largestNs_;
  }
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
  flushServer();
  sum_.tiers = tierPairs_.tiers();
  sum_.doubled = tierPairs_.doubled();
  sum_.robots = robots_.robots();
  sum_.withAgent = robots_.withAgent();
  for (std::size_t i = 0; i < kTrafficClasses; ++i)
    sum_.classes.emplace_back(toString(static_cast<TrafficClass>(i)), classes_[i]);
  sum_.servers = servers_.top(kToldServers);
  sum_.segmentsTop = segmentCounts_.top(kToldSegments);
  sum_.segmentsError = segmentCounts_.errorBound();
  tellApplications();
  if (const DurationTally::Figures figures = durations_.figures(); figures.n > 0) sum_.durations = figures;
  sum_.durationsExact = durations_.exact();
  return std::move(sum_);
}

/// IIS serves /appx and /AppX alike: where all logs are its, their counts are one, under the most frequent spelling.
void Summariser::tellApplications() {
  sum_.caseIsIgnored = std::all_of(sum_.files.begin(), sum_.files.end(),
                                   [](const Counts& counts) { return counts.format.empty() || counts.ignoresCase; });
  if (!sum_.caseIsIgnored) {
    sum_.applications = sum_.segmentsTop;
    return;
  }
  std::map<std::string, std::size_t> places;
  Summary::Frequencies folded;
  for (const auto& [name, count] : segmentCounts_.top(NameCounts::kMostNames)) {
    const auto [at, isNew] = places.emplace(toLower(name), folded.size());
    if (isNew) folded.emplace_back(name, 0);
    folded[at->second].second += count;
  }
  std::stable_sort(folded.begin(), folded.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  folded.resize(std::min(folded.size(), kToldSegments));
  sum_.applications = std::move(folded);
}

void Summariser::describeFormats(StampMeaning stamps) {
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

}  // namespace headroom::trace
