#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "engine/base/text.h"
#include "engine/cli/context.h"
#include "engine/lint/lint.h"

namespace headroom::cli {
namespace {

struct CheckArguments {
  std::string farm;
  bool json = false;
  bool explainRules = false;
};

void listRules(Context& context) {
  for (const lint::RuleInfo& rule : lint::rules()) {
    context.streams.out << rule.id << "  " << toString(rule.severity) << "  " << rule.checks << '\n';
  }
}

void summarise(Context& context, const std::vector<lint::Finding>& findings) {
  const auto count = [&](Severity severity) {
    return std::count_if(findings.begin(), findings.end(), [&](const auto& f) { return f.severity == severity; });
  };
  context.streams.out << count(Severity::Error) << " errors, " << count(Severity::Warning) << " warnings, "
                      << count(Severity::Info) << " notes from " << lint::rules().size() << " rules\n";
}

void execute(Context& context, const CheckArguments& arguments) {
  if (arguments.explainRules) return listRules(context);
  const auto farm = loadFarm(context, arguments.farm);
  if (!farm) return;
  const auto findings = lint::check(*farm);
  if (arguments.json) {
    context.streams.out << lint::toJson(findings) << '\n';
  } else {
    for (const lint::Finding& finding : findings) context.print({lint::toDiagnostic(finding, arguments.farm)});
    summarise(context, findings);
  }
  const bool broken =
      std::any_of(findings.begin(), findings.end(), [](const auto& f) { return f.severity == Severity::Error; });
  if (broken) context.exitCode = kAnswerIsNo;
}

}  // namespace

void addCheck(CLI::App& program, Context& context) {
  auto* command = program.add_subcommand("check", "Every lint finding of a farm: place, rule, cause and fix");
  auto arguments = std::make_shared<CheckArguments>();
  auto* farm = command->add_option("FARM", arguments->farm, "Farm file (.farm, .json or .pb)");
  command->add_flag("--json", arguments->json, "Print the findings as JSON");
  auto* rules = command->add_flag("--rules", arguments->explainRules, "List the rules instead");
  command->footer(
      "Example:\n  headroom check scenarios/intranet-zone/intranet-zone.farm\n\nExit code 1 when a finding is an "
      "error.");
  command->callback([&context, arguments, farm, rules] {
    if (farm->count() == 0 && rules->count() == 0) throw CLI::RequiredError("FARM");
    execute(context, *arguments);
  });
}

}  // namespace headroom::cli
