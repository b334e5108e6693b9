// ZN11, HA03, CP01, CP03–CP05, CP07 and CP10: the declared load against what the machines can carry.
#include <algorithm>
#include <cmath>

#include "engine/base/quantity.h"
#include "engine/farm/database_load.h"
#include "engine/lint/context.h"
#include "engine/lint/flow.h"

namespace headroom::lint {
namespace {

constexpr double kTarget = 0.60;   // green up to here
constexpr double kRedLine = 0.80;  // beyond it there is no reserve for a peak
constexpr double kRounding = 1e-9;

struct Limits {
  double target = kTarget;
  double red = kRedLine;
};

/// The farm's own objectives count where they are stricter.
Limits limitsOf(const farm::Farm& farm) {
  Limits limits;
  for (const farm::Slo& slo : farm.slos) {
    if (slo.utilisationBelow) limits.target = std::min(limits.target, *slo.utilisationBelow);
  }
  return limits;
}

bool exceeds(double load, double limit) {
  return load > limit + kRounding;
}

void checkServer(Context& context, const Flow& flow, const farm::Server& server, const Limits& limits) {
  const double load = flow.load(server);
  const auto parts = flow.partsOf(server);
  const bool overlaps = parts.size() > 1;
  if (overlaps && exceeds(load, limits.target)) {
    std::string sum;
    for (const auto& [zone, share] : parts) sum += (sum.empty() ? "" : " + ") + zone->name + " " + percent(share);
    context.add("ZN11", subjectOf(server),
                "Server " + server.name + " serves several zones whose loads add up to " + percent(load) + " (" + sum +
                    "); the target is " + percent(limits.target) + ".",
                "Add a server to one of these zones, or shift weight to servers that are in one zone only.");
  }
  const bool red = exceeds(load, limits.red);
  if (red || (exceeds(load, limits.target) && !overlaps)) {
    context.add("CP01", red ? Severity::Error : Severity::Warning, subjectOf(server),
                "The declared load needs " + percent(load) + " of the " + std::to_string(server.cores) +
                    " cores of server " + server.name + "; the " +
                    (red ? "red line is " + percent(limits.red) : "target is " + percent(limits.target)) + ".",
                "Add servers to its zones, or lower the work per request.");
  }
  const Flow::Loss loss = flow.worstLoss(server);
  if (loss.lost != nullptr && exceeds(loss.load, limits.red)) {
    context.add("HA03", subjectOf(server),
                "Server " + server.name + " rises from " + percent(load) + " to " + percent(loss.load) +
                    " of its cores when " + loss.lost->name + " is lost; the limit is " + percent(limits.red) + ".",
                "Add a server to the zones that both share, or shift load away from them.");
  }
}

void checkReads(Context& context, const Flow& flow, const farm::Database& database, const Limits& limits) {
  const double load = flow.readLoad(database);
  if (!exceeds(load, limits.target)) return;
  const bool red = exceeds(load, limits.red);
  context.add(red ? "CP05" : "CP01", red ? Severity::Error : Severity::Warning, subjectOf(database, "read_instances"),
              "The declared load needs " + percent(load) + " of the cores of the read instances of database " +
                  database.name + ".",
              "Add a read instance, or a cache in front.");
}

void checkDatabase(Context& context, const Flow& flow, const farm::Database& database, const Limits& limits) {
  const double load = flow.load(database);
  const std::string needs = "The declared load needs " + percent(load) + " of the " + std::to_string(database.cores) +
                            " cores of database " + database.name;
  if (exceeds(load, limits.red)) {
    context.add("CP05", subjectOf(database, "cores"), needs + "; adding front ends adds to it and helps nothing.",
                "Give the database more cores, or make fewer or cheaper transactions a request.");
  } else if (exceeds(load, limits.target)) {
    context.add("CP01", Severity::Warning, subjectOf(database, "cores"),
                needs + "; the target is " + percent(limits.target) + ".",
                "Plan more database cores before the load grows.");
  }
}

/// Who holds a lock makes all others wait, however many cores are idle.
void checkLocks(Context& context, const Flow& flow, const farm::Database& database, const Limits& limits) {
  for (const farm::LockClass& lock : database.locks) {
    const double load = flow.lockLoad(database, lock);
    if (!exceeds(load, limits.red)) continue;
    const bool over = load >= 1;
    context.add("CP10", over ? Severity::Error : Severity::Warning,
                Subject{"lock " + farm::lockNameOf(database, lock.name), spotOf(lock.origin)},
                "The declared load holds lock " + farm::lockNameOf(database, lock.name) + " for " + percent(load) +
                    " of the time, at the least; " +
                    (over ? "its queue grows without bound." : "the red line is " + percent(limits.red) + "."),
                "Make the transactions that hold it shorter or fewer, or split what it guards; cores do not help.");
  }
}

/// Connections in use are at least those inside the database (Little's law): rate × time of a transaction.
void checkConnectionPool(Context& context, const Flow& flow, const farm::Application& application) {
  const farm::Database* database = farm::databaseOf(context.farm(), application);
  const farm::Zone* zone = context.zone(application.zone);
  if (database == nullptr || zone == nullptr || context.targets(*zone).empty()) return;
  double total = 0;
  double largest = 0;
  for (const farm::ZoneMember& target : context.targets(*zone)) {
    total += target.weight;
    largest = std::max(largest, static_cast<double>(target.weight));
  }
  if (total <= 0) return;
  const farm::DatabaseLoad own = farm::databaseLoadOf(*database, application.work);
  const double mean = application.work.databaseWrites >= 1 || own.transactions <= 0
                          ? farm::demandOf(application.work, true).mean.toSeconds()
                          : own.all() / own.transactions;
  const double seconds = mean / (database->speed > 0 ? database->speed : 1.0);
  const double busy = flow.transactionsOf(application) * seconds * largest / total;
  const double pool =
      static_cast<double>(database->connectionPool) * static_cast<double>(farm::modulesOf(application).size());
  if (database->connectionPool <= 0 || busy <= pool) return;
  context.add("CP03", subjectOf(application),
              "Application " + application.name + " keeps at least " + formatNumber(std::ceil(busy)) +
                  " connections busy on one server, its pools have " + formatNumber(pool) + ".",
              "Spread it over more servers, shorten its transactions, or raise connection_pool.");
}

/// Every module keeps one connection open to each of the three catalogs (platform, session, log) on every server it is
/// on.
void checkConnectionLimit(Context& context, const farm::Database& database) {
  constexpr std::size_t kCatalogs = 3;
  if (database.connectionLimit <= 0) return;
  std::size_t idle = 0;
  for (const farm::Zone& zone : context.farm().zones) {
    for (const farm::Application* application : context.applicationsOf(zone)) {
      if (farm::databaseOf(context.farm(), *application) != &database) continue;
      idle += farm::modulesOf(*application).size() * context.members(zone).size() * kCatalogs;
    }
  }
  if (idle <= static_cast<std::size_t>(database.connectionLimit)) return;
  context.add("CP04", subjectOf(database, "connection_limit"),
              "The modules keep " + std::to_string(idle) + " connections open to database " + database.name +
                  " (modules × servers × 3), which allows " + std::to_string(database.connectionLimit) + ".",
              "Raise connection_limit, or deploy modules to fewer servers.");
}

void checkRelays(Context& context, const Flow& flow, const Limits& limits) {
  const farm::Farm& farm = context.farm();
  const auto tell = [&](const Subject& subject, double load, const std::string& what) {
    if (!exceeds(load, limits.red)) return;
    context.add(
        "CP07", subject,
        "The declared load needs " + percent(load) + " of " + what + "; the red line is " + percent(limits.red) + ".",
        "Give it more capacity, or keep server-side calls from crossing it.");
  };
  if (farm.proxy) tell(subjectOf(*farm.proxy), flow.proxyLoad(), "the cores of proxy " + farm.proxy->name);
  for (const farm::Zone& zone : farm.zones) {
    tell(balancerOf(zone), flow.balancerLoad(zone), "the cores of balancer '" + farm::balancerName(zone) + "'");
  }
  for (std::size_t i = 0; i < farm.links.size(); ++i) {
    const farm::Link& link = farm.links[i];
    const std::string name = link.from + " – " + link.to;
    tell(Subject{"link " + name, spotOf(link.origin, "bandwidth")}, flow.linkLoad(i),
         "the " + formatBandwidth(link.bandwidthBitsPerSecond) + " of link " + name);
  }
}

}  // namespace

void checkCapacity(Context& context) {
  const farm::Farm& farm = context.farm();
  const Flow flow = Flow::declared(context);
  const Limits limits = limitsOf(farm);
  for (const farm::Server& server : farm.servers) checkServer(context, flow, server, limits);
  for (const farm::Database& database : farm.databases) {
    checkDatabase(context, flow, database, limits);
    checkReads(context, flow, database, limits);
    checkLocks(context, flow, database, limits);
    checkConnectionLimit(context, database);
  }
  for (const farm::Application& application : farm.applications) checkConnectionPool(context, flow, application);
  checkRelays(context, flow, limits);
}

}  // namespace headroom::lint
