#include "engine/farm_file/validate.h"

#include <limits>

#include "engine/base/text.h"
#include "engine/farm/database_load.h"
#include "engine/farm_file/checker.h"
#include "engine/farm_file/validate_balancer.h"
#include "engine/farm_file/validate_data.h"
#include "engine/farm_file/validate_network.h"
#include "engine/farm_file/validate_operations.h"
#include "engine/farm_file/validate_scaling.h"
#include "engine/farm_file/validate_users.h"

namespace headroom::farm_file {
namespace {

constexpr double kMost = 1e9;            // requests, connections, people
constexpr double kMostPerRequest = 1e6;  // transactions, calls
constexpr double kMostCores = 4096;
constexpr double kMostSpeed = 1000;
const Duration kSmallest = Duration::nanoseconds(1);

template <class T>
Subject subjectOf(const T& object, const std::string& kind, const std::string& name, const std::string& path) {
  return {name.empty() ? "a " + kind + " without a name" : kind + " " + name, path, &object.origin};
}

/// What is written but could not be understood has its own complaint.
template <class T>
bool isWritten(const T& object, const std::string& field) {
  return object.origin.fields.count(field) > 0;
}

class Validator {
 public:
  Validator(const farm::Farm& farm, Problems& problems, bool showPaths) : farm_(farm), check_(problems, showPaths) {}

  void run() {
    collectNames();
    const Subject farm{"the farm", "", &farm_.origin};
    check_.word(farm, "name", farm_.name);
    const Subject environment{"the environment", "environment", &farm_.environment.origin};
    check_.word(environment, "host_name", farm_.environment.hostName);
    check_.range(environment, "cache_brokers", farm_.environment.cacheBrokers, 0, 1000);
    for (std::size_t i = 0; i < farm_.users.size(); ++i) users(farm_.users[i], indexed("users", i));
    if (farm_.proxy) proxy(*farm_.proxy);
    for (std::size_t i = 0; i < farm_.zones.size(); ++i) zone(farm_.zones[i], indexed("zone", i));
    for (std::size_t i = 0; i < farm_.servers.size(); ++i) server(farm_.servers[i], indexed("server", i));
    for (std::size_t i = 0; i < farm_.databases.size(); ++i) database(farm_.databases[i], indexed("database", i));
    for (std::size_t i = 0; i < farm_.applications.size(); ++i)
      application(farm_.applications[i], indexed("application", i));
    for (std::size_t i = 0; i < farm_.references.size(); ++i) reference(farm_.references[i], indexed("reference", i));
    for (std::size_t i = 0; i < farm_.links.size(); ++i) link(farm_.links[i], indexed("link", i));
    for (std::size_t i = 0; i < farm_.failureDomains.size(); ++i)
      failureDomain(farm_.failureDomains[i], indexed("failure_domain", i));
    for (std::size_t i = 0; i < farm_.dns.size(); ++i) dns(farm_.dns[i], indexed("dns", i));
    for (std::size_t i = 0; i < farm_.slos.size(); ++i) slo(farm_.slos[i], indexed("slo", i));
    for (std::size_t i = 0; i < farm_.events.size(); ++i)
      checkEvent(check_, farm_.events[i], indexed("event", i), {breakable_, servers_, zones_});
    for (std::size_t i = 0; i < farm_.background.size(); ++i) background(farm_.background[i], indexed("background", i));
    for (std::size_t i = 0; i < farm_.deployments.size(); ++i)
      checkDeployment(check_, farm_.deployments[i], indexed("deployment", i), zones_);
    for (std::size_t i = 0; i < farm_.assumptions.size(); ++i)
      assumption(farm_.assumptions[i], indexed("assumption", i));
    for (std::size_t i = 0; i < farm_.notes.size(); ++i) {
      position({"a note", indexed("note", i), &farm_.notes[i].origin}, farm_.notes[i].position);
    }
    settings();
  }

