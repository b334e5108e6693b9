#include "engine/farm/scaled_servers.h"

namespace headroom::farm {

std::vector<std::string> scaledServersOf(const Farm& farm, const Zone& zone) {
  std::vector<std::string> names;
  for (const ZoneMember& member : balancerTargets(farm, zone)) {
    if (!member.disabled && !member.drain) names.push_back(member.server);
  }
  return names;
}

}  // namespace headroom::farm
