#include "engine/farm_file/validate.h"

#include "engine/base/text.h"
#include "engine/farm_file/checker.h"
#include "engine/farm_file/farm_names.h"
#include "engine/farm_file/limits.h"
#include "engine/farm_file/validate_application.h"
#include "engine/farm_file/validate_balancer.h"
#include "engine/farm_file/validate_data.h"
#include "engine/farm_file/validate_network.h"
#include "engine/farm_file/validate_objective.h"
#include "engine/farm_file/validate_operations.h"
#include "engine/farm_file/validate_scaling.h"
#include "engine/farm_file/validate_server.h"
#include "engine/farm_file/validate_users.h"

namespace headroom::farm_file {
namespace {

/// Calls `check(object, path)` for each object of a repeated field.
template <class T, class Check>
void each(const std::vector<T>& objects, const std::string& field, Check&& check) {
  for (std::size_t i = 0; i < objects.size(); ++i) check(objects[i], indexed(field, i));
}

class Validator {
 public:
  Validator(const farm::Farm& farm, Problems& problems, bool showPaths)
      : farm_(farm), check_(problems, showPaths), names_(namesOf(farm)) {}

  void run() {
    environment();
    each(farm_.users, "users", [&](const auto& users, const auto& path) { this->users(users, path); });
    if (farm_.proxy) proxy(*farm_.proxy);
    each(farm_.zones, "zone", [&](const auto& zone, const auto& path) { this->zone(zone, path); });
    machines();
    applications();
    network();
    each(farm_.slos, "slo", [&](const auto& slo, const auto& path) {
      checkObjective(check_, slo, path, names_.applications, objectives_);
    });
    operations();
    each(farm_.assumptions, "assumption",
         [&](const auto& assumption, const auto& path) { this->assumption(assumption, path); });
    each(farm_.notes, "note", [&](const auto& note, const auto& path) {
      check_.position({"a note", path, &note.origin}, note.position);
    });
    settings();
  }

 private:
  void environment();
  void users(const farm::Users& users, const std::string& path);
  void proxy(const farm::ReverseProxy& proxy);
  void route(const farm::Route& route, const std::string& path);
  void zone(const farm::Zone& zone, const std::string& path);
  void members(const farm::Zone& zone, const Subject& subject);
  void balancer(const farm::Zone& zone, const std::string& path);
  void capacity(const Subject& subject, const farm::RelayCapacity& capacity);
  void rateLimit(const Subject& subject, const std::optional<farm::RateLimit>& limit);
  void machines();
  void applications();
  void network();
  void operations();
  void assumption(const farm::Assumption& assumption, const std::string& path);
  void settings();

