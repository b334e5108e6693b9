// The program `headroom` as a function, so that tests drive exactly what users run.
#pragma once

#include <atomic>
#include <iosfwd>
#include <string>
#include <vector>

namespace headroom::cli {

/// Where the program reads and writes, and who may stop it.
struct Streams {
  std::ostream& out;
  std::ostream& err;
  bool outIsTerminal = false;                      ///< Colour is allowed.
  bool errIsTerminal = false;                      ///< A progress bar is drawn.
  int width = 80;                                  ///< Columns of the terminal.
  const std::atomic<bool>* interrupted = nullptr;  ///< Set on Ctrl-C.
};

/// What every command returns.
enum ExitCode : int {
  kFine = 0,        ///< Done, and the answer is yes.
  kAnswerIsNo = 1,  ///< Lint errors, an objective missed, an overloaded farm.
  kWrongUsage = 2,
  kBadInput = 3,
  kFailed = 4,  ///< A broken self-check, no memory, a full disk.
  kInterrupted = 130
};

/// Runs `headroom ARGS...`; `args` does not hold the program's name.
int run(const std::vector<std::string>& args, Streams& streams);

}  // namespace headroom::cli
