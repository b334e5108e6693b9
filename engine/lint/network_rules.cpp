// NW01–NW05 and OP01: what the platform needs from the network and from its servers.
#include <algorithm>
#include <map>
#include <set>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/lint/context.h"

namespace headroom::lint {
namespace {

constexpr Duration kRoundTripWarning = Duration::milliseconds(2);
constexpr Duration kRoundTripError = Duration::milliseconds(10);
constexpr int kBrokerPort = 5672;

/// Servers that run an application of this database, in the farm's order.
std::vector<const farm::Server*> serversUsing(const Context& context, const farm::Database& database) {
  std::set<const farm::Server*> using_;
  for (const farm::Zone& zone : context.farm().zones) {
    const auto& applications = context.applicationsOf(zone);
    const bool uses = std::any_of(applications.begin(), applications.end(), [&](const farm::Application* application) {
      return farm::databaseOf(context.farm(), *application) == &database;
    });
    if (uses) using_.insert(context.members(zone).begin(), context.members(zone).end());
  }
  std::vector<const farm::Server*> ordered;
  for (const farm::Server& server : context.farm().servers) {
    if (using_.contains(&server)) ordered.push_back(&server);
  }
  return ordered;
}

void checkDatabase(Context& context, const farm::Database& database) {
  std::vector<std::string> cut;
  std::map<Duration, std::vector<std::string>, std::greater<>> far;  // by round trip, longest first
  for (const farm::Server* server : serversUsing(context, database)) {
    const auto path = context.network().path(server->name, database.name, database.port);
    if (!path) {
      cut.push_back(server->name);
    } else if (path->latency * 2 > kRoundTripWarning) {
      far[path->latency * 2].push_back(server->name);
    }
  }
  if (!cut.empty()) {
    context.add("NW01", subjectOf(database),
                "No way is open on port " + std::to_string(database.port) + " from " + serversText(cut) +
                    " to database " + database.name + ".",
                "Open port " + std::to_string(database.port) + " in the firewall between them.");
  }
  for (const auto& [roundTrip, servers] : far) {
    const bool grave = roundTrip > kRoundTripError;
    context.add("NW05", grave ? Severity::Error : Severity::Warning, subjectOf(database),
                "Each round trip from " + serversText(servers) + " to database " + database.name + " takes " +
                    formatDuration(roundTrip) + "; more than " +
                    formatDuration(grave ? kRoundTripError : kRoundTripWarning) +
                    " adds up over the many of one request.",
                "Put the servers and the database into one site.");
  }
}

/// Front ends that cannot reach the controller on any of the ports.
std::vector<std::string> cutFrom(const Context& context, const farm::Server& controller,
                                 const std::vector<int>& ports) {
  std::vector<std::string> cut;
  for (const farm::Server& server : context.farm().servers) {
    const auto open = [&](int port) { return context.network().path(server.name, controller.name, port).has_value(); };
    if (&server != &controller && std::none_of(ports.begin(), ports.end(), open)) cut.push_back(server.name);
  }
  return cut;
}

void checkController(Context& context, const farm::Server& controller) {
  if (const auto cut = cutFrom(context, controller, {12000, 12100}); !cut.empty()) {
    context.add("NW02", subjectOf(controller),
                "Neither port 12000 nor 12100 is open from " + serversText(cut) + " to the deployment controller on " +
                    controller.name + ".",
                "Open 12100 (12000 before 11.25) between them.");
  }
  if (context.farm().environment.cacheBrokers > 0) return;
  if (const auto cut = cutFrom(context, controller, {kBrokerPort}); !cut.empty()) {
    context.add("NW03", subjectOf(controller),
                "Port 5672 is not open from " + serversText(cut) + " to the cache broker on " + controller.name +
                    ": they go on with stale values.",
                "Open 5672 between them.");
  }
}

/// Whether only users stand in this segment, so that what comes from it comes from outside.
bool isOutside(const farm::Farm& farm, const std::string& segment) {
  if (segment.empty() || (farm.proxy && farm.proxy->segment == segment)) return false;
  const auto inside = [&segment](const auto& node) { return node.segment == segment; };
  return std::none_of(farm.servers.begin(), farm.servers.end(), inside) &&
         std::none_of(farm.databases.begin(), farm.databases.end(), inside) &&
         std::none_of(farm.zones.begin(), farm.zones.end(), [&segment](const farm::Zone& zone) {
           return zone.balancer && zone.balancer->segment == segment;
         });
}

/// Platform ports that the firewall in front of the users lets through to a node.
std::vector<std::string> leakingPorts(const Context& context, const std::string& users, const std::string& node,
                                      const std::vector<int>& ports) {
  std::vector<std::string> leaking;
  for (const int port : ports) {
    const auto path = context.network().path(users, node, port);
    // A network drawn without any firewall in front says nothing about what is closed.
    if (path && !path->links.empty() && context.farm().links[path->links.front()].firewall) {
      leaking.push_back(std::to_string(port));
    }
  }
  return leaking;
}

void checkExposure(Context& context) {
  const farm::Farm& farm = context.farm();
  std::set<std::string> seen;
  for (const farm::Users& users : farm.users) {
    if (!isOutside(farm, users.segment) || !seen.insert(users.segment).second) continue;
    for (const farm::Server* server : context.oneOfEachSegment(context.allServers())) {
      const auto ports =
          leakingPorts(context, users.name, server->name, {5672, 12000, 12001, 12002, 12100, 12101, 12102});
      if (ports.empty()) continue;
      context.add("NW04", subjectOf(*server),
                  "The firewall in front of segment " + users.segment + " lets platform port " + joinWithAnd(ports) +
                      " through to " + server->name + ".",
                  "Close these ports towards " + users.segment + ".");
    }
    for (const farm::Database& database : farm.databases) {
      if (leakingPorts(context, users.name, database.name, {database.port}).empty()) continue;
      context.add("NW04", subjectOf(database),
                  "The firewall in front of segment " + users.segment + " lets port " + std::to_string(database.port) +
                      " through to database " + database.name + ".",
                  "Close it towards " + users.segment + ".");
    }
  }
}

/// Applications that nobody asks for anything: no users, no callers, no client traffic. All they do is background work.
std::set<const farm::Application*> backgroundApplications(const Context& context) {
  std::set<std::string> asked;
  for (const farm::Reference& reference : context.farm().references) asked.insert(reference.producer);
  for (const farm::Users& users : context.farm().users) {
    for (const std::string& application : farm::applicationsOf(users)) asked.insert(application);
  }
  std::set<const farm::Application*> background;
  for (const farm::Application& application : context.farm().applications) {
    if (!application.clientTraffic && !asked.contains(application.name)) background.insert(&application);
  }
  return background;
}

void checkScheduler(Context& context, const farm::Zone& zone, const std::set<const farm::Application*>& background) {
  const auto& members = context.members(zone);
  const auto& applications = context.applicationsOf(zone);
  if (applications.empty() || members.empty()) return;
  if (std::any_of(members.begin(), members.end(), [](const farm::Server* server) { return server->scheduler; })) return;
  const auto& work = context.farm().background;
  const auto undone = std::find_if(work.begin(), work.end(), [&](const farm::Background& each) {
    const farm::Application* application = context.application(each.application);
    return application != nullptr && context.zone(application->zone) == &zone;
  });
  const auto idle = std::find_if(applications.begin(), applications.end(), [&](const farm::Application* application) {
    return background.contains(application);
  });
  const std::string cause = "Zone " + zone.name + " has no server with the scheduler role: ";
  if (undone != work.end()) {
    context.add("OP01", Severity::Error, subjectOf(zone),
                cause + "background work " + undone->name + " of " + undone->application + " is never done.",
                "Enable the scheduler on at least one of its servers.");
  } else if (idle != applications.end()) {
    context.add("OP01", Severity::Error, subjectOf(zone),
                cause + "application " + (*idle)->name + ", which nobody calls, never runs.",
                "Enable the scheduler on at least one of its servers.");
  } else {
    context.add("OP01", Severity::Info, subjectOf(zone),
                cause + "timers, processes and e-mails of its applications, if they have any, never run.",
                "Enable the scheduler on at least one of its servers, or keep such work out of the zone.");
  }
}

}  // namespace

void checkNetwork(Context& context) {
  const farm::Farm& farm = context.farm();
  for (const farm::Database& database : farm.databases) checkDatabase(context, database);
  for (const farm::Server& server : farm.servers) {
    if (server.controller) checkController(context, server);
  }
  checkExposure(context);
  const auto background = backgroundApplications(context);
  for (const farm::Zone& zone : farm.zones) checkScheduler(context, zone, background);
}

}  // namespace headroom::lint
