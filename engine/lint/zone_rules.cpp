// ZN01–ZN10: zones, their members and what is deployed to them.
#include <algorithm>
#include <set>
#include <tuple>

#include "engine/base/quantity.h"
#include "engine/lint/context.h"

namespace headroom::lint {
namespace {

std::vector<std::string> namesOf(const std::vector<const farm::Server*>& servers) {
  std::vector<std::string> names;
  for (const farm::Server* server : servers) names.push_back(server->name);
  return names;
}

void checkMembers(Context& context, const farm::Zone& zone) {
  const auto& members = context.members(zone);
  if (members.empty()) {
    context.add("ZN01", subjectOf(zone), "Zone " + zone.name + " has no server.",
                "List at least one server under it, or delete the zone.");
    return;
  }
  if (context.applicationsOf(zone).empty()) return;
  const bool serves = std::any_of(members.begin(), members.end(), [](const farm::Server* server) {
    return server->deployEnabled && server->inBalancer;
  });
  if (!serves) {
    context.add("ZN02", subjectOf(zone),
                "Zone " + zone.name + " carries applications, but none of " + serversText(namesOf(members)) +
                    " is both enabled for deployment and in the balancer.",
                "Enable deployment and balancing on at least one of them.");
  }
}

void checkApplications(Context& context) {
  for (const farm::Application& application : context.farm().applications) {
    if (context.zone(application.zone) == nullptr) {
      context.add("ZN03", subjectOf(application, "zone"),
                  application.zone.empty() ? "Application " + application.name + " is in no zone."
                                           : "Application " + application.name + " is in zone '" + application.zone +
                                                 "', which does not exist.",
                  "Put it into exactly one of the farm's zones.");
    }
    for (const farm::Module& module : application.modules) {
      if (module.zoneOverride.empty() || module.zoneOverride == application.zone) continue;
      context.add("ZN04", Subject{"module " + module.name, spotOf(module.origin, "zone_override")},
                  "Module " + module.name + " is in zone " + module.zoneOverride + " while its application " +
                      application.name + " is in zone " + application.zone +
                      "; zones of single modules are deprecated since 11.8.",
                  "Move the module into an application of zone " + module.zoneOverride + ", or drop the override.");
    }
  }
}

void checkDefault(Context& context) {
  const farm::Farm& farm = context.farm();
  std::vector<std::string> marked;
  for (const farm::Zone& zone : farm.zones) {
    if (zone.isDefault) marked.push_back(zone.name);
  }
  if (farm.zones.size() > 1 && marked.size() != 1) {
    const farm::Zone* second = nullptr;
    for (const farm::Zone& zone : farm.zones) {
      if (zone.isDefault && zone.name != marked.front()) second = &zone;
    }
    const Subject subject =
        second ? subjectOf(*second, "is_default") : Subject{"farm " + farm.name, spotOf(farm.origin)};
    context.add("ZN05", subject,
                marked.empty() ? "No zone is marked as the default for new modules."
                               : "Zones " + someOf(marked) + " are all marked as default.",
                "Mark exactly one zone with is_default: true, usually the one with all servers.");
  }
  const farm::Zone* zone = context.defaultZone();
  if (zone == nullptr || zone->includesAllServers || context.members(*zone).empty()) return;
  std::set<std::string> listed;
  for (const farm::ZoneMember& member : zone->members) listed.insert(member.server);
  std::vector<std::string> missing;
  for (const farm::Server& server : farm.servers) {
    if (!isStandaloneController(server) && !listed.contains(server.name)) missing.push_back(server.name);
  }
  if (missing.empty()) return;
  context.add("ZN06", subjectOf(*zone),
              "Default zone " + zone->name + " leaves out " + serversText(missing) +
                  ", where the System Components must be deployed as well.",
              "Add " + someOf(missing) + " to zone " + zone->name + ", or make a zone with all servers the default.");
}

void checkIncludesAll(Context& context, const farm::Zone& zone) {
  if (!zone.includesAllServers || zone.members.empty()) return;
  std::set<std::string> listed;
  for (const farm::ZoneMember& member : zone.members) listed.insert(member.server);
  std::vector<std::string> missing;
  for (const farm::Server& server : context.farm().servers) {
    if (!isStandaloneController(server) && !listed.contains(server.name)) missing.push_back(server.name);
  }
  if (missing.empty()) return;  // a full list only sets weights
  context.add("ZN07", subjectOf(zone, "includes_all_servers"),
              "Zone " + zone.name + " includes all servers, yet its own list leaves out " + someOf(missing) + ".",
              "Drop the list, or set includes_all_servers: false if only the listed servers are meant.");
}

void checkIdleServers(Context& context) {
  std::set<std::string> used;
  for (const farm::Zone& zone : context.farm().zones) {
    if (context.applicationsOf(zone).empty()) continue;
    for (const farm::Server* server : context.members(zone)) used.insert(server->name);
  }
  for (const farm::Server& server : context.farm().servers) {
    if (used.contains(server.name) || isStandaloneController(server)) continue;
    context.add("ZN08", subjectOf(server), "Server " + server.name + " is in no zone that carries an application.",
                "Add it to a zone that needs capacity, or remove it.");
  }
}

std::string sizeOf(const farm::Server& server) {
  std::string text = std::to_string(server.cores) + " cores";
  if (server.speed != 1.0) text += " of speed " + formatNumber(server.speed);
  if (server.memoryBytes > 0) text += ", " + formatBytes(server.memoryBytes);
  return text;
}

void checkEqualServers(Context& context, const farm::Zone& zone) {
  if (context.applicationsOf(zone).empty()) return;
  const auto& members = context.members(zone);
  if (members.empty()) return;
  const farm::Server& first = *members.front();
  for (const farm::Server* server : members) {
    const bool memoryDiffers =
        server->memoryBytes > 0 && first.memoryBytes > 0 && server->memoryBytes != first.memoryBytes;
    if (server->cores == first.cores && server->speed == first.speed && !memoryDiffers) continue;
    context.add("ZN10", subjectOf(zone),
                "Zone " + zone.name + " mixes unequal servers: " + first.name + " has " + sizeOf(first) + ", " +
                    server->name + " has " + sizeOf(*server) + ".",
                "Use identical servers, or give each member a weight in proportion to its cores.");
    return;
  }
}

}  // namespace

void checkZones(Context& context) {
  for (const farm::Zone& zone : context.farm().zones) {
    checkMembers(context, zone);
    checkIncludesAll(context, zone);
    checkEqualServers(context, zone);
  }
  checkApplications(context);
  checkDefault(context);
  checkIdleServers(context);
}

}  // namespace headroom::lint
