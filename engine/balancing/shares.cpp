#include "engine/balancing/shares.h"

#include <algorithm>

#include "engine/balancing/algorithms.h"
#include "engine/balancing/settings.h"

namespace headroom::balancing {
namespace {

const Algorithm* algorithmOf(const farm::Farm& farm, const farm::Zone& zone) {
  const Settings settings = settingsOf(farm, zone);
  return findAlgorithm(settings.product, settings.algorithm.value);
}

bool onlyOneBackup(const farm::Zone& zone, const Algorithm* algorithm) {
  const bool haproxy = algorithm != nullptr && algorithm->coreProduct == "haproxy";
  return haproxy && !(zone.balancer && zone.balancer->options.allBackups.value_or(false));
}

}  // namespace

std::vector<Share> sharesOf(const farm::Farm& farm, const farm::Zone& zone,
                            const std::function<bool(const std::string&)>& isUp) {
  const Algorithm* algorithm = algorithmOf(farm, zone);
  std::vector<Share> proper, backups;
  for (const farm::ZoneMember& member : farm::balancerTargets(farm, zone)) {
    if (member.weight <= 0 || member.disabled || member.drain || !isUp(member.server)) continue;
    const bool weighted = algorithm == nullptr || algorithm->weighted;
    (member.backup ? backups : proper).push_back({member.server, weighted ? member.weight : 1});
  }
  if (!proper.empty()) return proper;
  if (backups.size() > 1 && onlyOneBackup(zone, algorithm)) backups.resize(1);
  return backups;
}

bool spreadsByWeight(const farm::Farm& farm, const farm::Zone& zone) {
  const Algorithm* algorithm = algorithmOf(farm, zone);
  if (algorithm == nullptr) return false;
  if (algorithm->coreAlgorithm == "random") return algorithm->coreProduct != "haproxy";
  for (const char* turns : {"roundrobin", "static-rr", "round_robin", "weighted_round_robin"}) {
    if (algorithm->coreAlgorithm == turns) return true;
  }
  return false;
}

}  // namespace headroom::balancing
