// What the clock of a balancer under test and its keeper share: one page of memory.
#pragma once

#include <atomic>
#include <cstdint>

namespace headroom::side_by_side {

struct ClockPage {
  std::atomic<std::int64_t> now;   ///< Nanoseconds since the start of the case.
  std::atomic<std::int64_t> wake;  ///< The `now` until which the program means to wait for events.
  std::atomic<std::int64_t> rest;  ///< The `now` at which it last had nothing to do, plus one; set after `wake`.
};

/// Where the program's clock stands at the start of a case: a quarter of a second after a whole second.
inline constexpr std::int64_t kClockStart = 1'700'000'000'250'000'000;

inline constexpr const char* kClockVariable = "HEADROOM_CLOCK_PAGE";

}  // namespace headroom::side_by_side
