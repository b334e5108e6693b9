// How far the reading of some logs is, and how long it will take.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace headroom::gui {

struct ReadingProgress {
  double done = 0;  ///< 0…1 of the bytes.
  std::uint64_t lines = 0;
  double linesPerSecond = 0;  ///< Since the beginning; 0: not known yet.
  double secondsLeft = -1;    ///< Negative: not known yet.
};

/// Adds up what the readers tell of one file after the other. Moments are handed in.
class ReadingMeter {
 public:
  using Clock = std::chrono::steady_clock;

  ReadingMeter(const std::vector<std::string>& files, Clock::time_point start);

  /// What a trace::ReadProgress says. A new file is told by its other size, or by fewer bytes than before.
  void read(std::uint64_t bytes, std::uint64_t ofFile);
  void setLines(std::uint64_t lines) { lines_ = lines; }
  /// For readers that count no lines: how many there are, from an earlier reading.
  void expectLines(std::uint64_t lines) { expected_ = lines; }

  ReadingProgress at(Clock::time_point now) const;

 private:
  Clock::time_point start_;
  double total_ = 0;
  double before_ = 0;  ///< Bytes of the files that are done.
  std::uint64_t bytes_ = 0, ofFile_ = 0;
  std::uint64_t lines_ = 0, expected_ = 0;
};

}  // namespace headroom::gui
