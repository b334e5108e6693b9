#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <ostream>

#include "engine/base/text.h"
#include "engine/cli/context.h"
#include "engine/templates/templates.h"

namespace headroom::cli {
namespace {

struct NewArguments {
  std::string name;
  std::string output = "-";
  bool list = false;
  bool force = false;
};

void listTemplates(Context& context) {
  for (const auto& entry : templates::all()) {
    context.streams.out << entry.name << std::string(18 - std::min<std::size_t>(17, entry.name.size()), ' ')
                        << entry.summary << '\n';
  }
}

void execute(Context& context, const NewArguments& arguments) {
  if (arguments.list || arguments.name.empty()) {
    listTemplates(context);
    if (!arguments.list) context.exitCode = kWrongUsage;
    return;
  }
  const templates::Template* chosen = templates::find(arguments.name);
  if (chosen == nullptr) {
    std::vector<std::string> names;
    for (const auto& entry : templates::all()) names.push_back(entry.name);
    const std::string near = nearest(arguments.name, names);
    context.fail(problem("there is no template '" + arguments.name + "'" +
                             (near.empty() ? "" : "; did you mean '" + near + "'?"),
                         "choose one of " + joinWithAnd(names)),
                 kWrongUsage);
    return;
  }
  std::error_code ignored;
  if (arguments.output != "-" && !arguments.force && std::filesystem::exists(arguments.output, ignored)) {
    context.fail(problem("the file is there already", "choose another name, or add --force to replace it",
                         {arguments.output, 0, 0}),
                 kFailed);
    return;
  }
  deliver(context, arguments.output, chosen->text);
}

}  // namespace

void addNew(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand("new", "A farm from a template");
  auto arguments = std::make_shared<NewArguments>();
  command->add_option("TEMPLATE", arguments->name, "Name of the template; --list shows them");
  command->add_option("-o,--output", arguments->output, "File to write; - is standard output")->capture_default_str();
  command->add_flag("--list", arguments->list, "List the templates");
  command->add_flag("--force", arguments->force, "Replace an existing file");
  command->footer("Example:\n  headroom new intranet-zone -o my.farm");
  command->callback([&context, arguments] { execute(context, *arguments); });
}

}  // namespace headroom::cli
