#include "engine/sim/operations.h"

#include <algorithm>
#include <memory>

#include "engine/farm/breakable.h"
#include "engine/farm/database_load.h"

namespace headroom::sim {
namespace {

using Kind = farm::PlannedEvent::Kind;

class Operations {
 public:
  Operations(const farm::Farm& farm, const RunOptions& options, const WayTable& ways, Model& model,
             Diagnostics& problems)
      : farm_(farm), options_(options), ways_(ways), model_(model), problems_(problems) {}

  void add() {
    addParts();
    addChances();
    for (const farm::PlannedEvent& event : farm_.events) addEvent(event);
    for (const farm::Deployment& deployment : farm_.deployments) addDeployment(deployment);
    for (const std::string& node : options_.down) {
      if (model_.parts.count(node) == 0) {
        refuse("'" + node + "' cannot be taken out: the farm has no such node",
               "name a node, link, failure domain or zone");
      }
      model_.down.push_back(node);
    }
  }

 private:
  void refuse(std::string what, std::string remedy, const farm::Origin& origin = {}) {
    for (Diagnostic& each :
         problem(std::move(what), std::move(remedy), {farm_.file, origin.object.line, origin.object.column})) {
      problems_.push_back(std::move(each));
    }
  }

  void addParts() {
    for (Index i = 0; i < model_.stations.size(); ++i) {
      const StationSpec& spec = model_.stations[i];
      using enum StationSpec::Kind;
      if (spec.kind == Link || spec.kind == Cores || spec.kind == Lock) continue;
      model_.parts[spec.name] = {Part::Kind::Station, i};
    }
    for (Index i = 0; i < model_.servers.size(); ++i) model_.parts[model_.servers[i].name] = {Part::Kind::Server, i};
    for (std::size_t i = 0; i < farm_.links.size(); ++i) {
      const Part link{Part::Kind::Link, ways_.failing(i)};
      if (link.index != kNone && !farm_.links[i].name.empty()) model_.parts.emplace(farm_.links[i].name, link);
    }
    for (const farm::FailureDomain& domain : farm_.failureDomains) {
      DomainSpec spec{domain.name, {}};
      for (Index s = 0; s < model_.servers.size(); ++s) {
        if (farm_.servers[s].failureDomain == domain.name) spec.servers.push_back(s);
      }
      addDomain(std::move(spec));
    }
    for (Index z = 0; z < model_.zones.size(); ++z) {
      DomainSpec spec{farm_.zones[z].name, {}, model_.zones[z].station};
      for (const std::string& server : farm::serversOfNoOtherZone(farm_, farm_.zones[z])) {
        const auto part = model_.parts.find(server);
        if (part != model_.parts.end()) spec.servers.push_back(part->second.index);
      }
      addDomain(std::move(spec));
    }
  }

  void addDomain(DomainSpec spec) {
    model_.parts.emplace(spec.name, Part{Part::Kind::Domain, static_cast<Index>(model_.domains.size())});
    model_.domains.push_back(std::move(spec));
  }

  std::string nameOf(Part part) const {
    switch (part.kind) {
      case Part::Kind::Server:
        return model_.servers[part.index].name;
      case Part::Kind::Station:
        return model_.stations[part.index].name;
      case Part::Kind::Link:
        return model_.links[part.index].name;
      case Part::Kind::Domain:
        return model_.domains[part.index].name;
    }
    return {};
  }

  std::string kindOf(Part part) const {
    if (part.kind == Part::Kind::Server) return "server";
    if (part.kind == Part::Kind::Link) return "link";
    if (part.kind == Part::Kind::Domain)
      return model_.domains[part.index].balancer == kNone ? "failure domain" : "zone";
    const StationSpec::Kind kind = model_.stations[part.index].kind;
    if (kind == StationSpec::Kind::Cache) return "cache";
    if (kind == StationSpec::Kind::Reads) return "reads";
    return kind == StationSpec::Kind::Proxy ? "proxy" : kind == StationSpec::Kind::Balancer ? "balancer" : "database";
  }

  void watch(Part part) {
    const auto same = [&](const WatchedPart& w) { return w.part.kind == part.kind && w.part.index == part.index; };
    if (std::any_of(model_.watched.begin(), model_.watched.end(), same)) return;
    model_.watched.push_back({part, nameOf(part), kindOf(part)});
    if (part.kind != Part::Kind::Domain) return;
    const DomainSpec& domain = model_.domains[part.index];
    if (domain.balancer != kNone) watch({Part::Kind::Station, domain.balancer});
    for (const Index server : domain.servers) watch({Part::Kind::Server, server});
  }

