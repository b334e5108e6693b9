// RT01–RT08, RT12, RT13: the rules of the main proxy.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/base/text.h"
#include "engine/lint/context.h"
#include "engine/routing/route_table.h"

namespace headroom::lint {
namespace {

using network::Endpoint;

std::string ruleText(const farm::Route& route) {
  return "'" + route.host + route.path + "'";
}

Subject subjectOfRoute(const farm::Route& route) {
  return {"route " + route.host + route.path, spotOf(route.origin)};
}

/// How a request for a path gets its zone, in words.
std::string answerText(const Context& context, const balancing::RouteDecision& answer) {
  if (answer.rule) {
    return "rule " + ruleText(context.farm().proxy->routes[*answer.rule]) + " sends it to zone " + answer.zone;
  }
  return answer.zone.empty() ? "no rule matches and it is answered 404" : "it falls to the default zone " + answer.zone;
}

balancing::RouteDecision answerFor(const Context& context, const std::string& path) {
  const std::string& host = context.farm().environment.hostName;
  balancing::RouteDecision decision = context.router()->decide(host, path);
  // The browser follows a redirect, as nginx has it for a path without its final slash.
  if (decision.status == 301) decision = context.router()->decide(host, routing::pathOfTarget(decision.location));
  return decision;
}

std::string lowerPath(std::string path) {
  path = toLower(path);
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

/// Whether `path` is `prefix` or lies under it.
bool isUnder(const std::string& path, const std::string& prefix) {
  const std::string a = lowerPath(path);
  const std::string b = lowerPath(prefix);
  return b == "/" || (a.starts_with(b) && (a.size() == b.size() || a[b.size()] == '/'));
}

/// RT01 for an application's first module, RT02 for the others.
void checkApplication(Context& context, const farm::Application& application) {
  const std::vector<farm::Module> modules = farm::modulesOf(application);
  std::vector<std::string> lost;
  for (std::size_t i = 0; i < modules.size(); ++i) {
    const std::string zone = network::zoneOf(application, modules[i]);
    const balancing::RouteDecision answer = answerFor(context, modules[i].path);
    if (answer.zone == zone || context.zone(zone) == nullptr) continue;
    const std::string fix = "Add the rule " + modules[i].path + " → " + zone + " to the proxy.";
    if (i == 0) {
      context.add("RT01", subjectOf(application),
                  "Users ask for " + modules[i].path + " of application " + application.name + " in zone " + zone +
                      ", but " + answerText(context, answer) + ".",
                  fix);
    } else {
      context.add("RT02", Subject{"module " + modules[i].name, spotOf(modules[i].origin)},
                  "Module " + modules[i].name + " of application " + application.name + " is in zone " + zone +
                      ", but for " + modules[i].path + " " + answerText(context, answer) + ".",
                  fix);
    }
  }
}

/// What an application shows its users may come from modules of others: themes, login, widgets, targets of redirects.
void checkReferenced(Context& context, const farm::Reference& reference) {
  using Kind = farm::ReferenceKind;
  if (reference.kind != Kind::Resource && reference.kind != Kind::Redirect) return;
  const farm::Application* consumer = context.application(reference.consumer);
  const farm::Application* producer = context.application(reference.producer);
  if (!consumer || !producer || !context.takesUserTraffic(*consumer) || context.takesUserTraffic(*producer)) return;
  for (const farm::Module& module : farm::modulesOf(*producer)) {
    const std::string zone = network::zoneOf(*producer, module);
    const balancing::RouteDecision answer = answerFor(context, module.path);
    if (answer.zone == zone || context.zone(zone) == nullptr) continue;
    context.add("RT03", subjectOf(reference),
                "Browsers of " + consumer->name + " need " + module.path + " of " + producer->name + " in zone " +
                    zone + ", but " + answerText(context, answer) + ".",
                "Add the rule " + module.path + " → " + zone + " to the proxy.");
  }
}

void checkSwallowed(Context& context, const farm::Application& application) {
  for (const farm::Module& module : farm::modulesOf(application)) {
    const balancing::RouteDecision answer = answerFor(context, module.path);
    const std::string zone = network::zoneOf(application, module);
    if (!answer.rule || answer.zone == zone || context.zone(zone) == nullptr) continue;
    const farm::Route& route = context.farm().proxy->routes[*answer.rule];
    const bool prefix =
        route.match == farm::Route::Match::PlainPrefix || route.match == farm::Route::Match::FinalPrefix;
    if (!prefix || isUnder(module.path, route.path)) continue;
    const bool byOrder = context.farm().proxy->product == farm::Product::Haproxy;
    context.add("RT05", subjectOfRoute(route),
                "Rule " + ruleText(route) + " matches the start of " + module.path + " and sends application " +
                    application.name + " to zone " + route.zone + " instead of " + zone + ".",
                "Match whole path segments, or add a " + (byOrder ? "rule before it: " : std::string("longer rule ")) +
                    module.path + " → " + zone + ".");
  }
}

bool isManagementPath(const std::string& path) {
  const std::string lower = lowerPath(path);
  for (const char* known : {"/servicecenter", "/lifetime", "/lifetimesdk", "/lifetimecore", "/performancemonitor",
                            "/server.api", "/server.identity"}) {
    if (isUnder(lower, known)) return true;
  }
  return false;
}

bool isExpression(const farm::Route& route) {
  return route.match == farm::Route::Match::Regex || route.match == farm::Route::Match::RegexIgnoreCase;
}

/// Whether every request that `later` takes is taken by `earlier`, which HAProxy looks at first.
bool covers(const farm::Route& earlier, const farm::Route& later) {
  using Match = farm::Route::Match;
  if (isExpression(earlier) || isExpression(later)) return false;
  if (!earlier.host.empty() && !equalIgnoringCase(earlier.host, later.host)) return false;
  if (earlier.match == Match::PlainPrefix || earlier.match == Match::FinalPrefix) {
    return later.path.starts_with(earlier.path);
  }
  if (earlier.match == Match::Exact) return later.match == Match::Exact && later.path == earlier.path;
  const bool prefix = later.match == Match::PlainPrefix || later.match == Match::FinalPrefix;
  // A prefix at the very border of segments takes more than the segments do.
  if (prefix && later.path.size() <= earlier.path.size()) return earlier.path == "/";
  std::string own = earlier.path;
  while (own.size() > 1 && own.back() == '/') own.pop_back();
  return own == "/" ||
         (later.path.starts_with(own) && (later.path.size() == own.size() || later.path[own.size()] == '/'));
}

void checkShadowed(Context& context, const farm::ReverseProxy& proxy) {
  if (proxy.product != farm::Product::Haproxy) return;
  for (std::size_t i = 0; i < proxy.routes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (proxy.routes[j].zone == proxy.routes[i].zone || !covers(proxy.routes[j], proxy.routes[i])) continue;
      context.add("RT06", subjectOfRoute(proxy.routes[i]),
                  "Rule " + ruleText(proxy.routes[i]) + " → " + proxy.routes[i].zone +
                      " is never reached: HAProxy takes the earlier rule " + ruleText(proxy.routes[j]) + " → " +
                      proxy.routes[j].zone + ".",
                  "Put it before that rule.");
      break;
    }
  }
}

bool leadsAnywhere(const Context& context, const farm::Route& route) {
  if (isExpression(route)) return true;           // such rules are for kinds of files too
  if (isManagementPath(route.path)) return true;  // System Components; RT08 looks at them
  for (const farm::Application& application : context.farm().applications) {
    for (const farm::Module& module : farm::modulesOf(application)) {
      if (network::zoneOf(application, module) != route.zone) continue;
      const bool plain =
          route.match == farm::Route::Match::PlainPrefix && lowerPath(module.path).starts_with(lowerPath(route.path));
      if (plain || isUnder(module.path, route.path) || isUnder(route.path, module.path)) return true;
    }
  }
  return false;
}

void checkRoutes(Context& context, const farm::ReverseProxy& proxy) {
  std::map<std::tuple<std::string, std::string, farm::Route::Match>, const farm::Route*> seen;
  const bool byCase = proxy.product == farm::Product::Haproxy || proxy.product == farm::Product::Nginx ||
                      proxy.product == farm::Product::IngressNginx;
  checkShadowed(context, proxy);
  for (const farm::Route& route : proxy.routes) {
    const std::string path = byCase ? route.path : lowerPath(route.path);
    const auto [first, added] = seen.try_emplace({toLower(route.host), path, route.match}, &route);
    if (!added && proxy.product == farm::Product::Haproxy && first->second->zone != route.zone) continue;  // told above
    if (!added) {
      context.add("RT06", subjectOfRoute(route),
                  "Rule " + ruleText(route) + " → " + route.zone +
                      " is never reached: an earlier rule for the same path leads to zone " + first->second->zone + ".",
                  "Delete one of the two.");
    } else if (!leadsAnywhere(context, route)) {
      context.add("RT06", subjectOfRoute(route),
                  "Rule " + ruleText(route) + " leads to zone " + route.zone + ", which has no module under that path.",
                  "Delete the rule, or send it to the zone that has the module.");
    }
    if (isManagementPath(route.path)) {
      context.add("RT08", subjectOfRoute(route),
                  "Rule " + ruleText(route) + " lets users reach the management console through the proxy.",
                  "Delete the rule, and reach the consoles from the internal network only.");
    }
  }
}

void checkInternalOnly(Context& context, const farm::Application& application) {
  if (!application.internalOnly) return;
  for (const farm::Module& module : farm::modulesOf(application)) {
    const balancing::RouteDecision answer = answerFor(context, module.path);
    if (answer.zone.empty() || answer.zone != network::zoneOf(application, module)) continue;
    context.add("RT07", subjectOf(application, "internal_only"),
                "Application " + application.name + " is internal only, but users get to it at " + module.path + ": " +
                    answerText(context, answer) + ".",
                "Take the path out of the proxy's rules and out of its default zone.");
    return;
  }
}

const farm::Zone* zoneAskedFor(const Context& context, const farm::Users& users) {
  const farm::Application* application = context.application(users.application);
  return application ? context.zone(application->zone) : nullptr;
}

/// RT04: every group of users gets through to what the environment host name leads to.
void checkEntry(Context& context, const farm::Users& users) {
  const farm::Farm& farm = context.farm();
  const std::string& host = farm.environment.hostName;
  const int port = network::userPort(farm);
  const Endpoint end = context.network().resolve(host, users.name);
  std::string cause;
  if (host.empty()) {
    context.add("RT04", Severity::Warning, Subject{"environment", spotOf(farm.environment.origin)},
                "The environment has no host name; users " + users.name + " are taken to know the way in.",
                "Give the environment the public host name, as host_name.");
    return;
  }
  if (end.kind == Endpoint::Kind::Unknown || end.kind == Endpoint::Kind::Self || end.kind == Endpoint::Kind::Database) {
    cause = "'" + host + "' leads to nothing that serves them";
  } else if (!context.network().path(users.name, end.node, port)) {
    cause = blockedText(context, users.name, end.node, port);
  } else if (const farm::Zone* zone = zoneAskedFor(context, users)) {
    cause = blockedBehind(context, end, *zone, port);
  }
  if (cause.empty()) return;
  context.add("RT04", subjectOf(users),
              "Users " + users.name + " cannot reach application " + users.application + ": " + cause + ".",
              "Open the port on the way, and let the environment host name lead to the proxy.");
}

void checkProxyNeeded(Context& context) {
  const farm::Farm& farm = context.farm();
  std::vector<std::string> zones;
  for (const farm::Zone& zone : farm.zones) {
    const auto& applications = context.applicationsOf(zone);
    const bool serves = std::any_of(applications.begin(), applications.end(),
                                    [&](const auto* a) { return context.takesUserTraffic(*a); });
    if (serves) zones.push_back(zone.name);
  }
  if (zones.size() < 2 || (farm.proxy && farm.proxy->layer == farm::Layer::L7)) return;
  const Subject subject =
      farm.proxy ? subjectOf(*farm.proxy, "layer") : Subject{"farm " + farm.name, spotOf(farm.origin)};
  context.add("RT13", subject,
              "Users go to zones " + someOf(zones) + ", but " +
                  (farm.proxy ? "proxy " + farm.proxy->name + " works at layer 4 and cannot tell their paths apart."
                              : "there is no reverse proxy to send each path to its zone."),
              "Put a layer-7 reverse proxy with a rule for each application in front.");
}

void checkPorts(Context& context, const farm::Zone& zone) {
  if (!zone.balancer) return;
  std::vector<std::string> odd;
  for (const int port : zone.balancer->ports) {
    if (port != 80 && port != 443) odd.push_back(std::to_string(port));
  }
  if (odd.empty()) return;
  context.add("RT12", balancerOf(zone, "port"),
              "Balancer '" + farm::balancerName(zone) + "' of zone " + zone.name + " listens on port " + someOf(odd) +
                  "; applications are served on 80 and 443 only.",
              "Listen on 80 and 443.");
}

}  // namespace

void checkRouting(Context& context) {
  const farm::Farm& farm = context.farm();
  if (farm.proxy && context.router() != nullptr) {
    for (const farm::Application& application : farm.applications) {
      if (context.takesUserTraffic(application)) {
        checkApplication(context, application);
        checkSwallowed(context, application);
      }
      checkInternalOnly(context, application);
    }
    for (const farm::Reference& reference : farm.references) {
      checkReferenced(context, reference);
    }
    checkRoutes(context, *farm.proxy);
  }
  for (const farm::Users& users : farm.users) checkEntry(context, users);
  for (const farm::Zone& zone : farm.zones) checkPorts(context, zone);
  checkProxyNeeded(context);
}

}  // namespace headroom::lint
