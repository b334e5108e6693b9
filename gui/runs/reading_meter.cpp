#include "gui/runs/reading_meter.h"

#include <algorithm>
#include <filesystem>

namespace headroom::gui {
namespace {

constexpr double kSettled = 0.5;  // seconds until a speed means something
constexpr double kLeastDone = 0.005;

}  // namespace

ReadingMeter::ReadingMeter(const std::vector<std::string>& files, Clock::time_point start) : start_(start) {
  for (const std::string& file : files) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    if (!error) total_ += static_cast<double>(size);
  }
}

void ReadingMeter::read(std::uint64_t bytes, std::uint64_t ofFile) {
  if (ofFile != ofFile_ || bytes < bytes_) before_ += static_cast<double>(ofFile_);
  bytes_ = bytes;
  ofFile_ = ofFile;
}

ReadingProgress ReadingMeter::at(Clock::time_point now) const {
  ReadingProgress progress;
  if (total_ > 0) progress.done = std::min(1.0, (before_ + static_cast<double>(bytes_)) / total_);
  const bool estimated = lines_ == 0 && expected_ > 0;
  const double lines = estimated ? progress.done * static_cast<double>(expected_) : static_cast<double>(lines_);
  progress.lines = static_cast<std::uint64_t>(lines);
  const double passed = std::chrono::duration<double>(now - start_).count();
  if (passed < kSettled) return progress;
  progress.linesPerSecond = lines / passed;
  if (progress.done > kLeastDone) progress.secondsLeft = passed * (1 - progress.done) / progress.done;
  return progress;
}

}  // namespace headroom::gui
