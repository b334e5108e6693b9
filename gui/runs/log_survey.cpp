#include "gui/runs/log_survey.h"

#include <chrono>
#include <filesystem>
#include <set>

#include "engine/trace/log_paths.h"

namespace headroom::gui {
namespace {

using namespace std::chrono_literals;
constexpr auto kProgressEvery = 100ms;
constexpr auto kFiguresEvery = 300ms;

std::vector<std::string> withoutDoubles(const std::vector<std::string>& files) {
  std::set<std::string> known;
  std::vector<std::string> once;
  for (const std::string& file : files) {
    std::error_code error;
    const auto path = std::filesystem::canonical(file, error);
    if (known.insert(error ? file : path.string()).second) once.push_back(file);
  }
  return once;
}

class Surveyor {
 public:
  using Now = std::function<ReadingMeter::Clock::time_point()>;

  Surveyor(std::vector<std::string> files, const trace::ReadOptions& options, const std::atomic<bool>& stop,
           const Now& now, SurveyListener& listener)
      : files_(std::move(files)),
        options_(options),
        stop_(stop),
        now_(now),
        listener_(listener),
        meter_(files_, now()),
        told_(now()),
        figured_(told_) {
    options_.progress = [this](std::uint64_t bytes, std::uint64_t total) {
      meter_.read(bytes, total);
      tell();
      return !stop_.load(std::memory_order_relaxed);
    };
  }

  SurveyEnding readAll() {
    for (std::size_t i = 0; i < files_.size() && !stop_; ++i) readOne(i);
    SurveyEnding ending;
    ending.stopped = stop_;
    ending.lines = before_ + line_;
    if (ending.stopped) return ending;
    listener_.onFigures(survey_.figures());
    meter_.setLines(ending.lines);
    ReadingProgress whole = meter_.at(now_());
    whole.done = 1;
    whole.secondsLeft = 0;
    listener_.onProgress(whole);
    return ending;
  }

 private:
  void readOne(std::size_t i) {
    trace::ReadOptions looking = options_;
    looking.progress = [this](std::uint64_t, std::uint64_t) { return !stop_.load(std::memory_order_relaxed); };
    listener_.onPreview(i, previewLog(files_[i], looking));
    const auto counts = trace::read(files_[i], i, options_, [this](const trace::Record& record) {
      if (stop_.load(std::memory_order_relaxed)) return false;
      survey_.add(record);
      line_ = record.line;
      return true;
    });
    if (stop_) return;
    before_ += counts ? counts->lines : line_;
    line_ = 0;
    if (counts) {
      listener_.onFile(i, *counts);
    } else {
      listener_.onFileFailed(i, counts.problems());
    }
  }

  void tell() {
    const auto now = now_();
    if (now - told_ < kProgressEvery) return;
    told_ = now;
    meter_.setLines(before_ + line_);
    listener_.onProgress(meter_.at(now));
    if (now - figured_ < kFiguresEvery) return;
    listener_.onFigures(survey_.figures());
    figured_ = now_();  // after the work, so that reading always gets most of the time
  }

  std::vector<std::string> files_;
  trace::ReadOptions options_;
  const std::atomic<bool>& stop_;
  const Now& now_;
  SurveyListener& listener_;
  ReadingMeter meter_;
  ReadingMeter::Clock::time_point told_, figured_;
  trace::TierSurvey survey_;
  std::uint64_t before_ = 0, line_ = 0;  ///< Lines of the files that are done; of this one.
};

}  // namespace

SurveyEnding surveyLogs(const std::vector<std::string>& names, const trace::ReadOptions& options,
                        const std::atomic<bool>& stop, const std::function<ReadingMeter::Clock::time_point()>& now,
                        SurveyListener& listener) {
  const auto expanded = trace::expandLogs(names);
  if (!expanded) return {false, 0, expanded.problems()};
  const std::vector<std::string> files = withoutDoubles(*expanded);
  listener.onFiles(files);
  return Surveyor(files, options, stop, now, listener).readAll();
}

}  // namespace headroom::gui
