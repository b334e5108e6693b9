// What can keep a recording from coming about.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>

namespace headroom::side_by_side {

/// The balancer did not settle in time, an address was taken, …: worth another try.
struct Hindrance : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The user or the system asked us to stop.
struct Interrupted : std::runtime_error {
  Interrupted() : std::runtime_error("interrupted") {}
};

/// Generous: a loaded machine must not change the outcome.
inline constexpr std::chrono::seconds kStepDeadline{20};

class Deadline {
 public:
  explicit Deadline(const char* what, std::chrono::milliseconds time = kStepDeadline)
      : what_(what), end_(std::chrono::steady_clock::now() + time) {}
  /// Throws when the time is over, or when a signal came.
  void check() const;

 private:
  const char* what_;
  std::chrono::steady_clock::time_point end_;
};

/// From now on SIGINT, SIGTERM, SIGHUP and SIGALRM only set a mark, which Deadline::check() turns into Interrupted.
void watchSignals();
/// Raises SIGALRM after so many seconds: whatever is going on then is given up.
void giveUpAfter(int seconds);
/// Whether it was SIGALRM that interrupted.
bool gaveUp();
void throwIfInterrupted();

}  // namespace headroom::side_by_side
