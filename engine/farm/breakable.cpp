#include "engine/farm/breakable.h"

#include <algorithm>
#include <unordered_set>

#include "engine/farm/database_load.h"

namespace headroom::farm {

std::vector<std::string> breakableNames(const Farm& farm) {
  std::vector<std::string> names;
  std::unordered_set<std::string> known;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && known.insert(name).second) names.push_back(name);
  };
  for (const std::string& node : nodeNames(farm)) add(node);
  for (const Link& link : farm.links) add(link.name);
  for (const FailureDomain& domain : farm.failureDomains) add(domain.name);
  for (const Database& database : farm.databases) {
    if (database.cache) add(cacheNameOf(database));
    if (database.readInstances > 0) add(readsNameOf(database));
  }
  for (const Zone& zone : farm.zones) add(zone.name);
  return names;
}

std::vector<std::string> serversOfNoOtherZone(const Farm& farm, const Zone& zone) {
  std::unordered_set<std::string> elsewhere;
  for (const Zone& other : farm.zones) {
    if (other.name == zone.name) continue;
    for (const ZoneMember& member : membersOf(farm, other)) elsewhere.insert(member.server);
  }
  std::vector<std::string> servers;
  for (const ZoneMember& member : membersOf(farm, zone)) {
    if (elsewhere.count(member.server) == 0) servers.push_back(member.server);
  }
  return servers;
}

void forgetLost(const Farm& before, Farm& after) {
  forgetLostLocks(after);
  if (after.events.empty()) return;
  std::unordered_set<std::string> lost;
  for (std::string& name : breakableNames(before)) lost.insert(std::move(name));
  for (const std::string& name : breakableNames(after)) lost.erase(name);
  std::erase_if(after.events, [&](const PlannedEvent& event) { return lost.count(event.node) > 0; });
}

}  // namespace headroom::farm
