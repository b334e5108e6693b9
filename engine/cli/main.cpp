#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <iostream>
#include <new>

#include "engine/cli/command_line.h"

namespace {

std::atomic<bool> interrupted{false};

// The first Ctrl-C asks the work to stop, the second one ends the program.
void onInterrupt(int) {
  if (interrupted.exchange(true)) std::_Exit(headroom::cli::kInterrupted);
}

int terminalWidth() {
  winsize size{};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : 80;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, onInterrupt);
  std::signal(SIGTERM, onInterrupt);
  std::ios::sync_with_stdio(false);
  headroom::cli::Streams streams{
      std::cout, std::cerr, ::isatty(STDOUT_FILENO) != 0, ::isatty(STDERR_FILENO) != 0, terminalWidth(), &interrupted};
  try {
    const int code = headroom::cli::run({argv + 1, argv + argc}, streams);
    std::cout.flush();
    if (!std::cout) {
      std::cerr << "error: the results could not be written to standard output; free some space\n";
      return headroom::cli::kFailed;
    }
    return code;
  } catch (const std::bad_alloc&) {
    std::cerr << "error: not enough memory; try a shorter run, fewer replications or a smaller log\n";
    return headroom::cli::kFailed;
  }
}