 private:
  void collectNames();
  void users(const farm::Users& users, const std::string& path);
  void proxy(const farm::ReverseProxy& proxy);
  void zone(const farm::Zone& zone, const std::string& path);
  void members(const farm::Zone& zone, const Subject& subject, const std::string& path);
  void balancer(const farm::Zone& zone, const std::string& path);
  void capacity(const Subject& subject, const farm::RelayCapacity& capacity);
  template <class Machine>
  void machine(const Subject& subject, const Machine& machine);
  void pool(const Subject& subject, const farm::Pool& pool);
  void process(const Subject& subject, const farm::Pool& pool, std::int64_t serverMemory);
  void pauses(const Subject& subject, const farm::Server& server);
  void background(const farm::Background& background, const std::string& path);
  void server(const farm::Server& server, const std::string& path);
  void database(const farm::Database& database, const std::string& path);
  void application(const farm::Application& application, const std::string& path);
  void databaseOf(const Subject& subject, const farm::Application& application);
  void modules(const farm::Application& application, const Subject& subject, const std::string& path);
  void work(const Subject& subject, const farm::Work& work);
  void sizes(const Subject& subject, std::int64_t request, std::int64_t response);
  void reference(const farm::Reference& reference, const std::string& path);
  void link(const farm::Link& link, const std::string& path);
  void linkEnd(const Subject& subject, const std::string& field, const std::string& end);
  void dns(const farm::DnsRecord& record, const std::string& path);
  void slo(const farm::Slo& slo, const std::string& path);
  void rateLimit(const Subject& subject, const std::optional<farm::RateLimit>& limit);
  void failureDomain(const farm::FailureDomain& domain, const std::string& path);
  void assumption(const farm::Assumption& assumption, const std::string& path);
  void position(const Subject& subject, const std::optional<farm::Position>& position);
  void settings();