  const farm::Farm& farm_;
  Checker check_;
  const FarmNames names_;
  Scope nodes_, zones_, objectives_;
  std::map<std::string, std::string> masters_;  ///< Scaled zones by server.
};

void Validator::environment() {
  const Subject farm{"the farm", "", &farm_.origin};
  check_.word(farm, "name", farm_.name);
  const Subject environment{"the environment", "environment", &farm_.environment.origin};
  check_.word(environment, "host_name", farm_.environment.hostName);
  check_.range(environment, "cache_brokers", farm_.environment.cacheBrokers, 0, 1000);
}

void Validator::users(const farm::Users& users, const std::string& path) {
  const Subject subject = subjectOf(users, "users", users.name, path);
  check_.nodeName(nodes_, subject, users.name);
  check_.refers(subject, "application", users.application, names_.applications);
  check_.word(subject, "segment", users.segment);
  checkLoad(check_, subject, users, names_.applications);
  checkPatience(check_, subject, users);
  check_.position(subject, users.position);
}

void Validator::proxy(const farm::ReverseProxy& proxy) {
  const Subject subject = subjectOf(proxy, "proxy", proxy.name, "proxy");
  check_.nodeName(nodes_, subject, proxy.name);
  check_.word(subject, "address", proxy.address);
  check_.word(subject, "segment", proxy.segment);
  capacity(subject, proxy.capacity);
  each(proxy.routes, "proxy.route", [&](const auto& entry, const auto& path) { route(entry, path); });
  check_.refers(subject, "default_zone", proxy.defaultZone, names_.zones, true);
  rateLimit(subject, proxy.rateLimit);
  checkReliability(check_, subject, proxy.reliability);
  check_.position(subject, proxy.position);
}

void Validator::route(const farm::Route& route, const std::string& path) {
  const Subject rule{"the route '" + route.path + "'", path, &route.origin};
  check_.word(rule, "host", route.host);
  const bool expression =
      route.match == farm::Route::Match::Regex || route.match == farm::Route::Match::RegexIgnoreCase;
  if (expression && route.path.empty()) {
    check_.error(rule, "path", "the route has no regular expression", "write path: \"^/AppX(/|$)\"");
  } else if (!expression && (route.path.empty() || route.path.front() != '/')) {
    check_.error(rule, "path", "the path '" + route.path + "' of a route does not begin with '/'",
                 "write path: \"/AppX\"");
  }
  if (printable(route.path) != route.path)
    check_.deceptive(rule, "path", "the path '" + route.path + "' holds control characters", "remove them");
  check_.refers(rule, "zone", route.zone, names_.zones);
}

void Validator::capacity(const Subject& subject, const farm::RelayCapacity& capacity) {
  check_.law(subject, "capacity.demand", capacity.demand);
  check_.range(subject, "capacity.cores", capacity.cores, 1, kMostCores);
  check_.range(subject, "capacity.speed", capacity.speed, kLeastSpeed, kMostSpeed);
  check_.range(subject, "capacity.max_connections", static_cast<double>(capacity.maxConnections), 0, kMost);
  check_.range(subject, "capacity.instances", capacity.instances, 1, 1000);
  checkConnections(check_, subject, capacity);
  if (!capacity.maxPending) return;
  check_.range(subject, "capacity.max_pending", static_cast<double>(*capacity.maxPending), 0, kMost);
  if (capacity.maxConnections == 0) {
    check_.error(subject, "capacity.max_pending", "nothing ever waits for a connection of " + subject.words,
                 "write max_connections: 100, or leave max_pending out");
  }
}

void Validator::rateLimit(const Subject& subject, const std::optional<farm::RateLimit>& limit) {
  if (!limit) return;
  check_.above(subject, "rate_limit.rate", limit->rate.perSecond, 0, kMost);
  check_.range(subject, "rate_limit.burst", limit->burst, 1, kMost);
}

void Validator::zone(const farm::Zone& zone, const std::string& path) {
  const Subject subject = subjectOf(zone, "zone", zone.name, path);
  check_.name(subject, "name", zone.name);
  check_.unique(zones_, subject, "name", zone.name, "zones have different names");
  check_.word(subject, "address", zone.address);
  for (std::size_t i = 0; i < zone.certificateNames.size(); ++i) {
    check_.name(subject, indexed("certificate_name", i), zone.certificateNames[i]);
  }
  members(zone, subject);
  checkAutoscaling(check_, farm_, zone, path, masters_);
  if (zone.balancer) {
    balancer(zone, path);
  } else {
    check_.unique(nodes_, subject, "name", farm::balancerName(zone), "a zone's balancer is a node of the diagram");
  }
  check_.position(subject, zone.position);
}

void Validator::members(const farm::Zone& zone, const Subject& subject) {
  std::set<std::string> seen;
  bool anyWeight = zone.members.empty() || zone.includesAllServers;
  for (std::size_t i = 0; i < zone.members.size(); ++i) {
    const farm::ZoneMember& member = zone.members[i];
    const Subject entry{"member " + member.server + " of " + subject.words, subject.path + "." + indexed("member", i),
                        &member.origin};
    const Subject asZone{subject.words, entry.path, entry.origin};
    check_.refers(asZone, "server", member.server, names_.servers);
    if (!member.server.empty() && !seen.insert(member.server).second) {
      check_.error(entry, "server", subject.words + " lists the server '" + member.server + "' twice",
                   "keep one entry and set its weight");
    }
    check_.range(entry, "weight", member.weight, 0, 256);
    checkMemberLimits(check_, entry, member);
    anyWeight = anyWeight || member.weight > 0;
  }
  if (!anyWeight) {
    check_.error(subject, "member[0]", "all members of " + subject.words + " have weight 0, so none gets a request",
                 "give at least one of them a weight from 1 to 256");
  }
}

void Validator::balancer(const farm::Zone& zone, const std::string& path) {
  const farm::Balancer& balancer = *zone.balancer;
  const Subject subject = subjectOf(balancer, "balancer", farm::balancerName(zone), path + ".balancer");
  check_.word(subject, "name", balancer.name);
  check_.uniqueNode(nodes_, subject, farm::balancerName(zone));
  check_.word(subject, "segment", balancer.segment);
  capacity(subject, balancer.capacity);
  rateLimit(subject, balancer.rateLimit);
  checkReliability(check_, subject, balancer.reliability);
  checkBalancerSettings(check_, subject, balancer);
  if (balancer.ports.empty())
    check_.error(subject, "port", subject.words + " listens on no port", "write port: [80, 443]");
  for (std::size_t i = 0; i < balancer.ports.size(); ++i) check_.port(subject, indexed("port", i), balancer.ports[i]);
  for (std::size_t i = 0; i < balancer.targets.size(); ++i)
    check_.refers(subject, indexed("target", i), balancer.targets[i], names_.servers);
  check_.position(subject, balancer.position);
}

void Validator::machines() {
  each(farm_.servers, "server",
       [&](const auto& server, const auto& path) { checkServer(check_, server, path, nodes_); });
  each(farm_.databases, "database",
       [&](const auto& database, const auto& path) { checkDatabase(check_, database, path, farm_, nodes_); });
}

void Validator::applications() {
  ApplicationChecks checks(check_, farm_, names_);
  each(farm_.applications, "application",
       [&](const auto& application, const auto& path) { checks.application(application, path); });
  each(farm_.references, "reference",
       [&](const auto& reference, const auto& path) { checks.reference(reference, path); });
  each(farm_.background, "background",
       [&](const auto& background, const auto& path) { checks.background(background, path); });
}

void Validator::network() {
  each(farm_.links, "link", [&](const auto& link, const auto& path) { checkLink(check_, link, path, names_, nodes_); });
  each(farm_.failureDomains, "failure_domain",
       [&](const auto& domain, const auto& path) { checkFailureDomain(check_, domain, path, nodes_); });
  each(farm_.dns, "dns", [&](const auto& record, const auto& path) { checkDns(check_, record, path, names_); });
}

void Validator::operations() {
  each(farm_.events, "event", [&](const auto& event, const auto& path) {
    checkEvent(check_, event, path, {names_.breakable, names_.servers, names_.zones});
  });
  each(farm_.deployments, "deployment",
       [&](const auto& deployment, const auto& path) { checkDeployment(check_, deployment, path, names_.zones); });
}

void Validator::assumption(const farm::Assumption& assumption, const std::string& path) {
  const Subject subject{"an assumption", path, &assumption.origin};
  if (trim(assumption.subject).empty())
    check_.error(subject, "subject", "an assumption has no subject", "write subject: \"AppX demand\"");
}

void Validator::settings() {
  const Subject subject{"the run", "run", &farm_.run.origin};
  if (farm_.run.warmUp) check_.atLeast(subject, "warm_up", *farm_.run.warmUp, Duration{});
  check_.atLeast(subject, "measured", farm_.run.measured, kSmallest);
  check_.range(subject, "replications", farm_.run.replications, 1, 100000);
}

}  // namespace

void validateInto(const farm::Farm& farm, Problems& problems, bool showPaths) {
  Validator(farm, problems, showPaths).run();
}

}  // namespace headroom::farm_file
