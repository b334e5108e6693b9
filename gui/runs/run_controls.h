// What the window tells a running job.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "gui/runs/pace.h"

namespace headroom::gui {

/// The wishes of the user, written by the window's thread and read by the job's between two bursts of events.
/// Thread-safe.
class RunControls {
 public:
  /// A node to be taken out (true) or put back (false).
  using Fault = std::pair<std::string, bool>;

  struct Wishes {
    bool paused = false;
    bool stop = false;
    double speed = 1;
    std::vector<Fault> faults;  ///< Since the last take().
  };

  explicit RunControls(double speed) { wishes_.speed = speed; }

  void setPaused(bool paused);
  void setSpeed(double speed);
  /// Takes effect in a pause too, which goes on afterwards.
  void addFault(std::string node, bool down);
  /// Ends the live act; work that only sums up what was measured may still follow.
  void stop();
  /// Ends everything at once.
  void abandon();

  /// What is wished now; the faults are handed over once.
  Wishes take();
  /// Whether stop() or abandon() was called.
  bool isStopping() const;
  /// Sleeps until there is a wish to take or `deadline` has come.
  void waitUntil(Pace::Clock::time_point deadline);
  /// Sleeps until the user resumes, stops, or takes a node out.
  void waitWhilePaused();

  /// For sim::Progress::cancel of final replications and plans: set by stop() and abandon().
  const std::atomic<bool>* stopFlag() const { return &stopping_; }
  /// For summing up after a stop: set by abandon() only.
  const std::atomic<bool>* abandonFlag() const { return &abandoned_; }
  /// For summing up during a pause: set by whatever ends the pause.
  const std::atomic<bool>* pauseEndFlag() const { return &pauseEnded_; }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Wishes wishes_;
  bool news_ = false;
  std::atomic<bool> stopping_{false};
  std::atomic<bool> abandoned_{false};
  std::atomic<bool> pauseEnded_{false};
};

}  // namespace headroom::gui