  const farm::Farm& farm_;
  Checker check_;
  Names servers_{"server", {}, {}}, databases_{"database", {}, {}}, zones_{"zone", {}, {}},
      applications_{"application", {}, {}}, nodes_{"node", {}, {}}, segments_{"segment", {}, {}},
      places_{"node or segment", {}, {}}, pools_{"pool", {}, {}}, breakable_{"node", {}, {}};
  std::map<std::string, int> linkMentions_;
  std::map<std::string, Subject> nodeScope_, zoneScope_, applicationScope_, sloScope_, backgroundScope_;
  std::map<std::string, Subject> pathScope_;
  std::map<std::string, std::string> masters_;  ///< Scaled zones by server.
};

void Validator::collectNames() {
  for (const auto& server : farm_.servers) {
    servers_.add(server.name);
    for (const auto& pool : farm::poolsOf(server)) pools_.add(pool.name);
  }
  for (const auto& database : farm_.databases) databases_.add(database.name);
  for (const auto& zone : farm_.zones) zones_.add(zone.name);
  for (const auto& application : farm_.applications) applications_.add(application.name);
  for (const auto& node : farm::nodeNames(farm_)) nodes_.add(node);
  const auto segment = [&](const std::string& name) {
    if (!name.empty() && segments_.set.count(name) == 0) segments_.add(name);
  };
  for (const auto& users : farm_.users) segment(users.segment);
  if (farm_.proxy) segment(farm_.proxy->segment);
  for (const auto& zone : farm_.zones) {
    if (zone.balancer) segment(zone.balancer->segment);
  }
  for (const auto& server : farm_.servers) segment(server.segment);
  for (const auto& database : farm_.databases) segment(database.segment);
  for (const auto& link : farm_.links) {
    ++linkMentions_[link.from];
    if (link.to != link.from) ++linkMentions_[link.to];
  }
  for (const std::string& node : nodes_.ordered) {
    places_.add(node);
    breakable_.add(node);
  }
  for (const auto& link : farm_.links) {
    if (!link.name.empty()) breakable_.add(link.name);
  }
  for (const auto& domain : farm_.failureDomains) breakable_.add(domain.name);
  for (const auto& database : farm_.databases) {
    if (database.cache) breakable_.add(farm::cacheNameOf(database));
  }
  for (const std::string& name : segments_.ordered) places_.add(name);
}

void Validator::users(const farm::Users& users, const std::string& path) {
  const Subject subject = subjectOf(users, "users", users.name, path);
  check_.name(subject, "name", users.name);
  check_.unique(nodeScope_, subject, "name", users.name,
                "users, proxy, balancers, servers and databases share one set of names");
  check_.refers(subject, "application", users.application, applications_);
  check_.word(subject, "segment", users.segment);
  checkLoad(check_, subject, users, applications_);
  checkPatience(check_, subject, users);
  position(subject, users.position);
}

void Validator::proxy(const farm::ReverseProxy& proxy) {
  const Subject subject = subjectOf(proxy, "proxy", proxy.name, "proxy");
  check_.name(subject, "name", proxy.name);
  check_.unique(nodeScope_, subject, "name", proxy.name,
                "users, proxy, balancers, servers and databases share one set of names");
  check_.word(subject, "address", proxy.address);
  check_.word(subject, "segment", proxy.segment);
  capacity(subject, proxy.capacity);
  for (std::size_t i = 0; i < proxy.routes.size(); ++i) {
    const farm::Route& route = proxy.routes[i];
    const Subject rule{"the route '" + route.path + "'", "proxy." + indexed("route", i), &route.origin};
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
      check_.error(rule, "path", "the path '" + route.path + "' holds control characters", "remove them");
    check_.refers(rule, "zone", route.zone, zones_);
  }
  check_.refers(subject, "default_zone", proxy.defaultZone, zones_, true);
  rateLimit(subject, proxy.rateLimit);
  checkReliability(check_, subject, proxy.reliability);
  position(subject, proxy.position);
}

void Validator::capacity(const Subject& subject, const farm::RelayCapacity& capacity) {
  check_.law(subject, "capacity.demand", capacity.demand);
  check_.range(subject, "capacity.cores", capacity.cores, 1, kMostCores);
  check_.above(subject, "capacity.speed", capacity.speed, 0, kMostSpeed);
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
  check_.unique(zoneScope_, subject, "name", zone.name, "zones have different names");
  check_.word(subject, "address", zone.address);
  for (std::size_t i = 0; i < zone.certificateNames.size(); ++i) {
    check_.name(subject, indexed("certificate_name", i), zone.certificateNames[i]);
  }
  members(zone, subject, path);
  checkAutoscaling(check_, farm_, zone, path, masters_);
  if (zone.balancer) {
    balancer(zone, path);
  } else {
    check_.unique(nodeScope_, subject, "name", farm::balancerName(zone), "a zone's balancer is a node of the diagram");
  }
  position(subject, zone.position);
}

void Validator::members(const farm::Zone& zone, const Subject& subject, const std::string& path) {
  std::set<std::string> seen;
  bool anyWeight = zone.members.empty() || zone.includesAllServers;
  for (std::size_t i = 0; i < zone.members.size(); ++i) {
    const farm::ZoneMember& member = zone.members[i];
    const Subject entry{"member " + member.server + " of " + subject.words, path + "." + indexed("member", i),
                        &member.origin};
    const Subject asZone{subject.words, entry.path, entry.origin};
    check_.refers(asZone, "server", member.server, servers_);
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
  check_.unique(nodeScope_, subject, "name", farm::balancerName(zone),
                "users, proxy, balancers, servers and databases share one set of names");
  check_.word(subject, "segment", balancer.segment);
  capacity(subject, balancer.capacity);
  rateLimit(subject, balancer.rateLimit);
  checkReliability(check_, subject, balancer.reliability);
  checkBalancerSettings(check_, subject, balancer);
  if (balancer.ports.empty())
    check_.error(subject, "port", subject.words + " listens on no port", "write port: [80, 443]");
  for (std::size_t i = 0; i < balancer.ports.size(); ++i) check_.port(subject, indexed("port", i), balancer.ports[i]);
  for (std::size_t i = 0; i < balancer.targets.size(); ++i)
    check_.refers(subject, indexed("target", i), balancer.targets[i], servers_);
  position(subject, balancer.position);
}

template <class Machine>
void Validator::machine(const Subject& subject, const Machine& machine) {
  check_.range(subject, "cores", machine.cores, 1, kMostCores);
  check_.above(subject, "speed", machine.speed, 0, kMostSpeed);
  check_.range(subject, "memory", static_cast<double>(machine.memoryBytes), 0, 9.2e18);
  check_.range(subject, "contention", machine.contention, 0, 1);
  check_.range(subject, "coherency", machine.coherency, 0, 1);
}

void Validator::pool(const Subject& subject, const farm::Pool& pool) {
  check_.range(subject, "workers", pool.workers, 0, kMostPerRequest);
  check_.range(subject, "queue_limit", pool.queueLimit, 1, kMost);
  check_.range(subject, "initial_workers", pool.initialWorkers, 0, kMostPerRequest);
  check_.range(subject, "injection", pool.injection.perSecond, 0, kMostPerRequest);
  if (pool.threads == farm::Pool::Threads::TuningPage && pool.workers > 0 && pool.initialWorkers > pool.workers) {
    check_.error(subject, "initial_workers",
                 subject.words + " begins with " + std::to_string(pool.initialWorkers) + " workers but may have only " +
                     std::to_string(pool.workers),
                 "lower initial_workers, or raise workers");
  }
}

void Validator::process(const Subject& subject, const farm::Pool& pool, std::int64_t serverMemory) {
  const farm::Recycling& recycling = pool.recycling;
  check_.range(subject, "recycling.requests", static_cast<double>(recycling.requests), 0, 1e15);
  if (recycling.memoryGrowth > 0 && recycling.memoryLimit == 0 && serverMemory == 0) {
    check_.error(subject, "recycling.memory_growth",
                 "the memory of " + subject.words + " grows, but nothing says how far it may",
                 "write memory_limit, or the memory of the server, of which a process may use 60 %");
  }
  if (recycling.memoryLimit > 0 && recycling.memoryAtStart >= recycling.memoryLimit) {
    check_.error(subject, "recycling.memory_at_start",
                 subject.words + " has reached its memory limit when it starts and would be recycled for ever",
                 "raise memory_limit, or lower memory_at_start");
  }
  check_.range(subject, "cold_start.factor", pool.coldStart.factor, 1, 1000);
  check_.range(subject, "cold_start.requests", static_cast<double>(pool.coldStart.requests), 0, 1e15);
  check_.law(subject, "cold_start.module_load", pool.coldStart.moduleLoad);
}

void Validator::background(const farm::Background& background, const std::string& path) {
  const Subject subject = subjectOf(background, "background work", background.name, path);
  check_.name(subject, "name", background.name);
  check_.unique(backgroundScope_, subject, "name", background.name, "background work has different names");
  check_.refers(subject, "application", background.application, applications_);
  check_.range(subject, "rate", background.rate.perSecond, 0, kMost);
  const bool scheduled = background.every > Duration();
  const bool random = background.rate.perSecond > 0;
  const bool never = !scheduled && !random && !isWritten(background, "every") && !isWritten(background, "rate");
  if (never || (scheduled && random)) {
    check_.error(subject, scheduled ? "rate" : "name",
                 subject.words + (scheduled ? " has a schedule and a rate" : " never falls due"),
                 "write either every: \"10min\" or rate: \"2/s\"");
  }
  check_.range(subject, "priority", background.priority, 1, 4);
  work(subject, background.work);
  check_.ifSet(subject, "timeout", background.timeout, kSmallest);
  check_.range(subject, "retries", background.retries, 0, 1000);
  const farm::Application* application = farm::findApplication(farm_, background.application);
  if (application) checkTransactions(check_, subject, background.work, farm::databaseOf(farm_, *application));
  if (application && background.work.databaseTransactions > 0 && !farm::databaseOf(farm_, *application)) {
    check_.error(subject, "work.database_transactions",
                 subject.words + " makes database transactions, but " + background.application + " has no database",
                 "name the database of the application, or set database_transactions to 0");
  }
}

void Validator::pauses(const Subject& subject, const farm::Server& server) {
  check_.law(subject, "pauses.interval", server.pauses.interval);
  check_.law(subject, "pauses.duration", server.pauses.duration);
  const bool never = server.pauses.interval.isZero();
  if (never != server.pauses.duration.isZero() && !isWritten(server, never ? "pauses.interval" : "pauses.duration")) {
    check_.error(subject, never ? "pauses.duration" : "pauses.interval",
                 "the pauses of " + subject.words + " have " + (never ? "no interval" : "no duration"),
                 never ? "write pauses { interval: \"20s\" duration: \"100ms\" }, or leave the pauses out"
                       : "say how long they last, or leave the pauses out");
  }
}

void Validator::server(const farm::Server& server, const std::string& path) {
  const Subject subject = subjectOf(server, "server", server.name, path);
  check_.name(subject, "name", server.name);
  check_.unique(nodeScope_, subject, "name", server.name,
                "users, proxy, balancers, servers and databases share one set of names");
  check_.word(subject, "address", server.address);
  check_.word(subject, "segment", server.segment);
  check_.word(subject, "failure_domain", server.failureDomain);
  checkReliability(check_, subject, server.reliability);
  machine(subject, server);
  std::map<std::string, Subject> poolScope;
  for (std::size_t i = 0; i < server.pools.size(); ++i) {
    const farm::Pool& pool = server.pools[i];
    const Subject entry = subjectOf(pool, "pool", pool.name, path + "." + indexed("pool", i));
    check_.name(entry, "name", pool.name);
    check_.unique(poolScope, entry, "name", pool.name, "pools of one server have different names");
    this->pool(entry, pool);
    process(entry, pool, server.memoryBytes);
  }
  pauses(subject, server);
  if (server.shedding) checkShedding(check_, subject, *server.shedding);
  check_.range(subject, "max_timers", server.maxTimers, 1, kMostPerRequest);
  check_.range(subject, "max_processes", server.maxProcesses, 1, kMostPerRequest);
  check_.range(subject, "max_light_processes", server.maxLightProcesses, 1, kMostPerRequest);
  check_.range(subject, "max_emails", server.maxEmails, 1, kMostPerRequest);
  position(subject, server.position);
}

void Validator::database(const farm::Database& database, const std::string& path) {
  const Subject subject = subjectOf(database, "database", database.name, path);
  check_.name(subject, "name", database.name);
  check_.unique(nodeScope_, subject, "name", database.name,
                "users, proxy, balancers, servers and databases share one set of names");
  check_.word(subject, "address", database.address);
  check_.word(subject, "segment", database.segment);
  machine(subject, database);
  check_.port(subject, "port", database.port);
  check_.range(subject, "connection_limit", database.connectionLimit, 0, kMost);
  check_.range(subject, "connection_pool", database.connectionPool, 1, kMostPerRequest);
  check_.range(subject, "instances", database.instances, 1, 1000);
  checkData(check_, subject, farm_, database, nodeScope_);
  checkReliability(check_, subject, database.reliability);
  position(subject, database.position);
}

void Validator::application(const farm::Application& application, const std::string& path) {
  const Subject subject = subjectOf(application, "application", application.name, path);
  check_.name(subject, "name", application.name);
  check_.unique(applicationScope_, subject, "name", application.name, "applications have different names");
  if (application.zone.empty()) {
    check_.error(subject, "zone", subject.words + " is in no zone",
                 farm_.zones.empty() ? "add a zone and write zone: \"...\" with its name"
                                     : "write zone: \"" + farm_.zones.front().name + "\" or another zone's name",
                 "ZN03");
  } else {
    check_.refers(subject, "zone", application.zone, zones_);
  }
  modules(application, subject, path);
  check_.word(subject, "pool", application.pool);
  if (!application.pool.empty() && !farm_.servers.empty() && pools_.set.count(application.pool) == 0) {
    check_.warning(subject, "pool", "no server has the pool '" + application.pool + "' of " + subject.words,
                   "its requests run in each server's first pool; add the pool or correct its name");
  }
  work(subject, application.work);
  checkTransactions(check_, subject, application.work, farm::databaseOf(farm_, application));
  databaseOf(subject, application);
  sizes(subject, application.requestBytes, application.responseBytes);
  position(subject, application.position);
}

void Validator::databaseOf(const Subject& subject, const farm::Application& application) {
  check_.refers(subject, "database", application.database, databases_, true);
  bool transacts = application.work.databaseTransactions > 0;
  for (const farm::Reference& reference : farm_.references) {
    transacts = transacts ||
                (reference.work && reference.work->databaseTransactions > 0 && reference.producer == application.name);
  }
  if (!application.database.empty() || !transacts || farm_.databases.size() == 1) return;
  check_.error(subject, "work.database_transactions",
               subject.words + " makes database transactions, but " +
                   (farm_.databases.empty() ? "the farm has no database" : "does not say on which of the databases"),
               farm_.databases.empty() ? "add a database, or set database_transactions to 0"
                                       : "write database: \"" + farm_.databases.front().name + "\"");
}

void Validator::modules(const farm::Application& application, const Subject& subject, const std::string& path) {
  const auto claim = [&](const Subject& owner, const std::string& field, const std::string& modulePath) {
    const auto [first, inserted] = pathScope_.emplace(toLower(modulePath), subject);
    if (inserted || first->second.origin == subject.origin) return;
    check_.error(
        owner, field,
        "the path '" + modulePath + "' of " + subject.words + " belongs to " + first->second.words + " already",
        "give the module another path: requests under it could not be told apart");
  };
  if (application.modules.empty() && !application.name.empty()) claim(subject, "name", "/" + application.name);
  std::map<std::string, Subject> moduleScope;
  for (std::size_t i = 0; i < application.modules.size(); ++i) {
    const farm::Module& module = application.modules[i];
    const Subject entry = subjectOf(module, "module", module.name, path + "." + indexed("module", i));
    check_.name(entry, "name", module.name);
    check_.unique(moduleScope, entry, "name", module.name, "modules of one application have different names");
    if (!module.path.empty() &&
        (module.path.front() != '/' || module.path.size() < 2 || printable(module.path) != module.path)) {
      check_.error(entry, "path", "the path '" + module.path + "' of " + entry.words + " is not of the form /Name",
                   "write path: \"/" + module.name + "\"");
    } else if (!module.name.empty()) {
      claim(entry, module.path.empty() ? "name" : "path", module.path.empty() ? "/" + module.name : module.path);
    }
    check_.refers(entry, "zone_override", module.zoneOverride, zones_, true);
  }
}

void Validator::work(const Subject& subject, const farm::Work& work) {
  check_.law(subject, "work.demand", work.demand);
  check_.range(subject, "work.database_transactions", work.databaseTransactions, 0, kMostPerRequest);
  check_.law(subject, "work.database_demand", work.databaseDemand);
}

void Validator::sizes(const Subject& subject, std::int64_t request, std::int64_t response) {
  check_.range(subject, "request_size", static_cast<double>(request), 0, 9.2e18);
  check_.range(subject, "response_size", static_cast<double>(response), 0, 9.2e18);
}

void Validator::reference(const farm::Reference& reference, const std::string& path) {
  const Subject subject{"the reference " + reference.consumer + " -> " + reference.producer, path, &reference.origin};
  check_.refers(subject, "consumer", reference.consumer, applications_);
  check_.refers(subject, "producer", reference.producer, applications_);
  check_.range(subject, "calls", reference.calls, 0, kMostPerRequest);
  if (reference.work) work(subject, *reference.work);
  if (const farm::Application* producer = farm::findApplication(farm_, reference.producer); producer && reference.work)
    checkTransactions(check_, subject, *reference.work, farm::databaseOf(farm_, *producer));
  check_.atLeast(subject, "timeout", reference.timeout, kSmallest);
  check_.word(subject, "address", reference.address);
  sizes(subject, reference.requestBytes, reference.responseBytes);
  if (!reference.circuitBreaker) return;
  check_.range(subject, "circuit_breaker.failures", reference.circuitBreaker->failures, 1, kMost);
  check_.atLeast(subject, "circuit_breaker.open", reference.circuitBreaker->open, kSmallest);
}

void Validator::link(const farm::Link& link, const std::string& path) {
  const Subject subject{"the link " + link.from + " - " + link.to, path, &link.origin};
  linkEnd(subject, "from", link.from);
  linkEnd(subject, "to", link.to);
  if (!link.from.empty() && link.from == link.to) {
    check_.error(subject, "to", subject.words + " leads from a place to itself",
                 "name two different segments or nodes");
  }
  check_.atLeast(subject, "latency", link.latency, Duration{});
  if (link.bandwidthBitsPerSecond != 0) check_.range(subject, "bandwidth", link.bandwidthBitsPerSecond, 1, 1e15);
  checkSharing(check_, subject, link);
  for (std::size_t i = 0; i < link.openPorts.size(); ++i)
    check_.port(subject, indexed("open_port", i), link.openPorts[i]);
  checkReliability(check_, subject, link.reliability);
  if (link.name.empty()) return;
  check_.name(subject, "name", link.name);
  check_.unique(nodeScope_, subject, "name", link.name, "an event must be able to tell nodes, links and domains apart");
}

void Validator::failureDomain(const farm::FailureDomain& domain, const std::string& path) {
  const Subject subject = subjectOf(domain, "failure domain", domain.name, path);
  check_.name(subject, "name", domain.name);
  check_.unique(nodeScope_, subject, "name", domain.name,
                "an event must be able to tell nodes, links and domains apart");
  checkReliability(check_, subject, domain.reliability);
}

void Validator::linkEnd(const Subject& subject, const std::string& field, const std::string& end) {
  const auto mentions = linkMentions_.find(end);
  const bool passedThrough = mentions != linkMentions_.end() && mentions->second > 1;  // a segment between two links
  if (end.empty() || !passedThrough) check_.refers(subject, field, end, places_);
}

void Validator::dns(const farm::DnsRecord& record, const std::string& path) {
  const Subject subject = subjectOf(record, "dns record", record.name, path);
  check_.name(subject, "name", record.name);
  check_.refers(subject, "target", record.target, nodes_);
  for (std::size_t i = 0; i < record.visibleFrom.size(); ++i) {
    check_.refers(subject, indexed("visible_from", i), record.visibleFrom[i], segments_);
  }
}

void Validator::slo(const farm::Slo& slo, const std::string& path) {
  const Subject subject = subjectOf(slo, "slo", slo.name, path);
  check_.name(subject, "name", slo.name);
  check_.unique(sloScope_, subject, "name", slo.name, "objectives have different names");
  check_.refers(subject, "application", slo.application, applications_, true);
  if (!(slo.percentile > 0 && slo.percentile < 100)) {
    check_.error(subject, "percentile", "percentile of " + subject.words + " is " + formatNumber(slo.percentile),
                 "it must be above 0 and below 100");
  }
  if (slo.responseBelow) check_.atLeast(subject, "response_below", *slo.responseBelow, kSmallest);
  if (slo.failuresBelow) check_.range(subject, "failures_below", *slo.failuresBelow, 0, 1);
  if (slo.utilisationBelow) check_.range(subject, "utilisation_below", *slo.utilisationBelow, 0, 1);
  const bool promises = slo.responseBelow || slo.failuresBelow || slo.utilisationBelow;
  const bool written = slo.origin.fields.count("response_below") + slo.origin.fields.count("failures_below") +
                           slo.origin.fields.count("utilisation_below") >
                       0;
  if (!promises && !written) {
    check_.error(subject, "", subject.words + " promises nothing",
                 "write response_below: \"500ms\", failures_below: \"0.1%\" or utilisation_below: \"70%\"");
  }
}

void Validator::assumption(const farm::Assumption& assumption, const std::string& path) {
  const Subject subject{"an assumption", path, &assumption.origin};
  if (trim(assumption.subject).empty())
    check_.error(subject, "subject", "an assumption has no subject", "write subject: \"AppX demand\"");
}

void Validator::position(const Subject& subject, const std::optional<farm::Position>& position) {
  if (!position) return;
  check_.range(subject, "position.x", position->x, -kMost, kMost);
  check_.range(subject, "position.y", position->y, -kMost, kMost);
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
