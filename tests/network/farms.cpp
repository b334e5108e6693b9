#include "tests/network/farms.h"

#include <algorithm>
#include <stdexcept>

#include "engine/base/text.h"

namespace headroom::tests {
namespace {

Law milliseconds(double ms) {
  return Law{Law::Kind::Exponential, Duration::seconds(ms / 1000), 0};
}

farm::Database database(const std::string& name, int cores, int instances, const std::string& segment = {}) {
  farm::Database database;
  database.name = name;
  database.cores = cores;
  database.instances = instances;
  database.segment = segment;
  return database;
}

farm::ReverseProxy proxy(const std::string& name, int instances, std::vector<farm::Route> routes,
                         const std::string& defaultZone, const std::string& segment = {}) {
  farm::ReverseProxy proxy;
  proxy.name = name;
  proxy.capacity.instances = instances;
  proxy.routes = std::move(routes);
  proxy.defaultZone = defaultZone;
  proxy.segment = segment;
  return proxy;
}

template <class T>
T& named(std::vector<T>& items, const std::string& name) {
  const auto it = std::find_if(items.begin(), items.end(), [&](const T& item) { return item.name == name; });
  if (it == items.end()) throw std::logic_error("no " + name + " in this farm");
  return *it;
}

}  // namespace

farm::Server server(const std::string& name, const std::string& segment, int cores) {
  farm::Server server;
  server.name = name;
  server.segment = segment;
  server.cores = cores;
  server.memoryBytes = std::int64_t{12} << 30;
  return server;
}

farm::Application application(const std::string& name, const std::string& zone, double demandMs, double transactions) {
  farm::Application application;
  application.name = name;
  application.zone = zone;
  application.work.demand = milliseconds(demandMs);
  application.work.databaseTransactions = transactions;
  application.work.databaseDemand = milliseconds(6);
  return application;
}

farm::Zone zone(const std::string& name, const std::vector<std::string>& servers) {
  farm::Zone zone;
  zone.name = name;
  zone.address = toLower(name) + ".lan";
  for (const std::string& member : servers) zone.members.push_back({member, 1});
  zone.balancer = farm::Balancer{};
  zone.balancer->name = name + " balancer";
  zone.balancer->capacity.instances = 2;
  zone.balancer->healthCheck.kind = farm::HealthCheck::Kind::Http;
  return zone;
}

farm::Reference call(const std::string& consumer, const std::string& producer, double calls, double demandMs) {
  farm::Reference reference;
  reference.consumer = consumer;
  reference.producer = producer;
  reference.calls = calls;
  reference.work = farm::Work{milliseconds(demandMs), 1, milliseconds(6)};
  return reference;
}

farm::Users users(const std::string& name, const std::string& application, double perSecond) {
  farm::Users users;
  users.name = name;
  users.application = application;
  users.load = farm::OpenLoad{Rate{perSecond}};
  return users;
}

farm::Link link(const std::string& from, const std::string& to, double ms, std::vector<int> openPorts) {
  farm::Link link;
  link.from = from;
  link.to = to;
  link.latency = Duration::seconds(ms / 1000);
  link.firewall = !openPorts.empty();
  link.openPorts = std::move(openPorts);
  return link;
}

farm::Route route(const std::string& path, const std::string& zone) {
  farm::Route route;
  route.path = path;
  route.zone = zone;
  return route;
}

farm::Farm singleServer() {
  farm::Farm farm;
  farm.name = "single-server";
  farm.environment.hostName = "department.mydomain.net";
  farm.servers = {server("FE1")};
  farm.servers[0].controller = true;
  farm.zones = {zone("Global", {"FE1"})};
  farm.zones[0].isDefault = true;
  farm.zones[0].balancer.reset();
  farm.zones[0].address = farm.environment.hostName;
  farm.applications = {application("Department", "Global", 11, 1.5)};
  farm.databases = {database("DB", 2, 1)};
  farm::Users people = users("staff", "Department", 0);
  people.load = farm::ClosedLoad{400, milliseconds(20000)};
  people.requestsPerPage = 4;
  farm.users = {people};
  farm.links = {link("FE1", "DB", 0.15)};
  return farm;
}

farm::Farm intranetZone() {
  farm::Farm farm;
  farm.name = "intranet-zone";
  farm.environment.hostName = "www.mydomain.net";
  farm.servers = {server("FE1", "lan"), server("FE2", "lan"), server("FE3", "lan")};
  farm.servers[0].controller = true;
  farm.zones = {zone("Global", {"FE1", "FE2", "FE3"}), zone("Intranet", {"FE2", "FE3"})};
  farm.zones[0].isDefault = true;
  for (farm::Zone& zone : farm.zones) {
    zone.balancer->capacity.instances = 1;
    zone.balancer->segment = "lan";
  }
  farm.proxy = proxy("RP", 1, {route("/AppX", "Global"), route("/AppY", "Intranet")}, "Global", "lan");
  farm.applications = {application("AppX", "Global", 11, 1), application("AppY", "Intranet", 40, 4)};
  farm.references = {call("AppX", "AppY", 0.2, 8)};
  farm.databases = {database("DB", 8, 1, "lan")};
  farm.users = {users("public", "AppX", 400), users("staff", "AppY", 36)};
  for (farm::Users& people : farm.users) people.segment = "internet";
  farm.links = {link("internet", "lan", 15)};
  return farm;
}

farm::Farm dmzFarm() {
  farm::Farm farm;
  farm.name = "dmz-farm";
  farm.environment.hostName = "www.mydomain.net";
  farm.environment.cacheBrokers = 3;
  std::vector<std::string> dmz;
  for (int i = 1; i <= 13; ++i) {
    const std::string name = "FE" + std::to_string(i);
    farm.servers.push_back(server(name, i <= 7 ? "dmz" : "lan"));
  }
  farm::Server controller = server("CTRL", "lan");
  controller.controller = true;
  controller.inBalancer = false;
  farm.servers.push_back(controller);
  farm.zones = {zone("Public", {"FE1", "FE2", "FE3", "FE4", "FE5"}), zone("Partner", {"FE6", "FE7"}),
                zone("Internal", {"FE8", "FE9", "FE10", "FE11"}), zone("Batch", {"FE12", "FE13"}), zone("Global", {})};
  for (farm::Zone& zone : farm.zones) {
    zone.httpsInternal = true;
    zone.balancer->segment = zone.name == "Public" || zone.name == "Partner" ? "dmz" : "lan";
  }
  farm.zones[4].isDefault = true;
  farm.zones[4].includesAllServers = true;
  farm.proxy =
      proxy("RP", 2, {route("/Shop", "Public"), route("/PartnerApi", "Partner"), route("/BackOffice", "Internal")}, "",
            "dmz");
  farm.proxy->address = "rp.mydomain.net";
  farm.applications = {application("Shop", "Public", 11, 1), application("PartnerApi", "Partner", 15, 1),
                       application("BackOffice", "Internal", 40, 4), application("Nightly", "Batch", 30, 4)};
  for (farm::Application& item : farm.applications) item.critical = item.name == "Shop";
  farm.applications[3].clientTraffic = false;
  farm.references = {call("Shop", "BackOffice", 0.3), call("PartnerApi", "BackOffice", 1)};
  farm.databases = {database("SQL", 20, 2, "lan")};
  farm.users = {users("world", "Shop", 900), users("partners", "PartnerApi", 60), users("office", "BackOffice", 120)};
  farm.users[0].segment = farm.users[1].segment = "internet";
  farm.users[2].segment = "lan";
  farm.links = {link("internet", "dmz", 15, {80, 443}), link("dmz", "lan", 0.3, {443, 1433, 5672, 12000, 12100})};
  return farm;
}

farm::Farm cleanFarm() {
  farm::Farm farm;
  farm.name = "clean";
  farm.environment.hostName = "www.mydomain.net";
  farm.environment.cacheBrokers = 3;
  for (int i = 1; i <= 4; ++i) farm.servers.push_back(server("FE" + std::to_string(i)));
  farm.zones = {zone("Front", {"FE1", "FE2"}), zone("Back", {"FE3", "FE4"}), zone("All", {})};
  farm.zones[2].includesAllServers = true;
  farm.zones[2].isDefault = true;
  farm.proxy = proxy("RP", 2, {route("/Shop", "Front"), route("/Office", "Back")}, "");
  farm.applications = {application("Shop", "Front"), application("Office", "Back")};
  farm.references = {call("Shop", "Office", 0.5)};
  farm.databases = {database("SQL", 8, 2)};
  farm.users = {users("customers", "Shop", 100), users("staff", "Office", 20)};
  return farm;
}

farm::Zone& zoneOf(farm::Farm& farm, const std::string& name) {
  return named(farm.zones, name);
}
farm::Server& serverOf(farm::Farm& farm, const std::string& name) {
  return named(farm.servers, name);
}
farm::Application& applicationOf(farm::Farm& farm, const std::string& name) {
  return named(farm.applications, name);
}

}  // namespace headroom::tests
