#include "tests/sim/farms.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>

namespace headroom::sim::testing {
namespace {

template <class T>
const T& named(const std::vector<T>& all, const std::string& name) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const T& each) { return each.name == name; });
  if (found == all.end()) throw std::runtime_error("the result has no " + name);
  return *found;
}

Law law(Law::Kind kind, double milliseconds) {
  return Law{kind, Duration::seconds(milliseconds * 1e-3), 0};
}

}  // namespace

Law exponential(double milliseconds) {
  return law(Law::Kind::Exponential, milliseconds);
}
Law fixed(double milliseconds) {
  return law(Law::Kind::Fixed, milliseconds);
}

farm::Server server(const std::string& name, int cores, farm::Discipline discipline) {
  farm::Server server;
  server.name = name;
  server.cores = cores;
  server.discipline = discipline;
  farm::Pool pool;
  pool.workers = 1'000'000;
  pool.queueLimit = 2'000'000;
  server.pools.push_back(pool);
  return server;
}

farm::Zone zone(const std::string& name, const std::vector<std::string>& members) {
  farm::Zone zone;
  zone.name = name;
  zone.address = name + ".lan";
  for (const std::string& member : members) {
    farm::ZoneMember entry;
    entry.server = member;
    zone.members.push_back(entry);
  }
  zone.balancer = farm::Balancer{};
  zone.balancer->name = name + " LB";
  return zone;
}

farm::Application application(const std::string& name, const std::string& zone, Law demand) {
  farm::Application application;
  application.name = name;
  application.zone = zone;
  application.work.demand = demand;
  return application;
}

farm::Users openUsers(const std::string& application, double perSecond) {
  farm::Users users;
  users.name = application + " users";
  users.application = application;
  users.load = farm::OpenLoad{Rate{perSecond}};
  return users;
}

farm::Users closedUsers(const std::string& application, std::int64_t population, Law think) {
  farm::Users users = openUsers(application, 0);
  users.load = farm::ClosedLoad{population, think};
  return users;
}

farm::Database database(int cores) {
  farm::Database database;
  database.name = "DB";
  database.cores = cores;
  return database;
}

farm::Farm singleStation(double perSecond, Law demand, int cores, farm::Discipline discipline) {
  farm::Farm farm;
  farm.name = "station";
  farm.zones = {zone("Z", {"FE1"})};
  farm.zones[0].isDefault = true;
  farm.servers = {server("FE1", cores, discipline)};
  farm.applications = {application("App", "Z", demand)};
  farm.users = {openUsers("App", perSecond)};
  return farm;
}

farm::Farm intranetZone() {
  farm::Farm farm;
  farm.name = "intranet-zone";
  farm.environment.hostName = "www.mydomain.net";
  farm.proxy = farm::ReverseProxy{};
  farm.proxy->routes = {farm::Route{{}, "/AppX", farm::Route::Match::WholeSegmentPrefix, "Global", {}, {}},
                        farm::Route{{}, "/AppY", farm::Route::Match::WholeSegmentPrefix, "Intranet", {}, {}}};
  farm.zones = {zone("Global", {"FE1", "FE2", "FE3"}), zone("Intranet", {"FE2", "FE3"})};
  farm.zones[0].isDefault = true;
  for (const char* name : {"FE1", "FE2", "FE3"}) {
    farm::Server fe;
    fe.name = name;
    fe.cores = 4;
    farm.servers.push_back(fe);
  }
  farm.databases = {database(8)};
  farm::Application x = application("AppX", "Global", exponential(11));
  x.work.databaseTransactions = 1;
  x.work.databaseDemand = exponential(6);
  farm::Application y = application("AppY", "Intranet", exponential(40));
  y.work.databaseTransactions = 4;
  y.work.databaseDemand = exponential(6);
  farm.applications = {x, y};
  farm::Reference reference;
  reference.consumer = "AppX";
  reference.producer = "AppY";
  reference.calls = 0.2;
  reference.work = farm::Work{exponential(8), 1, exponential(6)};
  farm.references = {reference};
  farm.users = {openUsers("AppX", 400), openUsers("AppY", 36)};
  return farm;
}

results::RunResult simulate(const farm::Farm& farm, const RunOptions& options) {
  const auto result = run(farm, options);
  if (!result) throw std::runtime_error(format(result.problems().front()));
  EXPECT_EQ(result->totals.arrivals,
            result->totals.completed + result->totals.failed.total() + result->totals.inFlight);
  for (const results::Check& check : result->checks) EXPECT_TRUE(check.ok) << check.name << " " << check.figure;
  return *result;
}

RunOptions options(double measuredSeconds, int replications, std::uint64_t seed) {
  RunOptions options;
  options.seed = seed;
  options.replications = replications;
  options.measured = Duration::seconds(measuredSeconds);
  options.warmUp = Duration::seconds(measuredSeconds * 0.1);
  return options;
}

const results::ServerResult& serverOf(const results::RunResult& result, const std::string& name) {
  return named(result.servers, name);
}
const results::StationResult& stationOf(const results::RunResult& result, const std::string& name) {
  return named(result.stations, name);
}
const results::ApplicationResult& applicationOf(const results::RunResult& result, const std::string& name) {
  return named(result.applications, name);
}
const results::ZoneResult& zoneOf(const results::RunResult& result, const std::string& name) {
  return named(result.zones, name);
}

double erlangC(int servers, double load) {
  double blocking = 1;  // Erlang B by its recursion
  for (int k = 1; k <= servers; ++k) blocking = load * blocking / (k + load * blocking);
  const double utilisation = load / servers;
  return blocking / (1 - utilisation * (1 - blocking));
}

}  // namespace headroom::sim::testing