  void addChance(Part part, const std::optional<farm::Reliability>& reliability, int instances = 1) {
    if (!reliability || reliability->mtbf.isZero() || reliability->mttr.isZero()) return;
    for (int i = 0; i < instances; ++i) {
      FailureSpec spec;
      spec.part = part;
      spec.instance = static_cast<Index>(i);
      spec.stream = "failures/" + nameOf(part) + (instances > 1 ? "#" + std::to_string(i + 1) : "");
      spec.timeToFailure = kernel::Sampler(reliability->mtbf, static_cast<double>(kChanceUnit));
      spec.timeToRepair = kernel::Sampler(reliability->mttr, static_cast<double>(kChanceUnit));
      model_.failures.push_back(std::move(spec));
    }
    watch(part);
  }

  void addChances() {
    const auto of = [&](const std::string& name) { return model_.parts.at(name); };
    if (farm_.proxy) addChance(of(farm_.proxy->name), farm_.proxy->reliability, farm_.proxy->capacity.instances);
    for (const farm::Zone& zone : farm_.zones) {
      if (!zone.balancer) continue;
      addChance(of(farm::balancerName(zone)), zone.balancer->reliability, zone.balancer->capacity.instances);
    }
    for (const farm::Server& server : farm_.servers) addChance(of(server.name), server.reliability);
    for (const farm::Database& database : farm_.databases) {
      addChance(of(database.name), database.reliability, database.instances);
      if (database.readInstances > 0) {
        addChance(of(farm::readsNameOf(database)), database.reliability, database.readInstances);
      }
      if (database.cache) addChance(of(farm::cacheNameOf(database)), database.cache->reliability);
    }
    for (std::size_t i = 0; i < farm_.links.size(); ++i) {
      addChance({Part::Kind::Link, ways_.failing(i)}, farm_.links[i].reliability);
    }
    for (const farm::FailureDomain& domain : farm_.failureDomains) addChance(of(domain.name), domain.reliability);
  }

  void addEvent(const farm::PlannedEvent& event) {
    const auto part = model_.parts.find(event.node);
    if (part == model_.parts.end()) {
      return refuse("an event names an unknown node '" + event.node + "'", "name a node, link, failure domain or zone",
                    event.origin);
    }
    EventSpec spec;
    spec.at = event.at;
    spec.part = part->second;
    spec.kind = event.kind;
    if (event.kind == Kind::Fail || event.kind == Kind::Repair) {
      watch(spec.part);
    } else {
      checkCommand(event, spec);
    }
    model_.events.push_back(spec);
  }

  /// Who is told, and whether they can do it.
  void checkCommand(const farm::PlannedEvent& event, EventSpec& spec) {
    spec.weight = event.weight.value_or(1);
    if (spec.part.kind != Part::Kind::Server) {
      return refuse("an event tells balancers about '" + event.node + "', which is no server", "name a server",
                    event.origin);
    }
    bool known = false;
    for (Index z = 0; z < model_.zones.size(); ++z) {
      if (!event.zone.empty() && model_.zones[z].name != event.zone) continue;
      if (!event.zone.empty()) spec.zone = z;
      const auto& members = model_.zones[z].members;
      for (Index m = 0; m < members.size(); ++m) {
        if (members[m].server != spec.part.index) continue;
        known = true;
        if (event.kind == Kind::Weight) checkWeight(event, model_.zones[z], m);
      }
    }
    if (known) return;
    refuse("an event tells " + (event.zone.empty() ? "the balancers" : "the balancer of zone " + event.zone) +
               " about server " + event.node + ", to which nothing is sent there",
           "name a member of the zone", event.origin);
  }

  /// The first half comes back before the second one leaves.
  void addDeployment(const farm::Deployment& deployment) {
    Duration at = deployment.at;
    for (const std::vector<std::string>& half : farm::halvesOf(farm_, deployment)) {
      for (const Kind kind : {Kind::Maintenance, Kind::Ready}) {
        for (const std::string& server : half) {
          EventSpec spec{at, model_.parts.at(server), kind};
          if (kind == Kind::Ready) {
            spec.coldStart = deployment.coldStart;
            spec.coldWork = deployment.coldWork;
          }
          model_.events.push_back(spec);
        }
        if (kind == Kind::Maintenance) at += deployment.half;
      }
    }
  }

  /// Some algorithms cannot change weights while they run.
  void checkWeight(const farm::PlannedEvent& event, const ZoneSpec& zone, Index member) {
    const auto pool = routing::Pool::create(zone.balancing);
    if (!pool) return;  // said elsewhere
    const Outcome outcome = (*pool)->setWeight(member, event.weight.value_or(1), Instant());
    if (!outcome)
      refuse("zone " + zone.name + ": " + outcome.problems().front().what, outcome.problems().front().remedy,
             event.origin);
  }

  const farm::Farm& farm_;
  const RunOptions& options_;
  const WayTable& ways_;
  Model& model_;
  Diagnostics& problems_;
};

}  // namespace

void addOperations(const farm::Farm& farm, const RunOptions& options, const WayTable& ways, Model& model,
                   Diagnostics& problems) {
  Operations(farm, options, ways, model, problems).add();
}

}  // namespace headroom::sim
