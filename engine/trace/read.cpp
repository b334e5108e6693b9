#include <algorithm>

#include "engine/trace/byte_source.h"
#include "engine/trace/format_table.h"
#include "engine/trace/line_reader.h"
#include "engine/trace/trace.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kToldMalformedLines = 40;
constexpr std::size_t kKeptFirstLines = 20;
constexpr std::size_t kKeptLineBytes = 400;

bool isBlank(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == ' ' || c == '\0' || (c >= '\t' && c <= '\r'); });
}

/// The NULs that http.sys leaves in front of and behind lines, and the byte order mark of the first one.
std::string_view withoutPadding(std::string_view text, std::uint64_t lineNumber) {
  while (text.starts_with('\0')) text.remove_prefix(1);
  while (text.ends_with('\0')) text.remove_suffix(1);
  while (text.ends_with('\r')) text.remove_suffix(1);
  if (lineNumber == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

/// One format's reading of a file.
class Tally {
 public:
  Tally(std::unique_ptr<LineFormat> format, const std::string& path, std::size_t file, StampMeaning stamps)
      : format_(std::move(format)), file_(file), stamps_(stamps) {
    counts_.file = path;
  }

  /// Reads and counts one line; the record when it is a valid request.
  const Record* take(const Line& line) {
    ++counts_.lines;
    std::string_view text = line.text;
    if (!line.tooLong &&
        (text.empty() || static_cast<unsigned char>(text.front()) <= ' ' || text.back() == '\0' || line.number == 1)) {
      if (isBlank(text)) {
        ++counts_.blank;
        return nullptr;
      }
      text = withoutPadding(text, line.number);
    }
    parsed_ = {};
    switch (line.tooLong || text.empty() ? LineKind::Malformed : format_->parse(text, parsed_)) {
      case LineKind::Directive:
        ++counts_.directives;
        return nullptr;
      case LineKind::Other:
        ++counts_.otherRecords;
        return nullptr;
      case LineKind::Malformed:
        ++counts_.malformed;
        if (counts_.malformedLines.size() < kToldMalformedLines) counts_.malformedLines.push_back(line.number);
        return nullptr;
      case LineKind::Valid:
        break;
    }
    return count(line.number);
  }

  LineFormat& format() { return *format_; }
  const Counts& counts() const { return counts_; }

  Counts finish(const Diagnostics& sourceWarnings) {
    if (counts_.valid > 0 || counts_.directives > 0) {
      FormatInfo info = format_->format();
      counts_.format = std::move(info.name);
      counts_.timeSemantics = std::move(info.stamps);
    }
    counts_.warnings.insert(counts_.warnings.end(), sourceWarnings.begin(), sourceWarnings.end());
    return std::move(counts_);
  }

  void setDetection(Detection detection) { counts_.detection = std::move(detection); }

  void endSample() {
    std::string remark = format_->endSample();
    if (!remark.empty())
      counts_.warnings.push_back({Severity::Warning, {counts_.file, 0, 0}, std::move(remark), {}, {}});
  }

 private:
  const Record* count(std::uint64_t number) {
    Record& record = parsed_.record;
    record.line = number;
    record.file = file_;
    const bool end = stamps_ == StampMeaning::End || (stamps_ == StampMeaning::Auto && parsed_.endStamped);
    record.arrivalNs = record.stampNs - (end ? record.durationNs.value_or(0) : 0);
    if (counts_.valid == 0) counts_.firstNs = counts_.lastNs = previousNs_ = record.stampNs;
    if (record.stampNs < previousNs_) ++counts_.backwardSteps;
    previousNs_ = record.stampNs;
    counts_.firstNs = std::min(counts_.firstNs, record.stampNs);
    counts_.lastNs = std::max(counts_.lastNs, record.stampNs);
    counts_.badRequestLine += record.badRequestLine ? 1 : 0;
    counts_.ignoredDurations += parsed_.durationIgnored ? 1 : 0;
    ++counts_.valid;
    return &record;
  }

  std::unique_ptr<LineFormat> format_;
  std::size_t file_;
  StampMeaning stamps_;
  Counts counts_;
  Parsed parsed_;
  std::int64_t previousNs_ = 0;
};

/// A file whose format is still open: every family reads along until one of them finds a valid line.
class Detector {
 public:
  Detector(std::vector<std::unique_ptr<LineFormat>> formats, const std::string& path, std::size_t file,
           StampMeaning stamps)
      : path_(path) {
    for (std::unique_ptr<LineFormat>& format : formats) tallies_.emplace_back(std::move(format), path, file, stamps);
  }

  /// Looks at the lines the reader holds and at some from the middle and the end of the file. The tally to go on with,
  /// or nullptr when none of them fits any format; then the lines that the reader holds have been counted for all and
  /// consumed.
  Tally* decide(LineReader& reader, const ByteSource& source) {
    for (Tally& tally : tallies_) tally.format().beginSample();
    hits_.assign(tallies_.size(), 0);
    looked_ = 0;
    const std::size_t lines = reader.preview([&](const Line& line) {
      if (!line.tooLong && !isBlank(line.text)) look(withoutPadding(line.text, line.number));
    });
    const auto best = static_cast<std::size_t>(std::max_element(hits_.begin(), hits_.end()) - hits_.begin());
    const bool found = hits_[best] > 0;
    if (found) lookElsewhere(source);
    if (found) judge();
    for (Tally& tally : tallies_) tally.endSample();
    if (found) return &tallies_[best_];
    consume(reader, std::max<std::size_t>(lines, 1));
    return nullptr;
  }

  /// Set by decide() when two formats fit equally badly.
  const Diagnostics& problems() const { return problems_; }

  bool atEnd() const { return atEnd_; }

  /// The end was reached without a request: an idle server's header, or a problem.
  Result<Counts> giveUp(const std::string& path, const Diagnostics& warnings) {
    for (Tally& tally : tallies_) {
      if (tally.counts().directives > 0 && tally.counts().malformed == 0 && sawFields_) return tally.finish(warnings);
    }
    const std::uint64_t lines = tallies_.front().counts().lines;
    if (lines == tallies_.front().counts().blank)
      return problem("holds no text", "give an access log with at least one request", {path, 0, 0});
    const Lookalike look = describeUnreadable(firstLines_);
    Diagnostics problems =
        problem(look.what + " (" + std::to_string(lines) + (lines == 1 ? " line" : " lines") + " read)", look.remedy,
                {path, static_cast<int>(std::min<std::uint64_t>(firstLine_, 1'000'000'000)), 0});
    problems.insert(problems.end(), warnings.begin(), warnings.end());
    return problems;
  }

 private:
  void look(std::string_view text) {
    keep(text);
    if (!text.starts_with('#')) ++looked_;
    for (std::size_t i = 0; i < tallies_.size(); ++i) {
      Parsed parsed;
      if (!text.empty() && tallies_[i].format().parse(text, parsed) == LineKind::Valid) ++hits_[i];
    }
  }

  void lookElsewhere(const ByteSource& source) {
    constexpr std::size_t kLength = std::size_t{32} << 10;
    const std::uint64_t size = source.size();
    if (size < 32 * kLength) return;  // the beginning is most of it
    for (const std::uint64_t offset : {size / 2, size - kLength}) {
      const std::string bytes = source.sample(offset, kLength);
      std::string_view text = bytes;
      text.remove_prefix(std::min(text.find('\n') + 1, text.size()));
      for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        const std::string_view line = text.substr(0, end);
        if (!isBlank(line)) look(withoutPadding(line, 0));
        text.remove_prefix(end + 1);
      }
    }
  }

  /// Chooses the format that fits most lines; refuses when that is less than half of them and another one fits nearly
  /// as many.
  void judge() {
    best_ = static_cast<std::size_t>(std::max_element(hits_.begin(), hits_.end()) - hits_.begin());
    std::size_t second = best_ == 0 ? 1 : 0;
    for (std::size_t i = 0; i < hits_.size(); ++i) {
      if (i != best_ && hits_[i] > hits_[second]) second = i;
    }
    const auto share = [&](std::size_t i) {
      return static_cast<double>(hits_[i]) / static_cast<double>(std::max<std::size_t>(looked_, 1));
    };
    Detection detection{share(best_), {}, 0};
    if (second < hits_.size() && hits_[second] > 0) {
      detection.runnerUp = tallies_[second].format().format().name;
      detection.runnerUpShare = share(second);
      if (detection.share < 0.5 && 2 * hits_[second] >= hits_[best_]) refuse(detection);
    }
    tallies_[best_].setDetection(std::move(detection));
  }

  void refuse(const Detection& detection) {
    const std::string best = tallies_[best_].format().format().name;
    const auto percent = [](double part) { return std::to_string(static_cast<int>(100 * part)) + " %"; };
    problems_ = problem("could be " + best + " (" + percent(detection.share) + " of the lines looked at) or " +
                            detection.runnerUp + " (" + percent(detection.runnerUpShare) + "): it is unclear which",
                        "say it: --format " + best + ", or cut the file where the format changes", {path_, 0, 0});
  }

  void keep(std::string_view text) {
    if (firstLines_.size() < kKeptFirstLines) firstLines_.emplace_back(text.substr(0, kKeptLineBytes));
    sawFields_ = sawFields_ || text.starts_with("#Fields:");
  }

  void consume(LineReader& reader, std::size_t lines) {
    Line line;
    for (std::size_t i = 0; i < lines; ++i) {
      if (!reader.next(line)) {
        atEnd_ = true;
        return;
      }
      for (Tally& tally : tallies_) {
        const std::uint64_t before = tally.counts().malformed;
        tally.take(line);
        if (firstLine_ == 0 && tally.counts().malformed > before) firstLine_ = line.number;
      }
    }
  }

  std::string path_;
  std::vector<Tally> tallies_;
  std::vector<std::size_t> hits_;  ///< Valid lines of the sample by tally.
  std::size_t looked_ = 0, best_ = 0;
  Diagnostics problems_;
  std::vector<std::string> firstLines_;
  std::uint64_t firstLine_ = 0;
  bool sawFields_ = false;
  bool atEnd_ = false;
};

Diagnostics stopped(const std::string& path) {
  return problem("reading was stopped", {}, {path, 0, 0});
}

}  // namespace

Result<Counts> read(const std::string& path, std::size_t fileIndex, const ReadOptions& options,
                    const std::function<bool(const Record&)>& each) {
  Result<std::vector<std::unique_ptr<LineFormat>>> formats = lineFormats(options.format);
  if (!formats) return formats.problems();
  Result<std::unique_ptr<ByteSource>> opened = ByteSource::open(path);
  if (!opened) return opened.problems();
  const ByteSource& source = **opened;
  const std::uint64_t size = source.size();
  LineReader reader(**opened, std::max<std::size_t>(options.maxLineBytes, 1));
  Detector detection(std::move(formats).value(), path, fileIndex, options.stamps);
  std::uint64_t told = 0;
  const auto goOn = [&] {
    if (told == reader.fills()) return true;
    told = reader.fills();
    return !options.progress || options.progress(source.consumed(), size);
  };
  Tally* tally = nullptr;
  while (tally == nullptr && !detection.atEnd() && reader.problems().empty()) {
    tally = detection.decide(reader, source);
    if (!detection.problems().empty()) return detection.problems();
    if (!goOn()) return stopped(path);
  }
  if (!reader.problems().empty()) return reader.problems();
  if (tally == nullptr) return detection.giveUp(path, source.warnings());
  Line line;
  while (reader.next(line)) {
    const Record* record = tally->take(line);
    if (record != nullptr && !each(*record)) break;
    if (!goOn()) return stopped(path);
  }
  if (!reader.problems().empty()) return reader.problems();
  return tally->finish(source.warnings());
}

}  // namespace headroom::trace
