#include "gui/runs/run_controls.h"

namespace headroom::gui {

void RunControls::setPaused(bool paused) {
  const std::lock_guard lock(mutex_);
  wishes_.paused = paused;
  pauseEnded_ = !paused;
  news_ = true;
  changed_.notify_all();
}

void RunControls::setSpeed(double speed) {
  const std::lock_guard lock(mutex_);
  wishes_.speed = speed;
  news_ = true;
  changed_.notify_all();
}

void RunControls::addFault(std::string node, bool down) {
  const std::lock_guard lock(mutex_);
  wishes_.faults.emplace_back(std::move(node), down);
  news_ = true;
  changed_.notify_all();
}

void RunControls::stop() {
  const std::lock_guard lock(mutex_);
  wishes_.stop = true;
  for (std::atomic<bool>* flag : {&stopping_, &pauseEnded_}) {
    *flag = true;
    flag->notify_all();
  }
  news_ = true;
  changed_.notify_all();
}

void RunControls::abandon() {
  abandoned_ = true;
  abandoned_.notify_all();
  stop();
}

RunControls::Wishes RunControls::take() {
  const std::lock_guard lock(mutex_);
  news_ = false;
  Wishes taken = wishes_;
  wishes_.faults.clear();
  return taken;
}

bool RunControls::isStopping() const {
  return stopping_.load();
}

void RunControls::waitUntil(Pace::Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [this] { return news_; });
}

void RunControls::waitWhilePaused() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !wishes_.paused || wishes_.stop || !wishes_.faults.empty(); });
}

}  // namespace headroom::gui
