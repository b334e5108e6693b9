// Preloaded into HAProxy or nginx, gives them a clock that moves only when the test moves it: time of day, monotonic
// time, and how long they wait for events. Uses the C library only.
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/routing/side_by_side/clock_page.h"

namespace {

using headroom::side_by_side::ClockPage;
using headroom::side_by_side::kClockStart;
using headroom::side_by_side::kClockVariable;

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;

ClockPage* openPage() {
  const char* path = std::getenv(kClockVariable);
  const int fd = path == nullptr ? -1 : open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) _exit(125);
  void* memory = mmap(nullptr, sizeof(ClockPage), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (memory == MAP_FAILED) _exit(125);
  return static_cast<ClockPage*>(memory);
}

// Plain and filled in before anything can have started a thread, so that no guard is needed here.
ClockPage* page() {
  static ClockPage* opened = nullptr;
  if (opened == nullptr) opened = openPage();
  return opened;
}

std::int64_t now() {
  return kClockStart + page()->now.load(std::memory_order_acquire);
}

}  // namespace

extern "C" {

int gettimeofday(timeval* tv, void*) noexcept {
  const std::int64_t t = now();
  tv->tv_sec = t / kSecond;
  tv->tv_usec = t % kSecond / 1000;
  return 0;
}

time_t time(time_t* out) noexcept {
  const time_t t = now() / kSecond;
  if (out != nullptr) *out = t;
  return t;
}

int clock_gettime(clockid_t clock, timespec* ts) noexcept {
  if (clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID || clock < 0) {
    return static_cast<int>(syscall(SYS_clock_gettime, clock, ts));
  }
  const std::int64_t t = now();
  ts->tv_sec = t / kSecond;
  ts->tv_nsec = t % kSecond;
  return 0;
}

int epoll_wait(int fd, epoll_event* events, int most, int timeout) {
  const std::int64_t start = now();
  int patience = 0;
  while (true) {
    const int n = static_cast<int>(syscall(SYS_epoll_pwait, fd, events, most, patience, nullptr, 8));
    if (n != 0 || timeout == 0) return n;
    const std::int64_t t = now();
    if (timeout > 0 && t >= start + timeout * kMillisecond) return 0;
    page()->wake.store(timeout < 0 ? INT64_MAX : start - kClockStart + timeout * kMillisecond,
                       std::memory_order_relaxed);
    page()->rest.store(t - kClockStart + 1, std::memory_order_release);
    patience = 1;
  }
}
}
