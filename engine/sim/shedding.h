// When a server answers 503 at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/base/time.h"
#include "engine/farm/farm.h"
#include "engine/stats/histogram.h"

namespace headroom::sim {

/// How busy the cores of a server have been of late. The window is moved on by tenths of itself, so that what counts is
/// the time since nine to ten tenths of it ago. Before the run they were idle.
class Shedder {
 public:
  Shedder(const farm::Shedding& rules, int cores, Instant now);

  /// From one move to the next.
  Duration part() const { return part_; }
  /// A tenth of the window is over; the cores have been busy for so many core nanoseconds in all.
  void move(stats::WideSum busy, Instant now) {
    marks_[oldest_] = {now, busy};
    oldest_ = (oldest_ + 1) % kParts;
  }
  bool tooBusy(stats::WideSum busy, Instant now) const {
    const Mark& from = marks_[oldest_];
    const auto used = static_cast<double>(busy - from.busy);
    return used > above_ * static_cast<double>((now - from.at).ns());
  }

  std::uint64_t shed = 0;  ///< Requests, since the beginning of the measured part.

 private:
  static constexpr std::size_t kParts = 10;
  struct Mark {
    Instant at;
    stats::WideSum busy = 0;
  };

  double above_;  ///< Busy cores.
  Duration part_;
  std::array<Mark, kParts> marks_{};
  std::size_t oldest_ = 0;
};

}  // namespace headroom::sim
