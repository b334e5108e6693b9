#include "engine/cli/progress_bar.h"

#include <algorithm>
#include <cmath>
#include <ostream>

#include "engine/base/text.h"

namespace headroom::cli {
namespace {

std::string clockText(double seconds) {
  const auto whole = static_cast<long>(std::lround(seconds));
  const std::string rest = std::to_string(whole % 60);
  return std::to_string(whole / 60) + ":" + (rest.size() < 2 ? "0" : "") + rest;
}

}  // namespace

ProgressBar::ProgressBar(Streams& streams, bool quiet)
    : streams_(streams), active_(streams.errIsTerminal && !quiet), started_(Clock::now()), last_(started_) {}

ProgressBar::~ProgressBar() {
  if (drawn_) streams_.err << "\r\x1b[K" << std::flush;
}

void ProgressBar::show(double done, const std::string& doing) {
  if (!active_) return;
  const auto now = Clock::now();
  if (drawn_ && now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  drawn_ = true;
  done = std::clamp(done, 0.0, 1.0);
  constexpr int kCells = 24;
  const int full = static_cast<int>(done * kCells);
  const double elapsed = std::chrono::duration<double>(now - started_).count();
  std::string line = "[" + std::string(static_cast<std::size_t>(full), '#') +
                     std::string(static_cast<std::size_t>(kCells - full), '.') + "] " +
                     std::to_string(static_cast<int>(done * 100)) + " % ";
  if (done > 0.02 && elapsed > 1) line += clockText(elapsed / done - elapsed) + " left ";
  line += printable(doing);
  const auto width = static_cast<std::size_t>(std::max(20, streams_.width - 1));
  if (line.size() > width) line.resize(width);
  streams_.err << "\r\x1b[K" << line << std::flush;
}

}  // namespace headroom::cli
