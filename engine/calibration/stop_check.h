// Ending a fit early.
#pragma once

#include <atomic>

#include "engine/base/error.h"

namespace headroom::calibration {

/// Asked once a request, or once a comparison of a sort, by everything that goes through a whole log: a set flag ends
/// it within microseconds. What it throws stays inside the room, whose doors make a problem of it.
class StopCheck {
 public:
  struct Stopped {};

  StopCheck() = default;
  explicit StopCheck(const std::atomic<bool>* flag) : flag_(flag) {}

  void operator()() const {
    if (isSet()) [[unlikely]]
      throw Stopped{};
  }
  bool isSet() const { return flag_ != nullptr && flag_->load(std::memory_order_relaxed); }

 private:
  const std::atomic<bool>* flag_ = nullptr;
};

/// A problem whose rule is "cancelled", as that of a run.
Diagnostics cancelled();

/// What `work` returns, or that problem.
template <class Work>
auto unlessStopped(Work work) -> decltype(work()) {
  try {
    return work();
  } catch (const StopCheck::Stopped&) {
    return cancelled();
  }
}

}  // namespace headroom::calibration
