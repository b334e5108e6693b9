#include "engine/farm_file/farm_names.h"

#include "engine/farm/breakable.h"

namespace headroom::farm_file {
namespace {

void addSegments(FarmNames& names, const farm::Farm& farm) {
  const auto add = [&](const std::string& segment) {
    if (!segment.empty() && names.segments.set.count(segment) == 0) names.segments.add(segment);
  };
  for (const auto& users : farm.users) add(users.segment);
  if (farm.proxy) add(farm.proxy->segment);
  for (const auto& zone : farm.zones) {
    if (zone.balancer) add(zone.balancer->segment);
  }
  for (const auto& server : farm.servers) add(server.segment);
  for (const auto& database : farm.databases) add(database.segment);
}

void addPlaces(FarmNames& names, const farm::Farm& farm) {
  for (const std::string& node : names.nodes.ordered) names.places.add(node);
  for (const std::string& segment : names.segments.ordered) names.places.add(segment);
  for (const auto& link : farm.links) {
    ++names.linksAt[link.from];
    if (link.to != link.from) ++names.linksAt[link.to];
  }
}

}  // namespace

FarmNames namesOf(const farm::Farm& farm) {
  FarmNames names;
  for (const auto& server : farm.servers) {
    names.servers.add(server.name);
    for (const auto& pool : farm::poolsOf(server)) names.pools.add(pool.name);
  }
  for (const auto& database : farm.databases) names.databases.add(database.name);
  for (const auto& zone : farm.zones) names.zones.add(zone.name);
  for (const auto& application : farm.applications) names.applications.add(application.name);
  for (const auto& node : farm::nodeNames(farm)) names.nodes.add(node);
  addSegments(names, farm);
  for (const auto& name : farm::breakableNames(farm)) names.breakable.add(name);
  addPlaces(names, farm);
  return names;
}

}  // namespace headroom::farm_file
