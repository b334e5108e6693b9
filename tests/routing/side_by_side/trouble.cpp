#include "tests/routing/side_by_side/trouble.h"

#include <unistd.h>

#include <csignal>

namespace headroom::side_by_side {
namespace {

volatile std::sig_atomic_t signalled = 0;

extern "C" void mark(int number) {
  signalled = number;
}

}  // namespace

void watchSignals() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGALRM}) std::signal(number, mark);
  std::signal(SIGPIPE, SIG_IGN);
}

void giveUpAfter(int seconds) {
  alarm(static_cast<unsigned>(seconds));
}

bool gaveUp() {
  return signalled == SIGALRM;
}

void throwIfInterrupted() {
  if (signalled != 0) throw Interrupted();
}

void Deadline::check() const {
  throwIfInterrupted();
  if (std::chrono::steady_clock::now() > end_) throw Hindrance(std::string("waited too long for ") + what_);
}

}  // namespace headroom::side_by_side
