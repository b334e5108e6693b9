#include "tests/lint/violations.h"

#include <set>

#include "tests/network/farms.h"

namespace headroom::tests {
namespace {

using farm::Farm;

Law milliseconds(double ms) {
  return Law{Law::Kind::Exponential, Duration::seconds(ms / 1000), 0};
}

farm::OpenLoad& loadOf(Farm& farm, std::size_t users) {
  return std::get<farm::OpenLoad>(farm.users[users].load);
}

/// Puts users, front servers and the rest into three segments of their own, joined by two firewalls.
void segment(Farm& farm, std::vector<int> outside, std::vector<int> inside) {
  for (farm::Users& users : farm.users) users.segment = "internet";
  farm.proxy->segment = "dmz";
  for (farm::Server& server : farm.servers) server.segment = server.name < "FE3" ? "dmz" : "lan";
  farm.databases[0].segment = "lan";
  zoneOf(farm, "All").balancer->segment = "dmz";
  farm.links = {link("internet", "dmz", 10, std::move(outside)), link("dmz", "lan", 0.2, std::move(inside))};
}

void addController(Farm& farm) {
  farm::Server controller = server("CTRL");
  controller.controller = true;
  controller.inBalancer = false;
  farm.servers.push_back(controller);
  zoneOf(farm, "All").httpsInternal = true;
}

std::vector<Violation> zoneViolations() {
  return {
      {"ZN01", "zone Front", [](Farm& f) { zoneOf(f, "Front").members.clear(); }},
      {"ZN02", "zone Back",
       [](Farm& f) {
         serverOf(f, "FE3").deployEnabled = false;
         serverOf(f, "FE4").deployEnabled = false;
       }},
      {"ZN03", "application Office", [](Farm& f) { applicationOf(f, "Office").zone.clear(); }},
      {"ZN04", "module Shop_Api",
       [](Farm& f) {
         f.applications[0].modules = {{"Shop", "", "", {}, {}}, {"Shop_Api", "/Shop/api", "Back", {}, {}}};
         f.proxy->routes.push_back(route("/Shop/api", "Back"));
       }},
      {"ZN05", "farm clean", [](Farm& f) { zoneOf(f, "All").isDefault = false; }},
      {"ZN06", "zone Front",
       [](Farm& f) {
         zoneOf(f, "All").isDefault = false;
         zoneOf(f, "Front").isDefault = true;
       }},
      {"ZN07", "zone All",
       [](Farm& f) {
         zoneOf(f, "All").members = {{"FE1", 1}};
       }},
      {"ZN08", "server FE5", [](Farm& f) { f.servers.push_back(server("FE5")); }},
      {"ZN10", "zone Back", [](Farm& f) { serverOf(f, "FE4").memoryBytes *= 2; }},
      {"ZN11", "server FE3",
       [](Farm& f) {
         zoneOf(f, "Front").members.push_back({"FE3", 1});
         loadOf(f, 0).rate.perSecond = 300;
         loadOf(f, 1).rate.perSecond = 150;
       }},
  };
}

std::vector<Violation> addressViolations() {
  return {
      {"AD01", "zone Back", [](Farm& f) { zoneOf(f, "Back").address = "192.168.42.23:8080/site"; }},
      {"AD02", "zone Back", [](Farm& f) { zoneOf(f, "Back").address = "FE3"; }},
      {"AD03", "balancer Back balancer",
       [](Farm& f) {
         zoneOf(f, "Back").balancer->targets = {"FE1", "FE3", "FE4"};
       }},
      {"AD04", "zone Back",
       [](Farm& f) {
         segment(f, {80, 443}, {80, 443, 1433});
         f.dns = {{"back.lan", "Back balancer", {"lan"}, {}, {}}};
       }},
      {"AD05", "zone Back",
       [](Farm& f) {
         segment(f, {80, 443}, {1433});
       }},
      {"AD06", "zone Back", [](Farm& f) { zoneOf(f, "Back").balancer->ports = {443}; }},
      {"AD07", "zone Back", [](Farm& f) { zoneOf(f, "Back").address = "www.mydomain.net"; }},
      {"AD08", "zone Back",
       [](Farm& f) {
         f.proxy->address = "vip.mydomain.net";
         zoneOf(f, "Back").address = "vip.mydomain.net";
       }},
      {"AD09", "zone Back", [](Farm& f) { zoneOf(f, "Back").address = "Front.lan"; }},
      {"AD10", "zone Back",
       [](Farm& f) {
         zoneOf(f, "Back").httpsInternal = true;
         zoneOf(f, "Back").certificateNames = {"*.mydomain.net"};
       }},
      {"AD11", "zone All",
       [](Farm& f) {
         addController(f);
         zoneOf(f, "All").httpsInternal = false;
       }},
      {"AD12", "zone Back", [](Farm& f) { zoneOf(f, "Back").address = "localhost"; }},
      {"AD13", "reference Shop → Office", [](Farm& f) { f.references[0].kind = farm::ReferenceKind::Redirect; }},
  };
}

std::vector<Violation> routingViolations() {
  return {
      {"RT01", "application Office", [](Farm& f) { f.proxy->routes[1].zone = "Front"; }},
      {"RT02", "module Shop_Theme",
       [](Farm& f) {
         f.applications[0].modules = {{"Shop", "", "", {}, {}}, {"Shop_Theme", "", "", {}, {}}};
       }},
      {"RT03", "reference Shop → Widgets",
       [](Farm& f) {
         f.applications.push_back(application("Widgets", "Front", 1, 0));
         f.applications[2].clientTraffic = false;
         f.references.push_back(call("Shop", "Widgets"));
         f.references[1].kind = farm::ReferenceKind::Resource;
       }},
      {"RT04", "users staff",
       [](Farm& f) {
         f.users[1].segment = "branch";
         f.proxy->segment = "dmz";
         f.links = {link("branch", "dmz", 5, {8080})};
       }},
      {"RT05", "route /Shop",
       [](Farm& f) {
         f.proxy->routes[0].match = farm::Route::Match::PlainPrefix;
         f.applications.push_back(application("Shopping", "Back", 1, 0));
       }},
      {"RT06", "route /Gone", [](Farm& f) { f.proxy->routes.push_back(route("/Gone", "Back")); }},
      {"RT07", "application Office",
       [](Farm& f) {
         f.applications[1].internalOnly = true;
         f.users.pop_back();
       }},
      {"RT08", "route /ServiceCenter", [](Farm& f) { f.proxy->routes.push_back(route("/ServiceCenter", "All")); }},
      {"RT12", "balancer Front balancer",
       [](Farm& f) {
         zoneOf(f, "Front").balancer->ports = {80, 443, 8443};
       }},
      {"RT13", "proxy RP", [](Farm& f) { f.proxy->layer = farm::Layer::L4; }},
  };
}

std::vector<Violation> callViolations() {
  return {
      {"CL01", "reference Shop → Office", [](Farm& f) { f.references[0].address = "www.mydomain.net"; }},
      {"CL02", "reference Shop → Office", [](Farm& f) { f.references.push_back(call("Office", "Shop", 0.1)); }},
      {"CL03", "application Shop", [](Farm& f) { f.references[0].calls = 12; }},
      {"CL05", "users customers", [](Farm& f) { f.users[0].timeout = Duration::milliseconds(20); }},
      {"LB01", "balancer Back balancer", [](Farm& f) { zoneOf(f, "Back").balancer->affinity = true; }},
      {"LB02", "balancer Back balancer",
       [](Farm& f) { zoneOf(f, "Back").balancer->healthCheck.kind = farm::HealthCheck::Kind::None; }},
      {"LB03", "balancer Back balancer",
       [](Farm& f) { zoneOf(f, "Back").balancer->healthCheck.interval = Duration::wholeSeconds(30); }},
      {"LB05", "zone Back", [](Farm& f) { serverOf(f, "FE4").cores = 16; }},
      {"LB06", "balancer All balancer",
       [](Farm& f) {
         addController(f);
         zoneOf(f, "All").balancer->targets = {"FE1", "FE2", "FE3", "FE4", "CTRL"};
       }},
  };
}

/// The balancer of zone Back as one of another product.
farm::Balancer& backAs(Farm& farm, farm::Product product, const std::string& algorithm = {}) {
  farm::Balancer& balancer = *zoneOf(farm, "Back").balancer;
  balancer.product = product;
  balancer.algorithm = algorithm;
  balancer.healthCheck.kind.reset();
  return balancer;
}

std::vector<Violation> productViolations() {
  using farm::Product;
  return {
      {"LB07", "balancer Back balancer", [](Farm& f) { backAs(f, Product::Haproxy, "leastcon"); }},
      {"LB08", "balancer Back balancer", [](Farm& f) { backAs(f, Product::Nginx); }},
      {"LB09", "balancer Back balancer",
       [](Farm& f) { backAs(f, Product::Haproxy, "uri").options.hashType = "consistent"; }},
      {"LB10", "balancer Back balancer", [](Farm& f) { backAs(f, Product::Haproxy, "source"); }},
      {"LB11", "balancer Back balancer", [](Farm& f) { backAs(f, Product::Haproxy, "leastconn"); }},
      {"LB12", "balancer Back balancer", [](Farm& f) { backAs(f, Product::Envoy); }},
      {"LB13", "balancer Back balancer",
       [](Farm& f) {
         backAs(f, Product::F5);
         zoneOf(f, "Back").members[1].weight = 3;
       }},
      {"RT14", "proxy RP",
       [](Farm& f) {
         f.proxy->product = Product::Nginx;
         f.proxy->routes[0].match = farm::Route::Match::Regex;
         f.proxy->routes[0].path = "(";
       }},
  };
}

std::vector<Violation> networkViolations() {
  return {
      {"NW01", "database SQL",
       [](Farm& f) {
         segment(f, {80, 443}, {80, 443});
       }},
      {"NW02", "server FE4",
       [](Farm& f) {
         segment(f, {80, 443}, {80, 443, 1433, 5672});
         serverOf(f, "FE4").controller = true;
       }},
      {"NW03", "server FE4",
       [](Farm& f) {
         segment(f, {80, 443}, {80, 443, 1433, 12000});
         serverOf(f, "FE4").controller = true;
         f.environment.cacheBrokers = 0;
       }},
      {"NW04", "server FE1",
       [](Farm& f) {
         segment(f, {80, 443, 12001}, {80, 443, 1433});
       }},
      {"NW05", "database SQL", [](Farm& f) { f.links = {link("FE3", "SQL", 3)}; }},
      {"OP01", "zone Back",
       [](Farm& f) {
         serverOf(f, "FE3").scheduler = false;
         serverOf(f, "FE4").scheduler = false;
       }},
      {"OP06", "zone Back",
       [](Farm& f) {
         for (const char* server : {"FE3", "FE4"}) {
           farm::PlannedEvent event;
           event.node = server;
           event.kind = farm::PlannedEvent::Kind::Drain;
           f.events.push_back(event);
         }
       }},
  };
}

std::vector<Violation> availabilityViolations() {
  return {
      {"HA01", "balancer Back balancer", [](Farm& f) { zoneOf(f, "Back").balancer->capacity.instances = 1; }},
      {"HA02", "zone Back",
       [](Farm& f) { serverOf(f, "FE3").failureDomain = serverOf(f, "FE4").failureDomain = "host-1"; }},
      {"HA03", "server FE2", [](Farm& f) { loadOf(f, 0).rate.perSecond = 300; }},
      {"HA04", "server FE2",
       [](Farm& f) {
         farm::Deployment deployment;
         deployment.half = Duration::wholeSeconds(600);
         f.deployments = {deployment};
         loadOf(f, 0).rate.perSecond = 320;
       }},
      {"HA05", "server FE1",
       [](Farm& f) {
         serverOf(f, "FE1").controller = true;
         f.environment.cacheBrokers = 0;
       }},
      {"HA06", "database SQL", [](Farm& f) { f.databases[0].instances = 1; }},
      {"HA07", "zone Back", [](Farm& f) { zoneOf(f, "Back").address = "www.mydomain.net"; }},
  };
}

std::vector<Violation> capacityViolations() {
  return {
      {"CP01", "server FE1", [](Farm& f) { loadOf(f, 0).rate.perSecond = 500; }},
      {"CP03", "application Shop",
       [](Farm& f) {
         f.databases[0].connectionPool = 1;
         f.databases[0].cores = 64;
         loadOf(f, 0).rate.perSecond = 400;
       }},
      {"CP04", "database SQL", [](Farm& f) { f.databases[0].connectionLimit = 11; }},
      {"CP05", "database SQL", [](Farm& f) { f.databases[0].cores = 1; }},
      {"CP10", "lock SQL/stock",
       [](Farm& f) {
         f.databases[0].locks.push_back({"stock", 1, {}, {}});
         applicationOf(f, "Shop").work.lock = "stock";
         applicationOf(f, "Shop").work.databaseWriteDemand = milliseconds(20);
       }},
      {"CP07", "proxy RP",
       [](Farm& f) {
         f.proxy->capacity.demand = milliseconds(30);
         f.proxy->capacity.cores = 4;
       }},
  };
}

}  // namespace

const std::vector<Violation>& violations() {
  static const std::vector<Violation> all = [] {
    std::vector<Violation> joined;
    for (auto* part : {zoneViolations, addressViolations, routingViolations, callViolations, productViolations,
                       networkViolations, availabilityViolations, capacityViolations}) {
      for (Violation& violation : part()) joined.push_back(std::move(violation));
    }
    return joined;
  }();
  return all;
}

std::vector<lint::Finding> findingsOf(const farm::Farm& farm, const std::string& rule) {
  std::vector<lint::Finding> found;
  for (lint::Finding& finding : lint::check(farm)) {
    if (finding.rule == rule) found.push_back(std::move(finding));
  }
  return found;
}

std::vector<std::string> objectsOf(const farm::Farm& farm, const std::string& rule) {
  std::vector<std::string> objects;
  for (const lint::Finding& finding : findingsOf(farm, rule)) {
    const char letter = finding.severity == Severity::Error ? 'E' : finding.severity == Severity::Warning ? 'W' : 'I';
    objects.push_back(std::string(1, letter) + " " + finding.object);
  }
  return objects;
}

std::vector<std::string> rulesIn(const farm::Farm& farm) {
  std::set<std::string> ids;
  for (const lint::Finding& finding : lint::check(farm)) ids.insert(finding.rule);
  return {ids.begin(), ids.end()};
}

std::vector<std::string> errorsIn(const farm::Farm& farm) {
  std::set<std::string> ids;
  for (const lint::Finding& finding : lint::check(farm)) {
    if (finding.severity == Severity::Error) ids.insert(finding.rule);
  }
  return {ids.begin(), ids.end()};
}

}  // namespace headroom::tests
