#include "engine/trace/detector.h"

#include "engine/base/grouping.h"
#include "engine/trace/padding.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kKeptFirstLines = 20;
constexpr std::size_t kKeptLineBytes = 4000;

/// What a reader took for requests of a file that is not in its format is malformed.
void takeBack(BlockCounts& counts, const std::vector<std::uint64_t>& lines) {
  counts.malformed += counts.valid;
  counts.valid = counts.badRequestLine = counts.backwardSteps = counts.ignoredDurations = 0;
  counts.malformedLines.insert(counts.malformedLines.end(), lines.begin(), lines.end());
  std::sort(counts.malformedLines.begin(), counts.malformedLines.end());
}

}  // namespace

Detector::Detector(std::vector<std::unique_ptr<LineFormat>> formats, std::string path, std::size_t file,
                   StampMeaning stamps, std::size_t maxLineBytes)
    : path_(std::move(path)), maxLine_(maxLineBytes) {
  for (std::unique_ptr<LineFormat>& format : formats)
    tallies_.emplace_back(std::move(format), file, stamps, maxLineBytes);
  counts_.resize(tallies_.size());
}

BlockTally* Detector::decide(const LineBlock& block, const ByteSource& source) {
  for (BlockTally& tally : tallies_) tally.format().beginSample();
  hits_.assign(tallies_.size(), 0);
  looked_ = loneReturns_ = 0;
  bool first = block.index == 0;
  for (std::string_view rest = block.lines; !rest.empty(); first = false) {
    std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (isBlank(line)) continue;
    line = withoutPadding(line, first);
    if (line.size() <= maxLine_) look(line);
  }
  const auto best = static_cast<std::size_t>(std::max_element(hits_.begin(), hits_.end()) - hits_.begin());
  const bool found = hits_[best] > 0 && !endsLinesWithReturns();
  if (found) lookElsewhere(source);
  if (found) judge();
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    std::string remark = tallies_[i].format().endSample();
    if (found && i == best_) remark_ = std::move(remark);
  }
  if (found) return &tallies_[best_];
  takeForAll(block);
  return nullptr;
}

Diagnostics Detector::giveUp(const ByteSource& source, BlockCounts& counts, BlockTally*& tally) {
  const bool noLines = endsLinesWithReturns();
  for (std::size_t i = 0; i < tallies_.size() && !noLines; ++i) {
    if (counts_[i].directives == 0 || counts_[i].malformed > 0 || !sawFields_) continue;
    counts = counts_[i];
    tally = &tallies_[i];
    return {};
  }
  counts = counts_.front();
  counts.malformed += counts.directives + counts.otherRecords;
  counts.directives = counts.otherRecords = 0;
  tally = &tallies_.front();
  Diagnostics problems = describe(source.consumed(), counts);
  problems.insert(problems.end(), source.warnings().begin(), source.warnings().end());
  return problems;
}

/// Why there is no request.
Diagnostics Detector::describe(std::uint64_t bytes, const BlockCounts& counts) const {
  const char* const remedy = "give an access log with at least one request";
  if (bytes == 0) return problem("is empty", remedy, {path_, 0, 0});
  if (counts.lines == counts.blank) return problem("holds no text", remedy, {path_, 0, 0});
  const Lookalike look = describeUnreadable(firstLines_);
  return problem(
      look.what + " (" + grouped(std::to_string(counts.lines)) + (counts.lines == 1 ? " line" : " lines") + " read)",
      look.remedy, {path_, static_cast<int>(std::min<std::uint64_t>(firstLine_, 1'000'000'000)), 0});
}

void Detector::look(std::string_view text) {
  keep(text);
  if (std::count(text.begin(), text.end(), '\r') > 1) ++loneReturns_;
  if (!text.starts_with('#')) ++looked_;
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    Parsed parsed;
    if (!text.empty() && tallies_[i].format().parse(text, parsed) == LineKind::Valid) ++hits_[i];
  }
}

void Detector::lookElsewhere(const ByteSource& source) {
  constexpr std::size_t kLength = std::size_t{32} << 10;
  const std::uint64_t size = source.size();
  if (size < 32 * kLength) return;  // the beginning is most of it
  for (const std::uint64_t offset : {size / 2, size - kLength}) {
    const std::string bytes = source.sample(offset, kLength);
    std::string_view text = bytes;
    text.remove_prefix(std::min(text.find('\n') + 1, text.size()));
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      const std::string_view line = text.substr(0, end);
      if (!isBlank(line)) look(withoutPadding(line, false));
      text.remove_prefix(end + 1);
    }
  }
}

/// Chooses the format that fits most lines; refuses when that is less than half of them and another one fits nearly
/// as many.
void Detector::judge() {
  best_ = static_cast<std::size_t>(std::max_element(hits_.begin(), hits_.end()) - hits_.begin());
  std::size_t second = best_ == 0 ? 1 : 0;
  for (std::size_t i = 0; i < hits_.size(); ++i) {
    if (i != best_ && hits_[i] > hits_[second]) second = i;
  }
  const auto share = [&](std::size_t i) {
    return static_cast<double>(hits_[i]) / static_cast<double>(std::max<std::size_t>(looked_, 1));
  };
  detection_ = {share(best_), {}, 0};
  if (second >= hits_.size() || hits_[second] == 0) return;
  detection_.runnerUp = tallies_[second].format().format().name;
  detection_.runnerUpShare = share(second);
  if (detection_.share < 0.5 && 2 * hits_[second] >= hits_[best_]) refuse(detection_);
}

void Detector::refuse(const Detection& detection) {
  const std::string best = tallies_[best_].format().format().name;
  const auto percent = [](double part) { return std::to_string(static_cast<int>(100 * part)) + " %"; };
  problems_ = problem("could be " + best + " (" + percent(detection.share) + " of the lines looked at) or " +
                          detection.runnerUp + " (" + percent(detection.runnerUpShare) + "): it is unclear which",
                      "say it: --format " + best + ", or cut the file where the format changes", {path_, 0, 0});
}

void Detector::keep(std::string_view text) {
  if (firstLines_.size() < kKeptFirstLines) firstLines_.emplace_back(text.substr(0, kKeptLineBytes));
  sawFields_ = sawFields_ || text.starts_with("#Fields:");
}

void Detector::takeForAll(const LineBlock& block) {
  for (std::size_t i = 0; i < tallies_.size(); ++i) {
    std::vector<std::uint64_t> requests;
    BlockCounts taken = tallies_[i].take(block, 0, [&](const Record& record) {
      requests.push_back(record.line);
      return true;
    });
    takeBack(taken, requests);
    if (!taken.malformedLines.empty()) {
      const std::uint64_t line = counts_[i].lines + taken.malformedLines.front();
      firstLine_ = firstLine_ == 0 ? line : std::min(firstLine_, line);
    }
    counts_[i].append(taken);
  }
}

}  // namespace headroom::trace
