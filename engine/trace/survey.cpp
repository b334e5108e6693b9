#include "engine/trace/survey.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/trace/civil_time.h"

namespace headroom::trace {
namespace {

/// Widths of bins in seconds, each a multiple of the one before: up to a minute a minute's sum is exact.
constexpr std::array<std::int64_t, 10> kWidths = {1, 5, 15, 60, 300, 900, 3'600, 21'600, 86'400, 864'000};
constexpr std::int64_t kMinuteNs = 60 * kNsPerSecond;

std::int64_t floorDivided(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

/// Most frequent first, so many of them at most; the rest is added up.
void keepMostFrequent(SurveyFigures& figures) {
  std::sort(figures.segments.begin(), figures.segments.end(), [](const auto& a, const auto& b) {
    const std::uint64_t left = a.requests.total(), right = b.requests.total();
    return left != right ? left > right : a.name < b.name;
  });
  for (std::size_t i = Survey::kToldSegments; i < figures.segments.size(); ++i)
    figures.otherSegments.add(figures.segments[i].requests);
  if (figures.segments.size() > Survey::kToldSegments) figures.segments.resize(Survey::kToldSegments);
}

/// Bins of both in the wider of their widths, each of which is a multiple of the narrower ones.
RequestRates together(const RequestRates& a, const RequestRates& b) {
  RequestRates sum;
  sum.widthNs = std::max(a.bins.empty() ? 0 : a.widthNs, b.bins.empty() ? 0 : b.widthNs);
  if (sum.widthNs == 0) return a;
  std::map<std::int64_t, RequestMix> byStart;
  for (const RequestRates* rates : {&a, &b}) {
    for (const RequestRates::Bin& bin : rates->bins)
      byStart[floorDivided(bin.startNs, sum.widthNs) * sum.widthNs].add(bin.requests);
  }
  sum.bins.reserve(byStart.size());
  for (const auto& [start, requests] : byStart) sum.bins.push_back({start, requests});
  return sum;
}

}  // namespace

void RequestMix::add(const RequestMix& other) {
  for (std::size_t i = 0; i < kParts; ++i) parts_[i] += other.parts_[i];
}

std::uint64_t RequestMix::total() const {
  std::uint64_t sum = 0;
  for (const std::uint64_t part : parts_) sum += part;
  return sum;
}

std::uint64_t RequestMix::robots() const {
  std::uint64_t sum = 0;
  for (std::size_t kind = 0; kind < kTrafficClasses; ++kind) sum += parts_[kind + kTrafficClasses];
  return sum;
}

std::uint64_t RequestMix::of(TrafficClass kind) const {
  return parts_[partOf(kind, false)] + parts_[partOf(kind, true)];
}

std::uint64_t RequestMix::taken(const RequestFilter& filter) const {
  std::uint64_t sum = 0;
  for (std::size_t kind = 0; kind < kTrafficClasses; ++kind) {
    if (!filter.kinds[kind]) continue;
    sum += parts_[kind] + (filter.robots ? parts_[kind + kTrafficClasses] : 0);
  }
  return sum;
}

RequestRates::Peak RequestRates::peak(const RequestFilter& filter) const {
  Peak best, now;
  for (const Bin& bin : bins) {
    const std::int64_t width = std::max(widthNs, kMinuteNs);
    const std::int64_t start = floorDivided(bin.startNs, width) * width;
    if (now.widthNs == 0 || start != now.startNs) now = {start, width, 0};
    now.requests += bin.requests.taken(filter);
    if (now.requests > best.requests) best = now;
  }
  return best;
}

std::uint64_t RequestRates::taken(const RequestFilter& filter, std::int64_t fromNs, std::int64_t toNs) const {
  double sum = 0;
  for (const Bin& bin : bins) {
    const std::int64_t inside = std::min(toNs, bin.startNs + widthNs) - std::max(fromNs, bin.startNs);
    if (inside <= 0) continue;
    sum += static_cast<double>(bin.requests.taken(filter)) * static_cast<double>(inside) / static_cast<double>(widthNs);
  }
  constexpr double kRounding = 1e-6;
  return static_cast<std::uint64_t>(std::ceil(sum - kRounding));
}

void SurveyFigures::add(const SurveyFigures& other) {
  if (other.all.total() == 0) return;
  firstNs = all.total() == 0 ? other.firstNs : std::min(firstNs, other.firstNs);
  lastNs = all.total() == 0 ? other.lastNs : std::max(lastNs, other.lastNs);
  all.add(other.all);
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t i = 0; i < segments.size(); ++i) places[toLower(segments[i].name)] = i;
  for (const Segment& segment : other.segments) {
    const auto [place, isNew] = places.try_emplace(toLower(segment.name), segments.size());
    if (isNew) {
      segments.push_back(segment);
    } else {
      segments[place->second].requests.add(segment.requests);
    }
  }
  otherSegments.add(other.otherSegments);
  keepMostFrequent(*this);
  segmentsError += other.segmentsError;
  rates = together(rates, other.rates);
  withAgent += other.withAgent;
  withDuration += other.withDuration;
  withService += other.withService;
  withWait += other.withWait;
}

void Survey::add(const Record& record) {
  const bool robot = robots_.add(record.agent);
  const std::size_t part = RequestMix::partOf(classOf(record.target), robot);
  if (all_.total() == 0) firstNs_ = lastNs_ = record.stampNs;
  firstNs_ = std::min(firstNs_, record.stampNs);
  lastNs_ = std::max(lastNs_, record.stampNs);
  all_.add(part);
  key_.assign(1, static_cast<char>('A' + part));
  key_ += firstSegment(record.target).substr(0, NameCounts::kLongestName - 1);
  segments_.add(key_);
  addTime(record.arrivalNs, part);
  withDuration_ += record.durationNs ? 1 : 0;
  withService_ += record.serviceNs >= 0 ? 1 : 0;
  withWait_ += record.queueNs >= 0 ? 1 : 0;
}

void Survey::addTime(std::int64_t ns, std::size_t part) {
  std::int64_t bin = floorDivided(ns, kWidths[width_] * kNsPerSecond);
  if (last_ == nullptr || bin != lastBin_) {
    auto found = bins_.find(bin);
    if (found == bins_.end()) {
      while (bins_.size() >= kMostBins && width_ + 1 < kWidths.size()) widen();
      bin = floorDivided(ns, kWidths[width_] * kNsPerSecond);
      found = bins_.try_emplace(bin).first;
    }
    lastBin_ = bin;
    last_ = &found->second;
  }
  last_->add(part);
}

void Survey::widen() {
  const std::int64_t factor = kWidths[width_ + 1] / kWidths[width_];
  ++width_;
  std::map<std::int64_t, RequestMix> wider;
  for (const auto& [bin, requests] : bins_) wider[floorDivided(bin, factor)].add(requests);
  bins_ = std::move(wider);
  last_ = nullptr;
}

void Survey::tellSegments(SurveyFigures& figures) const {
  struct Merged {
    SurveyFigures::Segment segment;
    std::uint64_t spelt = 0;  ///< How often the spelling that is told occurred.
  };
  std::unordered_map<std::string, Merged> byName;
  for (const auto& [key, count] : segments_.top(NameCounts::kMostNames)) {
    Merged& merged = byName[toLower(std::string_view(key).substr(1))];
    merged.segment.requests.add(static_cast<std::size_t>(key.front() - 'A'), count);
    if (count <= merged.spelt) continue;
    merged.spelt = count;
    merged.segment.name = key.substr(1);
  }
  for (auto& [name, merged] : byName) figures.segments.push_back(std::move(merged.segment));
  keepMostFrequent(figures);
  figures.segmentsError = segments_.errorBound();
}

SurveyFigures Survey::figures() const {
  SurveyFigures figures;
  figures.all = all_;
  tellSegments(figures);
  figures.rates.widthNs = kWidths[width_] * kNsPerSecond;
  figures.rates.bins.reserve(bins_.size());
  for (const auto& [bin, requests] : bins_) figures.rates.bins.push_back({bin * figures.rates.widthNs, requests});
  figures.firstNs = firstNs_;
  figures.lastNs = lastNs_;
  figures.withAgent = robots_.withAgent();
  figures.withDuration = withDuration_;
  figures.withService = withService_;
  figures.withWait = withWait_;
  return figures;
}

}  // namespace headroom::trace
