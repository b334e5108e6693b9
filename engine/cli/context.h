// What the commands share: printing problems, loading farms, choosing exit codes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/cli/command_line.h"
#include "engine/farm/farm.h"

namespace CLI {
class App;
}

namespace headroom::cli {

struct Context {
  Streams& streams;
  bool quiet = false;
  bool colour = false;  ///< Decided from --color, NO_COLOR and the terminal before a command runs.
  int exitCode = kFine;

  /// Prints each as file:line:column: severity: what; remedy.
  void print(const Diagnostics& diagnostics) const;
  /// Prints the problems and remembers the exit code they ask for.
  void fail(const Diagnostics& problems, int code);
  /// Whether Ctrl-C was pressed; long work asks now and then and ends early.
  bool interrupted() const { return streams.interrupted != nullptr && streams.interrupted->load(); }
};

/// Loads a farm, printing its warnings; prints the problems and sets exit code 3 when it cannot be used.
std::optional<farm::Farm> loadFarm(Context& context, const std::string& path);

/// Writes text to a file atomically, or to standard output for "-"; a failure sets exit code 4.
bool deliver(Context& context, const std::string& path, const std::string& text);

/// Reports a failed piece of work: exit code 4 for broken self-checks, 130 when interrupted, else 3.
void failWork(Context& context, const Diagnostics& problems);

// Each adds one command to the program.
void addNew(CLI::App& program, Context& context);
void addCheck(CLI::App& program, Context& context);
void addRoute(CLI::App& program, Context& context);
void addRun(CLI::App& program, Context& context);
void addReplay(CLI::App& program, Context& context);
void addCalibrate(CLI::App& program, Context& context);
void addTrace(CLI::App& program, Context& context);
void addPlan(CLI::App& program, Context& context);
void addReport(CLI::App& program, Context& context);

}  // namespace headroom::cli
