#include "engine/routing/route/haproxy_rules.h"
#include "engine/routing/route/nginx_locations.h"
#include "tests/routing/golden_pool.h"

namespace headroom::routing {
namespace {

using nlohmann::json;

/// Empty when the decision is the recorded one.
std::string compare(const json& s, const RouteDecision& d) {
  const std::string recorded = s.at("chosen").is_null() ? "" : s.at("chosen").get<std::string>();
  const int status = s.value("status", 0);
  if (d.destination != recorded || d.status != status) {
    return "decided '" + d.destination + "' status " + std::to_string(d.status) + ", recorded '" + recorded +
           "' status " + std::to_string(status);
  }
  if (s.contains("forwarded") && s.at("forwarded") != d.forwarded) return "forwards '" + d.forwarded + "'";
  if (s.contains("location") && s.at("location") != d.location) return "redirects to '" + d.location + "'";
  return {};
}

template <class Table>
ReplayResult replaySteps(const GoldenFile& golden, const Result<Table>& table) {
  ReplayResult result;
  if (!table) {
    result.mismatch = "cannot make the table: " + format(table.problems().front());
    return result;
  }
  for (std::size_t i = 0; i < golden.steps.size(); ++i) {
    const json& s = golden.steps[i];
    ++result.decisions;
    std::string why = "unsupported step";
    if (s.at("op") == "route") {
      const std::string host = s.value("host", "h");
      const std::string target = s.value("target", "/");
      why = compare(s, table->decide(host, target));
    }
    if (why.empty()) continue;
    result.mismatch =
        "step " + std::to_string(i + 1) + " (line " + std::to_string(i + 2) + "): " + why + " in " + s.dump();
    break;
  }
  return result;
}

}  // namespace

ReplayResult replayRoutes(const GoldenFile& golden) {
  const json& options = golden.header.at("options");
  if (options.contains("rules")) {
    std::vector<HaproxyRule> rules;
    for (const json& r : options.at("rules")) rules.push_back({r.at("match"), r.at("to")});
    return replaySteps(golden, HaproxyRules::create(rules, options.value("default", "")));
  }
  if (options.contains("locations")) {
    std::vector<NginxLocation> locations;
    for (const json& l : options.at("locations")) locations.push_back({l.at("match"), l.at("to"), l.value("uri", "")});
    return replaySteps(golden, NginxLocations::create(locations));
  }
  if (options.contains("servers")) {
    std::vector<NginxServerNames::Server> servers;
    for (const json& s : options.at("servers")) {
      NginxServerNames::Server server;
      if (!s.at("name").is_null()) server.name = s.at("name").get<std::string>();
      server.destination = s.at("to");
      server.isDefault = s.value("default", false);
      servers.push_back(std::move(server));
    }
    return replaySteps(golden, NginxServerNames::create(servers));
  }
  ReplayResult result;
  result.mismatch = "unsupported kind of route case";
  return result;
}

}  // namespace headroom::routing
