#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "engine/cli/context.h"
#include "engine/trace/summary.h"

namespace headroom::cli {
namespace {

struct TraceArguments {
  std::vector<std::string> logs;
  bool json = false;
};

void execute(Context& context, const TraceArguments& arguments) {
  const auto summary = trace::summarise(arguments.logs, {});
  if (!summary) {
    context.fail(summary.problems(), kBadInput);
    return;
  }
  context.streams.out << (arguments.json ? trace::toJson(*summary) + "\n" : trace::toText(*summary));
}

}  // namespace

void addTrace(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand("trace", "What is in some access logs: format, span, rates, applications, errors");
  auto arguments = std::make_shared<TraceArguments>();
  command->add_option("LOG", arguments->logs, "Access logs, plain or .gz")->required();
  command->add_flag("--json", arguments->json, "Print the facts as JSON");
  command->footer("Example:\n  headroom trace u_ex261123.log");
  command->callback([&context, arguments] { execute(context, *arguments); });
}

}  // namespace headroom::cli
