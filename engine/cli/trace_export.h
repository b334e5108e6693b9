// `headroom trace --export`.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/cli/context.h"
#include "engine/trace/export.h"

namespace headroom::cli {

struct TraceExport {
  std::string file;  ///< Empty: nothing is exported.
  bool anonymise = true;
  std::string key;  ///< Empty: a random one.
};

void addExportOptions(CLI::App& command, TraceExport& arguments);

/// Whether the options make sense; prints the problem and sets exit code 2 otherwise.
bool checkExport(Context& context, const TraceExport& arguments);

/// Writes the file, printing what the logs have of warnings; prints the problems and sets the exit code otherwise.
std::optional<trace::ExportFacts> exportLogs(Context& context, const std::vector<std::string>& logs,
                                             const TraceExport& arguments, const trace::ReadOptions& reading,
                                             const std::function<bool(const trace::Record&)>& selects);

}  // namespace headroom::cli
