#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>

#include "engine/base/text.h"
#include "engine/cli/log_options.h"
#include "engine/cli/number_options.h"
#include "engine/cli/study.h"
#include "engine/cli/trace_export.h"
#include "engine/trace/format_table.h"
#include "engine/trace/log_paths.h"
#include "engine/trace/summary.h"
#include "engine/workload/window.h"

namespace headroom::cli {
namespace {

struct TraceArguments {
  std::vector<std::string> logs;
  LogArguments reading;
  std::string from, to, application, status, tier, client;
  double maxMalformed = 100;
  bool json = false;
  unsigned threads = 0;
  TraceExport exported;
};

/// The requests that the user asks for. Times of day belong to the day of the first request.
class Selection {
 public:
  Selection(const TraceArguments& arguments, workload::WindowText window)
      : arguments_(arguments), text_(std::move(window)), kinds_(trace::selectorOf(filterOf(arguments.reading))) {}

  bool takes(const trace::Record& record) {
    if (!window_) {
      const Result<workload::Window> resolved = workload::resolveWindow(text_, record.stampNs);
      window_ = resolved ? *resolved : workload::Window{0, 0};
    }
    if (!window_->contains(record.stampNs)) return false;
    if (kinds_ && !kinds_(record)) return false;
    if (!arguments_.application.empty() &&
        !equalIgnoringCase(trace::firstSegment(record.target), arguments_.application))
      return false;
    if (!arguments_.tier.empty() && record.tier != arguments_.tier) return false;
    if (!arguments_.client.empty() && !isFrom(record)) return false;
    return arguments_.status.empty() || fitsStatus(record.status);
  }

 private:
  /// By the client column, or by the address that was forwarded first.
  bool isFrom(const trace::Record& record) const {
    const std::string_view forwarded = record.forwardedFor.substr(0, record.forwardedFor.find(','));
    return record.client == arguments_.client || trim(forwarded) == arguments_.client;
  }

  /// "404", "5xx", or several of them with commas.
  bool fitsStatus(int status) const {
    const std::string text = std::to_string(status);
    std::string_view rest = arguments_.status;
    while (!rest.empty()) {
      const std::size_t comma = rest.find(',');
      const std::string_view wanted = trim(rest.substr(0, comma));
      if (wanted == text ||
          (wanted.size() == 3 && wanted.substr(1) == "xx" && text.size() == 3 && wanted[0] == text[0]))
        return true;
      rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return false;
  }

  const TraceArguments& arguments_;
  workload::WindowText text_;
  std::optional<workload::Window> window_;
  std::function<bool(const trace::Record&)> kinds_;
};

bool selectsAll(const TraceArguments& arguments) {
  return arguments.from.empty() && arguments.to.empty() && arguments.application.empty() && arguments.status.empty() &&
         arguments.tier.empty() && arguments.client.empty() && arguments.reading.without.empty();
}

void judgeMalformed(Context& context, std::uint64_t malformed, std::uint64_t lines, double mostPercent) {
  const double percent =
      100.0 * static_cast<double>(malformed) / static_cast<double>(std::max<std::uint64_t>(lines, 1));
  if (percent <= mostPercent) return;
  context.fail(problem(std::to_string(malformed) + " of " + std::to_string(lines) +
                           " lines are malformed, more than --max-malformed allows",
                       "look at the lines that are listed, or give the right format"),
               kAnswerIsNo);
}

void summarise(Context& context, const TraceArguments& arguments, const std::vector<std::string>& logs,
               const trace::ReadOptions& options, const std::function<bool(const trace::Record&)>& selects) {
  const auto summary = trace::summarise(logs, options, selects);
  if (!summary) return failWork(context, summary.problems());
  Diagnostics unreadable;
  for (const trace::Counts& file : summary->files) {
    context.print(file.warnings);
    unreadable.insert(unreadable.end(), file.problems.begin(), file.problems.end());
  }
  context.streams.out << (arguments.json ? trace::toJson(*summary) + "\n" : trace::toText(*summary));
  judgeMalformed(context, summary->malformed, summary->lines, arguments.maxMalformed);
  if (!unreadable.empty()) failWork(context, unreadable);
}

void writeOut(Context& context, const TraceArguments& arguments, const std::vector<std::string>& logs,
              const trace::ReadOptions& options, const std::function<bool(const trace::Record&)>& selects) {
  const auto facts = exportLogs(context, logs, arguments.exported, options, selects);
  if (!facts) return;
  context.streams.out << (arguments.json ? trace::toJson(*facts) + "\n" : trace::toText(*facts));
  std::uint64_t lines = 0, malformed = 0;
  for (const trace::Counts& log : facts->logs) {
    lines += log.lines;
    malformed += log.malformed;
  }
  judgeMalformed(context, malformed, lines, arguments.maxMalformed);
}

void execute(Context& context, const TraceArguments& arguments) {
  if (!checkExport(context, arguments.exported)) return;
  const auto window = workload::parseWindow(arguments.from, arguments.to);
  if (!window) return context.fail(window.problems(), kWrongUsage);
  if (const auto formats = trace::lineFormats(arguments.reading.format); !formats)
    return context.fail(formats.problems(), kWrongUsage);
  const auto logs = trace::expandLogs(arguments.logs);
  if (!logs) return failWork(context, logs.problems());
  trace::ReadOptions options = readOptions(arguments.reading, arguments.threads);
  options.countUnreadable = arguments.exported.file.empty();
  options.progress = [&context](std::uint64_t, std::uint64_t) { return !context.interrupted(); };
  Selection selection(arguments, *window);
  std::function<bool(const trace::Record&)> selects;
  if (!selectsAll(arguments)) selects = [&](const trace::Record& record) { return selection.takes(record); };
  (arguments.exported.file.empty() ? summarise : writeOut)(context, arguments, *logs, options, selects);
}

}  // namespace

void addTrace(CLI::App& program, Context& context) {
  auto* command =
      program.add_subcommand("trace", "What is in some access logs: format, span, rates, applications, errors");
  auto arguments = std::make_shared<TraceArguments>();
  command
      ->add_option("LOG", arguments->logs, "Access logs, plain, .gz or .zst; folders, patterns, - for standard input")
      ->required();
  addLogOptions(*command, arguments->reading);
  command->add_option("--from", arguments->from, "Only requests from this time on: 2026-11-23T08:00 (UTC) or 08:00");
  command->add_option("--to", arguments->to, "Only requests before this time");
  command->add_option("--app", arguments->application, "Only requests whose first path segment is this, case ignored");
  command->add_option("--status", arguments->status, "Only these answers: 404, 5xx, or several with commas")
      ->check(statusList());
  command->add_option("--client", arguments->client, "Only requests of this client address, forwarded ones too");
  command->add_option("--tier", arguments->tier, "Only requests that this frontend of a proxy logged");
  command
      ->add_option("--max-malformed", arguments->maxMalformed,
                   "Exit with 1 when more percent of the lines are malformed")
      ->check(within(0.0, 100.0));
  command
      ->add_option("--threads", arguments->threads,
                   "Threads for large files (default: one for each processor); the figures do not depend on it")
      ->check(CLI::Range(1u, 64u));
  command->add_flag("--json", arguments->json, "Print the facts as JSON");
  addExportOptions(*command, arguments->exported);
  command->footer(
      "Example:\n"
      "  headroom trace u_ex261123.log\n"
      "  headroom trace logs/ --from 08:00 --to 12:00 --export morning.hrt");
  command->callback([&context, arguments] { execute(context, *arguments); });
}

}  // namespace headroom::cli
