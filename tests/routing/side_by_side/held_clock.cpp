#include "tests/routing/side_by_side/held_clock.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "tests/routing/side_by_side/clock_page.h"
#include "tests/routing/side_by_side/descriptor.h"
#include "tests/routing/side_by_side/trouble.h"

namespace headroom::side_by_side {
namespace {

ClockPage* makePage(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.open() || ftruncate(file.get(), sizeof(ClockPage)) != 0) throw Hindrance("cannot make " + path);
  void* memory = mmap(nullptr, sizeof(ClockPage), PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
  if (memory == MAP_FAILED) throw Hindrance("cannot map " + path);
  return static_cast<ClockPage*>(memory);
}

}  // namespace

HeldClock::HeldClock(const std::filesystem::path& folder)
    : path_((folder / "clock").string()), page_(makePage(path_)) {}

HeldClock::~HeldClock() {
  munmap(page_, sizeof(ClockPage));
}

std::vector<std::string> HeldClock::environment() const {
  return {std::string("LD_PRELOAD=") + HEADROOM_CLOCK_LIBRARY, std::string(kClockVariable) + "=" + path_};
}

// From one moment at which the program wants to wake up to the next, so that nothing is late by the clock it sees.
void HeldClock::advance(double seconds) {
  const std::int64_t target = page_->now.load() + static_cast<std::int64_t>(std::llround(seconds * 1e9));
  awaitRest();
  while (page_->now.load() < target) {
    const std::int64_t wake = std::max(page_->wake.load(std::memory_order_relaxed), page_->now.load() + 1'000'000);
    page_->now.store(std::min(target, wake), std::memory_order_release);
    awaitRest();
  }
}

void HeldClock::awaitRest() {
  const Deadline deadline("the program to follow its clock");
  page_->rest.store(0, std::memory_order_release);
  while (page_->rest.load(std::memory_order_acquire) != page_->now.load() + 1) {
    usleep(50);
    deadline.check();
  }
}

}  // namespace headroom::side_by_side
