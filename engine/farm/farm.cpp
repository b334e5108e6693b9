#include "engine/farm/farm.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <unordered_map>

namespace headroom::farm {
namespace {

template <class T>
const T* findByName(const std::vector<T>& items, const std::string& name) {
  const auto it = std::find_if(items.begin(), items.end(), [&](const T& item) { return item.name == name; });
  return it == items.end() ? nullptr : &*it;
}

auto comparable(const Farm& f) {
  return std::tie(f.name, f.description, f.environment, f.proxy, f.zones, f.servers, f.databases, f.applications,
                  f.references, f.users, f.links, f.failureDomains, f.dns, f.slos, f.events, f.background,
                  f.deployments, f.assumptions, f.notes, f.run, f.comments);
}

}  // namespace

std::string_view wordsOf(ReferenceKind kind) {
  switch (kind) {
    case ReferenceKind::ServiceAction:
      return "service action";
    case ReferenceKind::Rest:
      return "REST";
    case ReferenceKind::Soap:
      return "SOAP";
    case ReferenceKind::Redirect:
      return "redirect";
    case ReferenceKind::Resource:
      break;
  }
  return "resource";
}

bool Farm::operator==(const Farm& other) const {
  return comparable(*this) == comparable(other);
}

const Zone* findZone(const Farm& farm, const std::string& name) {
  return findByName(farm.zones, name);
}
const Server* findServer(const Farm& farm, const std::string& name) {
  return findByName(farm.servers, name);
}
const Application* findApplication(const Farm& farm, const std::string& name) {
  return findByName(farm.applications, name);
}
const Database* findDatabase(const Farm& farm, const std::string& name) {
  return findByName(farm.databases, name);
}

std::vector<ZoneMember> membersOf(const Farm& farm, const Zone& zone) {
  std::vector<ZoneMember> members;
  const auto listed = [&](const std::vector<ZoneMember>& in, const std::string& server) {
    return std::find_if(in.begin(), in.end(), [&](const ZoneMember& m) { return m.server == server; });
  };
  if (!zone.includesAllServers) {
    for (const ZoneMember& member : zone.members) {
      if (listed(members, member.server) == members.end()) members.push_back(member);
    }
    return members;
  }
  for (const Server& server : farm.servers) {
    if (!server.inBalancer) continue;
    const auto own = listed(zone.members, server.name);  // a listed weight still counts
    members.push_back(own != zone.members.end() ? *own : ZoneMember{server.name});
  }
  return members;
}

std::vector<ZoneMember> balancerTargets(const Farm& farm, const Zone& zone) {
  const std::vector<ZoneMember> members = membersOf(farm, zone);
  const bool stated = zone.balancer && !zone.balancer->targets.empty();
  // A table of the few that are wanted, not of all there are: large farms ask this for hundreds of zones.
  std::unordered_map<std::string_view, const Server*> servers;
  if (stated) {
    for (const std::string& name : zone.balancer->targets) servers.try_emplace(name, nullptr);
  } else {
    for (const ZoneMember& member : members) servers.try_emplace(member.server, nullptr);
  }
  for (const Server& server : farm.servers) {
    const auto wanted = servers.find(server.name);
    if (wanted != servers.end() && wanted->second == nullptr) wanted->second = &server;
  }
  std::vector<ZoneMember> targets;
  if (!stated) {
    for (const ZoneMember& member : members) {
      const Server* const server = servers.at(member.server);
      if (server != nullptr && server->inBalancer) targets.push_back(member);
    }
    return targets;
  }
  for (const std::string& name : zone.balancer->targets) {
    if (servers.at(name) == nullptr) continue;
    const auto same = [&name](const ZoneMember& member) { return member.server == name; };
    if (std::any_of(targets.begin(), targets.end(), same)) continue;
    const auto member = std::find_if(members.begin(), members.end(), same);
    targets.push_back(member != members.end() ? *member : ZoneMember{name});
  }
  return targets;
}

std::array<std::vector<std::string>, 2> halvesOf(const Farm& farm, const Deployment& deployment) {
  std::array<std::vector<std::string>, 2> halves;
  std::unordered_map<std::string, std::vector<const Zone*>> zonesOf;
  for (const Zone& zone : farm.zones) {
    const auto& named = deployment.zones;
    if (!named.empty() && std::find(named.begin(), named.end(), zone.name) == named.end()) continue;
    for (const ZoneMember& member : membersOf(farm, zone)) zonesOf[member.server].push_back(&zone);
  }
  std::unordered_map<const Zone*, int> surplus;  // of servers in the first half
  for (const Server& server : farm.servers) {
    const auto zones = zonesOf.find(server.name);
    if (zones == zonesOf.end() || !server.deployEnabled) continue;
    int sum = 0;
    for (const Zone* zone : zones->second) sum += surplus[zone];
    const std::size_t half = sum > 0 ? 1 : 0;
    for (const Zone* zone : zones->second) surplus[zone] += half == 0 ? 1 : -1;
    halves[half].push_back(server.name);
  }
  return halves;
}

const Database* databaseOf(const Farm& farm, const Application& application) {
  if (!application.database.empty()) return findDatabase(farm, application.database);
  return farm.databases.empty() ? nullptr : &farm.databases.front();
}

std::string balancerName(const Zone& zone) {
  return zone.balancer && !zone.balancer->name.empty() ? zone.balancer->name : zone.name + " balancer";
}

std::vector<Module> modulesOf(const Application& application) {
  std::vector<Module> modules = application.modules;
  if (modules.empty()) modules.push_back(Module{application.name, {}, {}, {}, {}});
  for (Module& module : modules) {
    if (module.path.empty()) module.path = "/" + module.name;
  }
  return modules;
}

Work workOf(const Farm& farm, const Reference& reference) {
  if (reference.work) return *reference.work;
  const Application* producer = findApplication(farm, reference.producer);
  return producer ? producer->work : Work{};
}

int workersOf(const Server& server, const Pool& pool) {
  return pool.workers > 0 ? pool.workers : 100 * server.cores;
}

std::vector<const Server*> schedulersOf(const Farm& farm, const Zone& zone) {
  std::vector<const Server*> schedulers;
  for (const Server& server : farm.servers) {
    const std::vector<ZoneMember> members = membersOf(farm, zone);
    const bool member =
        zone.includesAllServers ||
        std::any_of(members.begin(), members.end(), [&](const ZoneMember& m) { return m.server == server.name; });
    if (member && server.scheduler) schedulers.push_back(&server);
  }
  return schedulers;
}

double rateOf(const Background& background) {
  return background.every > Duration() ? 1 / background.every.toSeconds() : background.rate.perSecond;
}

Duration timeoutOf(const Background& background) {
  const bool process =
      background.kind == Background::Kind::Process || background.kind == Background::Kind::LightProcess;
  return background.timeout.value_or(Duration::wholeSeconds(process ? 300 : 1200));
}

double unpausedShare(const Pauses& pauses) {
  const double interval = pauses.interval.mean.toSeconds();
  return interval > 0 ? interval / (interval + pauses.duration.mean.toSeconds()) : 1.0;
}

std::int64_t requestsUntilRecycled(const Server& server, const Pool& pool) {
  const Recycling& rules = pool.recycling;
  const std::int64_t limit = rules.memoryLimit > 0 ? rules.memoryLimit : server.memoryBytes / 10 * 6;
  std::int64_t least = std::max<std::int64_t>(0, rules.requests);
  if (rules.memoryGrowth <= 0 || limit <= 0) return least;
  const std::int64_t left = std::max<std::int64_t>(1, limit - rules.memoryAtStart);
  const std::int64_t byMemory = left / rules.memoryGrowth + (left % rules.memoryGrowth != 0 ? 1 : 0);
  return least == 0 ? byMemory : std::min(least, byMemory);
}

int initialWorkersOf(const Server& server, const Pool& pool) {
  const int most = workersOf(server, pool);
  if (pool.threads == Pool::Threads::Fixed) return most;
  return std::min(most, pool.initialWorkers > 0 ? pool.initialWorkers : 12 * server.cores);
}

double coresWorth(int busy, double contention, double coherency) {
  const double k = busy;
  return busy <= 1 ? k : k / (1 + contention * (k - 1) + coherency * k * (k - 1));
}

double capacityOf(const Server& server) {
  return coresWorth(std::max(1, server.cores), server.contention, server.coherency) *
         (server.speed > 0 ? server.speed : 1.0) * unpausedShare(server.pauses);
}

double capacityOf(const Database& database) {
  return coresWorth(std::max(1, database.cores), database.contention, database.coherency) *
         (database.speed > 0 ? database.speed : 1.0);
}

std::vector<Pool> poolsOf(const Server& server) {
  return server.pools.empty() ? std::vector<Pool>(1) : server.pools;
}

std::vector<std::string> nodeNames(const Farm& farm) {
  std::vector<std::string> names;
  for (const Users& users : farm.users) names.push_back(users.name);
  if (farm.proxy) names.push_back(farm.proxy->name);
  for (const Zone& zone : farm.zones) names.push_back(balancerName(zone));
  for (const Server& server : farm.servers) names.push_back(server.name);
  for (const Database& database : farm.databases) names.push_back(database.name);
  return names;
}

}  // namespace headroom::farm
