#include "engine/cli/trace_export.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <random>

#include "engine/base/text.h"
#include "engine/cli/study.h"

namespace headroom::cli {
namespace {

/// From the system's source of chance; it is not kept.
trace::HashKey randomKey() {
  std::random_device device;
  const auto word = [&] { return std::uint64_t{device()} << 32 | device(); };
  return {word(), word()};
}

}  // namespace

void addExportOptions(CLI::App& command, TraceExport& arguments) {
  auto* file = command.add_option("--export", arguments.file,
                                  "Write the requests to this file instead: .hrt, which every command reads, or .csv");
  command
      .add_flag("--anonymize,--anonymise,!--keep-identities", arguments.anonymise,
                "Put pseudonyms in place of clients, users, cookies and queries in the file (the default)")
      ->needs(file);
  command
      .add_option("--key", arguments.key,
                  "Secret that the pseudonyms depend on: the same one gives the same pseudonyms; default: random")
      ->needs(file);
}

bool checkExport(Context& context, const TraceExport& arguments) {
  if (!arguments.file.empty() && !trace::isExportName(arguments.file)) {
    context.fail(problem("--export: '" + printable(arguments.file) + "' has no known ending",
                         "name a file that ends in .hrt or .csv"),
                 kWrongUsage);
    return false;
  }
  if (!arguments.key.empty() && !arguments.anonymise) {
    context.fail(problem("--key is for pseudonyms, and --keep-identities wants none", "leave one of them out"),
                 kWrongUsage);
    return false;
  }
  return true;
}

std::optional<trace::ExportFacts> exportLogs(Context& context, const std::vector<std::string>& logs,
                                             const TraceExport& arguments, const trace::ReadOptions& reading,
                                             const std::function<bool(const trace::Record&)>& selects) {
  if (!keepsInputs(context, {arguments.file}, logs, nullptr)) return std::nullopt;
  trace::ExportOptions options;
  options.reading = reading;
  options.selects = selects;
  if (arguments.anonymise)
    options.pseudonyms = arguments.key.empty() ? randomKey() : trace::keyFromSecret(arguments.key);
  auto facts = trace::exportRequests(logs, arguments.file, options);
  if (!facts) {
    const auto ofTheFile = [&](const Diagnostic& each) { return each.place.file == arguments.file; };
    const bool writing = std::any_of(facts.problems().begin(), facts.problems().end(), ofTheFile);
    writing ? context.fail(facts.problems(), kFailed) : failWork(context, facts.problems());
    return std::nullopt;
  }
  for (const trace::Counts& log : facts->logs) context.print(log.warnings);
  return std::move(*facts);
}

}  // namespace headroom::cli
