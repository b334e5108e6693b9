// AD04–AD06 and AD13: whether those who use an address can resolve it and get through to it.
#include <algorithm>
#include <map>
#include <tuple>

#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "engine/lint/context.h"

namespace headroom::lint {
namespace {

using network::Endpoint;

/// Calls from one segment to one address and port, by everyone who makes them.
struct Use {
  std::string address;
  int port = 80;
  const farm::Server* caller = nullptr;
  const farm::Reference* reference = nullptr;  ///< The first of them.
  std::vector<std::string> callers;            ///< "AppX → AppY".
};

std::string placeOf(const farm::Server& server) {
  return server.segment.empty() ? "server " + server.name : "segment " + server.segment;
}

std::vector<Use> usesOf(const Context& context) {
  std::vector<Use> uses;
  std::map<std::tuple<std::string, int, std::string, std::string>, std::size_t> known;
  for (const farm::Reference& reference : context.farm().references) {
    const farm::Application* consumer = context.application(reference.consumer);
    const farm::Zone* home = consumer ? context.zone(consumer->zone) : nullptr;
    if (!isServerSide(reference) || home == nullptr || context.application(reference.producer) == nullptr) continue;
    const network::CallTarget target = network::callTarget(context.farm(), reference);
    if (reference.address.empty() && !addressProblem(target.address).empty()) continue;  // AD01
    for (const farm::Server* caller : context.oneOfEachSegment(context.members(*home))) {
      // Zone addresses are told once a segment, typed-in ones once a reference.
      const std::string typed = reference.address.empty() ? "" : reference.consumer + "\n" + reference.producer;
      const auto [use, added] =
          known.try_emplace({toLower(target.address), target.port, caller->segment, typed}, uses.size());
      if (added) uses.push_back(Use{target.address, target.port, caller, &reference, {}});
      uses[use->second].callers.push_back(reference.consumer + " → " + reference.producer);
    }
  }
  return uses;
}

Subject subjectOfUse(const Context& context, const Use& use) {
  if (!use.reference->address.empty()) return subjectOf(*use.reference, "address");
  const farm::Application* producer = context.application(use.reference->producer);
  return subjectOf(*context.zone(producer->zone), "address");
}

std::string waitOf(const Use& use) {
  return formatDuration(use.reference->timeout);
}

bool listens(const Context& context, const Endpoint& end, int port) {
  const farm::Zone* zone = end.kind == Endpoint::Kind::Balancer ? context.zone(end.zone) : nullptr;
  return zone == nullptr || network::listens(*zone, port);
}

void checkUse(Context& context, const Use& use) {
  const Endpoint end = context.network().resolve(use.address, use.caller->name);
  if (end.kind == Endpoint::Kind::Unknown) {
    context.add("AD04", subjectOfUse(context, use),
                "'" + printable(use.address) + "' does not resolve from " + placeOf(*use.caller) + ", where " +
                    someOf(use.callers) + " needs it: each call waits its full timeout of " + waitOf(use) + ".",
                "Add a DNS record for it that is visible from " + placeOf(*use.caller) + ".");
    return;
  }
  if (end.kind == Endpoint::Kind::Self) return;
  const std::string port = std::to_string(use.port);
  if (!context.network().path(use.caller->name, end.node, use.port)) {
    context.add("AD05", subjectOfUse(context, use),
                someOf(use.callers) + " cannot reach '" + use.address + "' from " + placeOf(*use.caller) + ": " +
                    blockedText(context, use.caller->name, end.node, use.port) +
                    ", so each call holds its worker for the full " + waitOf(use) + ".",
                "Open port " + port + " on the way from " + placeOf(*use.caller) +
                    ", or give the zone an address that can be reached.");
  } else if (!listens(context, end, use.port)) {
    context.add("AD05", subjectOfUse(context, use),
                someOf(use.callers) + " calls '" + use.address + "' on port " + port + ", where balancer '" + end.node +
                    "' does not listen.",
                "Let the balancer listen on " + port + " as well.");
  } else if (const farm::Zone* zone = context.zone(context.application(use.reference->producer)->zone)) {
    const std::string blocked = blockedBehind(context, end, *zone, use.port);
    if (blocked.empty()) return;
    context.add("AD05", subjectOfUse(context, use),
                someOf(use.callers) + " reaches '" + use.address + "' but no server behind it: " + blocked + ".",
                "Open the port on the way from there to the servers of zone " + zone->name + ".");
  }
}

/// The platform itself wants both ports of every zone address, whatever the applications use.
void checkPlatformPorts(Context& context, const farm::Zone& zone, const std::vector<const farm::Server*>& platform) {
  for (const farm::Server* server : platform) {
    const Endpoint end = context.network().resolve(zone.address, server->name);
    if (end.kind == Endpoint::Kind::Unknown || end.kind == Endpoint::Kind::Self) continue;
    std::vector<std::string> closed;
    for (const int port : {80, 443}) {
      if (!listens(context, end, port) || !context.network().path(server->name, end.node, port)) {
        closed.push_back(std::to_string(port));
      }
    }
    if (closed.empty()) continue;
    context.add("AD06", subjectOf(zone, "address"),
                "The platform on " + server->name + " does not get an answer from '" + zone.address + "' of zone " +
                    zone.name + " on port " + joinWithAnd(closed) + "; it needs 80 and 443.",
                "Listen on both ports and open them from " + placeOf(*server) + ".");
    return;
  }
}

std::vector<const farm::Server*> platformServers(const Context& context) {
  std::vector<const farm::Server*> controllers;
  for (const farm::Server& server : context.farm().servers) {
    if (server.controller) controllers.push_back(&server);
  }
  if (!controllers.empty()) return controllers;
  const farm::Zone* zone = context.defaultZone();
  return zone ? context.oneOfEachSegment(context.members(*zone)) : std::vector<const farm::Server*>{};
}

/// A browser sent to a zone address must get to the same place as through the environment host name.
void checkRedirect(Context& context, const farm::Reference& reference) {
  const farm::Application* consumer = context.application(reference.consumer);
  if (isServerSide(reference) || consumer == nullptr || !context.takesUserTraffic(*consumer)) return;
  const std::string address = network::callTarget(context.farm(), reference).address;
  if (address.empty()) return;
  std::string from;
  for (const farm::Users& users : context.farm().users) {
    if (users.application == consumer->name && from.empty()) from = users.name;
  }
  const Endpoint inside = context.network().resolve(address, from);
  const Endpoint outside = context.network().resolve(context.farm().environment.hostName, from);
  if (inside.kind == outside.kind && inside.node == outside.node && inside.kind != Endpoint::Kind::Unknown) return;
  context.add("AD13", subjectOf(reference),
              "Application " + reference.consumer + " redirects its users to " + reference.producer + " at '" +
                  address + "', an internal address instead of '" + context.farm().environment.hostName + "'.",
              "Link to the environment host name, or let the browser navigate instead of the server.");
}

}  // namespace

void checkReach(Context& context) {
  for (const Use& use : usesOf(context)) checkUse(context, use);
  const std::vector<const farm::Server*> platform = platformServers(context);
  for (const farm::Zone& zone : context.farm().zones) {
    if (addressProblem(zone.address).empty()) checkPlatformPorts(context, zone, platform);
  }
  for (const farm::Reference& reference : context.farm().references) checkRedirect(context, reference);
}

}  // namespace headroom::lint
