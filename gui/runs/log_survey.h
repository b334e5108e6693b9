// Reading logs for the import: what is in them, file by file. Without Qt, on whatever thread calls it.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "engine/trace/tier_survey.h"
#include "engine/trace/trace.h"
#include "gui/runs/log_preview.h"
#include "gui/runs/reading_meter.h"

namespace headroom::gui {

/// Told about a survey while it goes on.
class SurveyListener {
 public:
  virtual ~SurveyListener() = default;
  /// The files behind the names, in the order in which they are read.
  virtual void onFiles(std::vector<std::string> files) = 0;
  /// `file` counts in what onFiles() told, as below.
  virtual void onPreview(std::size_t file, LogPreview preview) = 0;
  virtual void onFile(std::size_t file, trace::Counts counts) = 0;
  /// Instead of onFile(); the survey goes on with the next file.
  virtual void onFileFailed(std::size_t file, Diagnostics problems) = 0;
  /// Several times a second, and at the end.
  virtual void onFigures(trace::TierFigures figures) = 0;
  virtual void onProgress(ReadingProgress progress) = 0;
};

/// What was read before it ended.
struct SurveyEnding {
  bool stopped = false;
  std::uint64_t lines = 0;
  Diagnostics problems;  ///< Names that stand for no file.
};

/// Looks into one log after the other. A name may be a folder; a file that is named twice is read once. `stop` is
/// looked at before every request and every 256 kB; `now` says the time.
SurveyEnding surveyLogs(const std::vector<std::string>& names, const trace::ReadOptions& options,
                        const std::atomic<bool>& stop, const std::function<ReadingMeter::Clock::time_point()>& now,
                        SurveyListener& listener);

}  // namespace headroom::gui
