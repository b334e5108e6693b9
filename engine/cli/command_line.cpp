#include "engine/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <ostream>

#include "engine/base/text.h"
#include "engine/base/version.h"
#include "engine/cli/context.h"

namespace headroom::cli {
namespace {

bool environmentSays(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool wantsColour(const std::string& when, const Streams& streams) {
  if (when == "always") return true;
  if (when == "never" || environmentSays("NO_COLOR")) return false;
  const char* terminal = std::getenv("TERM");
  return streams.outIsTerminal && !(terminal != nullptr && std::string(terminal) == "dumb");
}

std::vector<const CLI::App*> commandsOf(const CLI::App& program) {
  return program.get_subcommands([](const CLI::App*) { return true; });
}

const CLI::App* findCommand(const CLI::App& program, const std::vector<std::string>& args) {
  for (const CLI::App* command : commandsOf(program)) {
    if (!args.empty() && command->get_name() == args.front()) return command;
  }
  return nullptr;
}

/// The option or command that was probably meant.
std::string suggestionFor(const CLI::App& program, const std::vector<std::string>& args) {
  if (args.empty()) return {};
  const CLI::App* chosen = findCommand(program, args);
  if (chosen == nullptr) {
    std::vector<std::string> commands;
    for (const CLI::App* command : commandsOf(program)) commands.push_back(command->get_name());
    return args.front().starts_with("-") ? std::string() : nearest(args.front(), commands);
  }
  std::vector<std::string> known;
  for (const CLI::Option* option : chosen->get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  for (const std::string& arg : args) {
    const std::string name = arg.substr(0, arg.find('='));
    if (!name.starts_with("--") || std::find(known.begin(), known.end(), name) != known.end()) continue;
    if (const std::string found = nearest(name, known); !found.empty()) return found;
  }
  return {};
}

int reportUsage(const CLI::App& program, const CLI::ParseError& error, const std::vector<std::string>& args,
                Streams& streams) {
  const bool unknown = !args.empty() && !args.front().starts_with("-") && findCommand(program, args) == nullptr;
  streams.err << "error: "
              << (unknown ? "there is no command '" + printable(args.front()) + "'" : printable(error.what()));
  if (const std::string meant = suggestionFor(program, args); !meant.empty())
    streams.err << "; did you mean '" << meant << "'?";
  const bool knownCommand = findCommand(program, args) != nullptr;
  streams.err << "\nTry: headroom " << (knownCommand ? args.front() + " " : "") << "--help\n";
  return kWrongUsage;
}

}  // namespace

int run(const std::vector<std::string>& args, Streams& streams) {
  CLI::App program{"How much traffic a web farm takes, where it breaks, and what to change.", "headroom"};
  Context context{streams};
  std::string colour = "auto";
  program.set_version_flag("--version", "headroom " + std::string(version()));
  program.add_flag("-q,--quiet", context.quiet, "Print errors only, no warnings and no progress bar");
  program.add_option("--color", colour, "Colour: auto, always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}));
  program.require_subcommand(1);
  program.fallthrough();
  program.parse_complete_callback([&] { context.colour = wantsColour(colour, streams); });
  program.footer(
      "Example:\n"
      "  headroom new intranet-zone -o my.farm && headroom check my.farm && headroom run my.farm\n\n"
      "Exit codes: 0 fine; 1 the answer is no (lint errors, objective missed, overload);\n"
      "2 wrong usage; 3 bad input file; 4 failure while working; 130 stopped by Ctrl-C.");
  addNew(program, context);
  addCheck(program, context);
  addRoute(program, context);
  addRun(program, context);
  addReplay(program, context);
  addTrace(program, context);
  addCalibrate(program, context);
  addPlan(program, context);
  addReport(program, context);
  if (args.empty()) {
    streams.out << program.help();
    return kWrongUsage;
  }
  try {
    std::vector<std::string> reversed(args.rbegin(), args.rend());
    program.parse(reversed);
  } catch (const CLI::CallForHelp&) {
    const auto chosen = program.get_subcommands();
    streams.out << (chosen.empty() ? program.help() : chosen.front()->help("headroom"));
    return kFine;
  } catch (const CLI::CallForVersion& asked) {
    streams.out << asked.what() << '\n';
    return kFine;
  } catch (const CLI::ParseError& error) {
    return reportUsage(program, error, args, streams);
  }
  return context.exitCode;
}

}  // namespace headroom::cli
