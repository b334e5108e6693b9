// Options of every command that reads access logs.
#pragma once

#include <string>
#include <vector>

#include "engine/trace/request_filter.h"
#include "engine/trace/trace.h"

namespace CLI {
class App;
}

namespace headroom::cli {

/// Where the words of the command line go until it is read.
struct LogArguments {
  trace::FormatOptions format;
  std::string stamps = "auto";
  std::vector<std::string> without;
};

/// `arguments` must live until the command line is read.
void addLogOptions(CLI::App& command, LogArguments& arguments);
/// What they ask for.
trace::RequestFilter filterOf(const LogArguments& arguments);
/// `threads`: 0 for all cores.
trace::ReadOptions readOptions(const LogArguments& arguments, unsigned threads);

}  // namespace headroom::cli
