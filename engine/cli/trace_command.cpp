#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "engine/cli/study.h"
#include "engine/trace/summary.h"

namespace headroom::cli {
namespace {

struct TraceArguments {
  std::vector<std::string> logs;
  std::string stamps = "auto";
  bool json = false;
};

void execute(Context& context, const TraceArguments& arguments) {
  trace::ReadOptions options;
  options.stamps = stampMeaning(arguments.stamps);
  options.progress = [&context](std::uint64_t, std::uint64_t) { return !context.interrupted(); };
  const auto summary = trace::summarise(arguments.logs, options);
  if (!summary) return failWork(context, summary.problems());
  for (const trace::Counts& file : summary->files) context.print(file.warnings);
  context.streams.out << (arguments.json ? trace::toJson(*summary) + "\n" : trace::toText(*summary));
}

}  // namespace

void addTrace(CLI::App& program, Context& context) {
  auto* command =
      program.add_subcommand("trace", "What is in some access logs: format, span, rates, applications, errors");
  auto arguments = std::make_shared<TraceArguments>();
  command->add_option("LOG", arguments->logs, "Access logs, plain or .gz")->required();
  addStampsOption(*command, arguments->stamps);
  command->add_flag("--json", arguments->json, "Print the facts as JSON");
  command->footer("Example:\n  headroom trace u_ex261123.log");
  command->callback([&context, arguments] { execute(context, *arguments); });
}

}  // namespace headroom::cli
