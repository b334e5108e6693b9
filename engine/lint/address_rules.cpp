// AD01–AD03, AD07–AD12 and HA07: what a zone's address is and what stands behind it.
#include <algorithm>
#include <map>
#include <set>

#include "engine/base/text.h"
#include "engine/lint/context.h"

namespace headroom::lint {
namespace {

using network::Endpoint;

/// The name the certificate text covers: exact, or one label for a leading "*.".
bool covers(const std::string& certificate, const std::string& address) {
  if (!certificate.starts_with("*.")) return equalIgnoringCase(certificate, address);
  const std::size_t dot = address.find('.');
  return dot != std::string::npos && dot > 0 && equalIgnoringCase(certificate.substr(1), address.substr(dot));
}

bool hasCritical(const Context& context, const farm::Zone& zone) {
  const auto& applications = context.applicationsOf(zone);
  return std::any_of(applications.begin(), applications.end(), [](const auto* a) { return a->critical; });
}

/// Where the address leads for the farm's servers: the first answer that is known, segment by segment.
Endpoint behind(const Context& context, const std::string& address) {
  for (const farm::Server* server : context.oneOfEachSegment(context.allServers())) {
    const Endpoint end = context.network().resolve(address, server->name);
    if (end.kind != Endpoint::Kind::Unknown) return end;
  }
  return {};
}

/// Of what may be reached by its name alone.
void checkOptional(Context& context, const Subject& subject, const std::string& address) {
  if (address.empty()) return;
  const std::string wrong = addressProblem(address);
  if (wrong.empty()) return;
  context.add("AD01", subject, "The address '" + printable(address) + "' of " + subject.object + " " + wrong + ".",
              "Give a host name or IP alone, without scheme, port or path.");
}

void checkMachines(Context& context, const farm::Farm& farm) {
  for (const farm::Server& server : farm.servers) checkOptional(context, subjectOf(server, "address"), server.address);
  for (const farm::Database& database : farm.databases) {
    checkOptional(context, subjectOf(database, "address"), database.address);
  }
  if (farm.proxy) checkOptional(context, subjectOf(*farm.proxy, "address"), farm.proxy->address);
}

void checkText(Context& context, const farm::Zone& zone) {
  const std::string wrong = addressProblem(zone.address);
  if (!wrong.empty()) {
    context.add("AD01", subjectOf(zone, "address"),
                zone.address.empty()
                    ? "Zone " + zone.name + " has no address."
                    : "The address '" + printable(zone.address) + "' of zone " + zone.name + " " + wrong + ".",
                "Give the host name or IP of the device in front of the zone alone, without scheme, port or path.");
  }
  if (context.farm().servers.size() > 1 && !zone.address.empty() &&
      context.network().resolve(zone.address, context.farm().servers.front().name).kind == Endpoint::Kind::Self) {
    context.add("AD12", subjectOf(zone, "address"),
                "The address '" + zone.address + "' of zone " + zone.name +
                    " means each calling server itself, in a farm of " + std::to_string(context.farm().servers.size()) +
                    " servers.",
                "Use the name of the zone's balancer.");
  }
  const auto& names = zone.certificateNames;
  if (zone.httpsInternal && !names.empty() &&
      std::none_of(names.begin(), names.end(), [&](const auto& name) { return covers(name, zone.address); })) {
    context.add("AD10", subjectOf(zone, "address"),
                "Zone " + zone.name + " is called over HTTPS at '" + zone.address + "', which its certificate for " +
                    someOf(names) + " does not cover.",
                "Use an address the certificate covers, or a certificate with this name.");
  }
}

void checkSingleServer(Context& context, const farm::Zone& zone) {
  if (context.members(zone).size() < 2) return;
  const Endpoint end = behind(context, zone.address);
  if (end.kind != Endpoint::Kind::Server) return;
  const bool critical = hasCritical(context, zone);
  context.add("AD02", critical ? Severity::Error : Severity::Warning, subjectOf(zone, "address"),
              "The address '" + zone.address + "' of zone " + zone.name + " is server " + end.node +
                  " alone, though the zone has " + std::to_string(context.members(zone).size()) + " servers" +
                  (critical ? " and carries a critical application." : "."),
              "Set the address to the balancer of zone " + zone.name + ".");
}

void checkTargets(Context& context, const farm::Zone& zone) {
  const Endpoint end = behind(context, zone.address);
  const farm::Zone* device = end.kind == Endpoint::Kind::Balancer ? context.zone(end.zone) : &zone;
  if (device == nullptr) return;
  if (device != &zone && equalIgnoringCase(device->address, zone.address)) return;  // AD09's case
  std::set<std::string> sends;
  for (const farm::ZoneMember& target : context.targets(*device)) sends.insert(target.server);
  std::vector<std::string> missing;
  for (const farm::Server* server : context.members(zone)) {
    if (sends.erase(server->name) == 0 && !isStandaloneController(*server)) missing.push_back(server->name);
  }
  const std::vector<std::string> extra(sends.begin(), sends.end());
  const Subject subject = balancerOf(*device, "target");
  const std::string name = farm::balancerName(*device);
  if (!extra.empty()) {
    context.add("AD03", Severity::Error, subject,
                "Balancer '" + name + "' sends requests for zone " + zone.name + " to " + serversText(extra) +
                    ", which the zone does not have.",
                "Take " + someOf(extra) + " out of the balancer, or add it to zone " + zone.name + ".");
  }
  if (!missing.empty() && missing.size() < context.members(zone).size()) {
    context.add("AD03", Severity::Warning, subject,
                "Balancer '" + name + "' sends nothing to " + serversText(missing) + " of zone " + zone.name + ".",
                "Add " + someOf(missing) + " to the balancer, or take it out of the zone.");
  }
}

/// Whether requests to this device leave the segment of the zone's servers.
bool leavesSegment(const Context& context, const farm::Zone& zone, const std::string& proxy) {
  const std::string there = context.network().segmentOf(proxy);
  const auto& members = context.members(zone);
  return !there.empty() && std::any_of(members.begin(), members.end(), [&](const farm::Server* server) {
    return !server->segment.empty() && server->segment != there;
  });
}

void checkLoop(Context& context, const farm::Zone& zone) {
  const farm::Farm& farm = context.farm();
  if (farm.zones.size() < 2 || !farm.proxy) return;
  const Endpoint end = behind(context, zone.address);
  if (end.kind != Endpoint::Kind::Proxy) return;
  const bool sameName = equalIgnoringCase(zone.address, farm.environment.hostName);
  const std::string fix = "Set the address to the balancer of zone " + zone.name + ".";
  context.add("AD07", subjectOf(zone, "address"),
              "The address '" + zone.address + "' of zone " + zone.name +
                  (sameName ? " is the environment host name" : " leads to the main proxy") +
                  ", so server-side calls loop out through proxy '" + end.node + "' and back.",
              fix);
  if (!sameName || leavesSegment(context, zone, end.node)) {
    context.add("AD08", subjectOf(zone, "address"),
                "The address '" + zone.address + "' of zone " + zone.name + " resolves to the public side of proxy '" +
                    end.node + "'" +
                    (sameName ? ", outside the segment of the zone's servers."
                              : " under another name than the environment host name."),
                fix);
  }
  const auto& references = farm.references;
  const bool called = std::any_of(references.begin(), references.end(), [&](const farm::Reference& reference) {
    const farm::Application* producer = context.application(reference.producer);
    return isServerSide(reference) && reference.address.empty() && producer && producer->zone == zone.name;
  });
  const auto& applications = farm.applications;
  const bool serves = std::any_of(applications.begin(), applications.end(), [&](const farm::Application& application) {
    return context.takesUserTraffic(application);
  });
  if (called && serves) {
    context.add("HA07", subjectOf(zone, "address"),
                "Server-side calls into zone " + zone.name + " depend on proxy '" + end.node +
                    "', which also serves the users: one failure or overload stops both.",
                fix);
  }
}

std::set<std::string> memberNames(const Context& context, const farm::Zone& zone) {
  std::set<std::string> names;
  for (const farm::Server* server : context.members(zone)) names.insert(server->name);
  return names;
}

void checkShared(Context& context) {
  const farm::Farm& farm = context.farm();
  std::map<std::string, const farm::Zone*> first;
  for (const farm::Zone& zone : farm.zones) {
    if (zone.address.empty()) continue;
    const auto [known, added] = first.try_emplace(toLower(zone.address), &zone);
    if (added) continue;
    const farm::Zone& other = *known->second;
    // Rules by path separate zones only in the main proxy.
    const bool byPath = behind(context, zone.address).kind == Endpoint::Kind::Proxy && farm.proxy &&
                        farm.proxy->layer == farm::Layer::L7;
    if (byPath || memberNames(context, zone) == memberNames(context, other)) continue;
    context.add("AD09", subjectOf(zone, "address"),
                "Zones " + other.name + " and " + zone.name + " have different servers but share the address '" +
                    zone.address + "'.",
                "Give zone " + zone.name + " an address of its own.");
  }
}

void checkController(Context& context) {
  const farm::Zone* zone = context.defaultZone();
  if (zone == nullptr || zone->httpsInternal) return;
  for (const farm::Server& server : context.farm().servers) {
    if (!isStandaloneController(server)) continue;
    context.add("AD11", subjectOf(*zone, "https_internal"),
                "Server " + server.name + " is a controller without user traffic, but zone " + zone->name +
                    ", which holds Service Center, does not use HTTPS for internal communications.",
                "Set https_internal: true on zone " + zone->name + " and put its address on the certificate.");
    return;
  }
}

}  // namespace

void checkAddresses(Context& context) {
  checkMachines(context, context.farm());
  for (const farm::Zone& zone : context.farm().zones) {
    checkText(context, zone);
    checkSingleServer(context, zone);
    checkTargets(context, zone);
    checkLoop(context, zone);
  }
  checkShared(context);
  checkController(context);
}

}  // namespace headroom::lint
