// One line on a terminal that says how far long work is.
#pragma once

#include <chrono>
#include <string>

#include "engine/cli/command_line.h"

namespace headroom::cli {

/// Draws on standard error when that is a terminal, else stays silent. The line is erased when the object dies.
class ProgressBar {
 public:
  ProgressBar(Streams& streams, bool quiet);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `done` from 0 to 1. Draws at most ten times a second.
  void show(double done, const std::string& doing);

 private:
  using Clock = std::chrono::steady_clock;
  Streams& streams_;
  bool active_;
  bool drawn_ = false;
  Clock::time_point started_;
  Clock::time_point last_;
};

}  // namespace headroom::cli
