#include "gui/traffic/traffic_study.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/results/figures.h"
#include "engine/trace/civil_time.h"
#include "engine/workload/path_map.h"
#include "gui/commands/traffic_edits.h"
#include "gui/traffic/log_text.h"

namespace headroom::gui {
namespace {

constexpr std::int64_t kSecondNs = trace::kNsPerSecond;

std::string placeOf(const std::string& file, std::uint64_t line) {
  return line > 0 ? file + ":" + std::to_string(line) : file;
}

std::optional<std::uint32_t> ownerOf(const workload::PathMap& map, const std::string& segment) {
  if (segment == "(none)") return std::nullopt;
  return map.applicationOf(segment == "(root)" ? "/" : "/" + segment);
}

/// The first application with a module below the segment: "/AppX/api".
std::optional<std::string> ownerBelow(const farm::Farm& farm, const std::string& segment) {
  const std::string below = toLower("/" + segment + "/");
  for (const farm::Application& application : farm.applications) {
    for (const farm::Module& module : farm::modulesOf(application)) {
      if (toLower(module.path).starts_with(below)) return application.name;
    }
  }
  return std::nullopt;
}

}  // namespace

TrafficStudy::TrafficStudy(FarmDocument& document, QObject* parent) : QObject(parent), document_(document) {
  connectController();
  connect(&document_, &FarmDocument::changed, this, [this](Change change) {
    if (change != Change(ChangeFlag::Positions)) emit choiceChanged();
  });
}

void TrafficStudy::connectController() {
  connect(&controller_, &TrafficController::filesFound, this, [this](const QStringList& files) {
    logs_.clear();
    for (const QString& file : files) {
      logs_.emplace_back();
      logs_.back().path = file.toStdString();
    }
    emit logsChanged();
  });
  connect(&controller_, &TrafficController::previewReady, this, [this](int file, const LogPreview& preview) {
    StudiedLog& log = logs_[index(file)];
    log.state = StudiedLog::State::Reading;
    log.preview = preview;
    log.counts = preview.counts;
    emit logsChanged();
  });
  connect(&controller_, &TrafficController::fileRead, this, [this](int file, const trace::Counts& counts) {
    StudiedLog& log = logs_[index(file)];
    log.state = StudiedLog::State::Read;
    log.counts = counts;
    emit logsChanged();
  });
  connect(&controller_, &TrafficController::fileFailed, this, [this](int file, const Diagnostics& problems) {
    StudiedLog& log = logs_[index(file)];
    log.state = StudiedLog::State::Failed;
    log.problems = problems;
    emit logsChanged();
  });
  connect(&controller_, &TrafficController::figuresReady, this, [this](const trace::TierFigures& figures) {
    setFigures(figures);
    emit figuresChanged();
  });
  connect(&controller_, &TrafficController::surveyed, this, [this] {
    surveyed_ = true;
    emit figuresChanged();
  });
}

void TrafficStudy::setNames(const QStringList& names) {
  names_ = names;
  filter_.ignoredSegments.clear();
  tiers_.clear();
  survey();
}

void TrafficStudy::addNames(const QStringList& names) {
  for (const QString& name : names) {
    if (!names_.contains(name)) names_ << name;
  }
  survey();
}

void TrafficStudy::removeLog(std::size_t log) {
  if (log >= logs_.size()) return;
  QStringList rest;
  for (std::size_t i = 0; i < logs_.size(); ++i) {
    if (i != log) rest << QString::fromStdString(logs_[i].path);
  }
  names_ = rest;
  survey();
}

void TrafficStudy::setReading(const trace::ReadOptions& reading) {
  reading_ = reading;
  survey();
}

void TrafficStudy::readAgain() {
  survey();
}

void TrafficStudy::clear() {
  names_.clear();
  survey();
}

void TrafficStudy::survey() {
  controller_.cancel();
  logs_.clear();
  setFigures({});
  window_.reset();
  surveyed_ = false;
  if (!names_.isEmpty()) controller_.survey(names_, reading_);
  emit logsChanged();
  emit figuresChanged();
  emit choiceChanged();
}

std::uint64_t TrafficStudy::lines() const {
  std::uint64_t sum = 0;
  for (const StudiedLog& log : logs_) sum += log.state == StudiedLog::State::Read ? log.counts.lines : 0;
  return sum;
}

std::uint64_t TrafficStudy::malformed() const {
  std::uint64_t sum = 0;
  for (const StudiedLog& log : logs_) sum += log.state == StudiedLog::State::Read ? log.counts.malformed : 0;
  return sum;
}

std::vector<StudiedTrouble> TrafficStudy::troubles() const {
  std::vector<StudiedTrouble> all;
  const auto tell = [&](const Diagnostic& each, const std::string& path) {
    const std::string what = each.remedy.empty() ? each.what : each.what + "; " + each.remedy;
    const auto line = static_cast<std::uint64_t>(std::max(0, each.place.line));
    all.push_back({each.severity, placeOf(each.place.file.empty() ? path : each.place.file, line), what});
  };
  for (const StudiedLog& log : logs_) {
    if (all.size() >= kMostTroubles) break;
    for (const Diagnostic& each : log.problems) tell(each, log.path);
    for (const Diagnostic& each : log.counts.warnings) tell(each, log.path);
    for (const std::uint64_t line : log.counts.malformedLines) {
      const auto raw = std::find_if(log.preview.lines.begin(), log.preview.lines.end(),
                                    [&](const PreviewLine& seen) { return seen.number == line; });
      const std::string text = raw == log.preview.lines.end() ? std::string() : ": " + raw->raw;
      all.push_back({Severity::Warning, placeOf(log.path, line), "not understood, left out" + text});
    }
    if (const std::uint64_t told = log.counts.malformedLines.size(); log.counts.malformed > told)
      all.push_back({Severity::Warning, log.path, results::count(log.counts.malformed - told) + " more such lines"});
  }
  return all;
}

void TrafficStudy::setCounters(const QStringList& files) {
  counters_ = files;
  emit choiceChanged();
}

void TrafficStudy::takeRobots(bool taken) {
  if (filter_.robots == taken) return;
  filter_.robots = taken;
  emit choiceChanged();
}

void TrafficStudy::takeKind(trace::TrafficClass kind, bool taken) {
  bool& now = filter_.kinds[static_cast<std::size_t>(kind)];
  if (now == taken) return;
  now = taken;
  emit choiceChanged();
}

void TrafficStudy::ignore(const std::string& segment, bool ignored) {
  const auto same = [&](const std::string& each) { return equalIgnoringCase(each, segment); };
  std::erase_if(filter_.ignoredSegments, same);
  if (ignored) filter_.ignoredSegments.push_back(segment);
  emit choiceChanged();
}

void TrafficStudy::setFigures(trace::TierFigures figures) {
  byTier_ = std::move(figures);
  figures_ = byTier_.of(tiers_);
}

std::vector<StudiedTier> TrafficStudy::tiers() const {
  const std::vector<bool> taken = byTier_.taken(tiers_);
  std::vector<StudiedTier> all;
  for (std::size_t i = 0; i < taken.size(); ++i) {
    const trace::TierFigures::Tier& tier = byTier_.tiers[i];
    all.push_back({tier.name, tier.figures.all.total(), tier.inner, taken[i]});
  }
  return all;
}

std::vector<std::string> TrafficStudy::knownTiers() const {
  std::vector<std::string> known;
  for (const trace::TierFigures::Tier& tier : byTier_.tiers) {
    if (std::find(tiers_.begin(), tiers_.end(), tier.name) != tiers_.end()) known.push_back(tier.name);
  }
  return known;
}

void TrafficStudy::takeTier(const std::string& name, bool taken) {
  std::vector<std::string> now;
  for (const StudiedTier& tier : tiers()) {
    if (tier.name == name ? taken : tier.taken) now.push_back(tier.name);
  }
  if (now == tiers_) return;
  tiers_ = std::move(now);
  figures_ = byTier_.of(tiers_);
  emit figuresChanged();
  emit choiceChanged();
}

QString TrafficStudy::tierWarning() const {
  if (!byTier_.doubled()) return {};
  QStringList outer, inner;
  for (const StudiedTier& tier : tiers()) {
    if (tier.taken) (tier.inner ? inner : outer) << tierName(tier.name);
  }
  const QString sep = QStringLiteral(", ");
  if (knownTiers().empty())
    return tr("Each request stands in these logs more than once. Nothing is chosen, so only the outermost front end is "
              "taken: %1. Its times hold the waiting further inside.")
        .arg(outer.join(sep));
  if (!outer.isEmpty() && !inner.isEmpty())
    return tr("Requests count twice: those of %1 stand in the logs once more at another front end that is taken.")
        .arg(inner.join(sep));
  return {};
}

void TrafficStudy::setWindow(std::optional<workload::Window> window) {
  const workload::Window whole = span();
  if (window && window->fromNs <= whole.fromNs && window->toNs >= whole.toNs) window.reset();
  if (window && window->toNs <= window->fromNs) return;
  const bool same = window.has_value() == window_.has_value() &&
                    (!window || (window->fromNs == window_->fromNs && window->toNs == window_->toNs));
  if (same) return;
  window_ = window;
  emit choiceChanged();
}

workload::Window TrafficStudy::span() const {
  const auto& bins = figures_.rates.bins;
  if (bins.empty()) return {0, kSecondNs};
  return {bins.front().startNs, bins.back().startNs + figures_.rates.widthNs};
}

std::uint64_t TrafficStudy::selected() const {
  if (!window_) return figures_.all.taken(filter_);
  return figures_.rates.taken(filter_, window_->fromNs, window_->toNs);
}

std::vector<StudiedPath> TrafficStudy::paths() const {
  const workload::PathMap map(document_.farm());
  std::vector<StudiedPath> all;
  for (const trace::SurveyFigures::Segment& segment : figures_.segments) {
    StudiedPath path;
    path.segment = segment.name;
    path.requests = segment.requests.taken(filter_);
    if (const auto owner = ownerOf(map, segment.name)) {
      path.application = document_.farm().applications[*owner].name;
    } else {
      path.application = ownerBelow(document_.farm(), segment.name);
      path.partly = path.application.has_value();
    }
    path.ignored = std::any_of(filter_.ignoredSegments.begin(), filter_.ignoredSegments.end(),
                               [&](const std::string& each) { return equalIgnoringCase(each, segment.name); });
    all.push_back(std::move(path));
  }
  return all;
}

FarmDocument::Outcome TrafficStudy::assign(const std::string& segment, const std::string& application) {
  ignore(segment, false);
  return document_.perform(AssignPath(segment, application));
}

FarmDocument::Outcome TrafficStudy::addApplication(const std::string& segment) {
  ignore(segment, false);
  return document_.perform(AddApplicationForPath(segment));
}

QString TrafficStudy::whyNotReady() const {
  if (names_.isEmpty()) return tr("Add logs first.");
  if (!surveyed_) return tr("The logs are still being read.");
  if (usableLogs().isEmpty()) return tr("None of the files is a log with requests.");
  std::uint64_t mapped = 0;
  for (const StudiedPath& path : paths()) mapped += path.application && !path.ignored ? path.requests : 0;
  if (mapped == 0) return tr("No request that is taken belongs to an application: give its path to one under Paths.");
  if (selected() == 0) return tr("No request is left: take more of the time, or more kinds of requests.");
  return {};
}

QStringList TrafficStudy::usableLogs() const {
  QStringList usable;
  for (const StudiedLog& log : logs_) {
    if (log.state == StudiedLog::State::Read && log.counts.valid > 0) usable << QString::fromStdString(log.path);
  }
  return usable;
}

workload::ReplayOptions TrafficStudy::replayOptions() const {
  workload::ReplayOptions options;
  options.reading = reading_;
  options.filter = filter_;
  options.tiers = knownTiers();
  if (window_) {
    options.fromUtc = trace::utcText(window_->fromNs);
    options.toUtc = trace::utcText(window_->toNs);
  }
  return options;
}

CalibrationWish TrafficStudy::calibrationWish() const {
  CalibrationWish wish;
  wish.farm = document_.farm();
  for (const QString& log : usableLogs()) wish.options.logs.push_back(log.toStdString());
  wish.options.reading = reading_;
  wish.options.filter = filter_;
  wish.options.tiers = knownTiers();
  if (window_) wish.window = *window_;
  for (const QString& file : counters_) wish.options.cpuFiles.push_back(file.toStdString());
  wish.expectedLines = lines();
  return wish;
}

}  // namespace headroom::gui
