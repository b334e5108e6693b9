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
  network::Asker asker;
  std::vector<std::string> headers;
};

/// Headers as people write them, "Name: value".
bool readHeaders(Context& context, RouteArguments& arguments) {
  for (const std::string& header : arguments.headers) {
    const std::size_t colon = header.find(':');
    const std::string name(trim(std::string_view(header).substr(0, colon)));
    if (colon == std::string::npos || name.empty()) {
      context.fail(problem("'" + header + "' is no header", "write it as 'Name: value'"), kWrongUsage);
      return false;
    }
    arguments.asker.headers.emplace_back(name, trim(std::string_view(header).substr(colon + 1)));
  }
  return true;
}

void printHop(std::ostream& out, std::size_t number, const network::Hop& hop) {
  out << number << ". " << printable(hop.at);
  if (hop.latency.ns() > 0) out << "  (+" << formatDuration(hop.latency) << ")";
  out << "\n   " << (hop.failed ? "FAILS: " : "") << printable(hop.what) << '\n';
  for (const std::string& detail : hop.details) out << "     " << printable(detail) << '\n';
}

void execute(Context& context, RouteArguments& arguments) {
  if (!readHeaders(context, arguments)) return;
  if (!network::isIpAddress(arguments.asker.client)) {
    context.fail(
        problem("'" + arguments.asker.client + "' is no IP address", "write one as 203.0.113.7 or 2001:db8::7"),
        kWrongUsage);
    return;
  }
  const auto farm = loadFarm(context, arguments.farm);
  if (!farm) return;
  if (const auto nodes = farm::nodeNames(*farm);
      !arguments.asker.from.empty() && std::find(nodes.begin(), nodes.end(), arguments.asker.from) == nodes.end()) {
    const std::string near = nearest(arguments.asker.from, nodes);
    context.fail(problem("the farm has no node '" + arguments.asker.from + "'" +
                             (near.empty() ? "" : "; did you mean '" + near + "'?"),
                         "name one of " + joinWithAnd(nodes)),
                 kWrongUsage);
    return;
  }
  const network::Explanation explanation = network::explain(*farm, arguments.url, arguments.asker);
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
  command->add_option("--from", arguments->asker.from, "Node that sends it; default: the first users");
  command->add_option("--client", arguments->asker.client, "Client address that hashes and tables see")
      ->capture_default_str();
  command->add_option("--header", arguments->headers, "Header of the request, 'Name: value'; cookies as 'Cookie: a=b'")
      ->allow_extra_args(false);
  command->footer(
      "Example:\n  headroom route my.farm /AppY/Home\n  headroom route my.farm http://intranet.farm.lan/AppY "
      "--from FE1\n  headroom route my.farm '/AppX?user=7' --client 203.0.113.7 --header 'Cookie: SERVERID=FE2'");
  command->callback([&context, arguments] { execute(context, *arguments); });
}

}  // namespace headroom::cli
