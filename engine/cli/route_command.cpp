#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/cli/context.h"
#include "engine/network/network.h"

namespace headroom::cli {
namespace {

struct RouteArguments {
  std::string farm;
  std::string url;
  std::string from;
};

void printHop(std::ostream& out, std::size_t number, const network::Hop& hop) {
  out << number << ". " << printable(hop.at);
  if (hop.latency.ns() > 0) out << "  (+" << formatDuration(hop.latency) << ")";
  out << "\n   " << (hop.failed ? "FAILS: " : "") << printable(hop.what) << '\n';
  for (const std::string& detail : hop.details) out << "     " << printable(detail) << '\n';
}

void execute(Context& context, const RouteArguments& arguments) {
  const auto farm = loadFarm(context, arguments.farm);
  if (!farm) return;
  if (const auto nodes = farm::nodeNames(*farm);
      !arguments.from.empty() && std::find(nodes.begin(), nodes.end(), arguments.from) == nodes.end()) {
    const std::string near = nearest(arguments.from, nodes);
    context.fail(problem("the farm has no node '" + arguments.from + "'" +
                             (near.empty() ? "" : "; did you mean '" + near + "'?"),
                         "name one of " + joinWithAnd(nodes)),
                 kWrongUsage);
    return;
  }
  const network::Explanation explanation = network::explain(*farm, arguments.url, arguments.from);
  std::size_t number = 0;
  for (const network::Hop& hop : explanation.hops) printHop(context.streams.out, ++number, hop);
  if (explanation.reached) {
    context.streams.out << "Reaches " << printable(explanation.server) << ".\n";
  } else {
    context.streams.out << "Reaches no server that has the application.\n";
    context.exitCode = kAnswerIsNo;
  }
}

}  // namespace

void addRoute(CLI::App& program, Context& context) {
  auto* command =
      program.add_subcommand("route", "Explains one request hop by hop: rule, zone, balancer, server, links");
  auto arguments = std::make_shared<RouteArguments>();
  command->add_option("FARM", arguments->farm, "Farm file")->required();
  command->add_option("URL", arguments->url, "Absolute URL, or a path on the environment host name")->required();
  command->add_option("--from", arguments->from, "Node that sends it; default: the first users");
  command->footer(
      "Example:\n  headroom route my.farm /AppY/Home\n  headroom route my.farm http://intranet.farm.lan/AppY "
      "--from FE1");
  command->callback([&context, arguments] { execute(context, *arguments); });
}

}  // namespace headroom::cli
