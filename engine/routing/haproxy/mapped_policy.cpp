#include "engine/routing/haproxy/mapped_policy.h"

namespace headroom::routing {

MappedPolicy::MappedPolicy(const std::vector<ServerSpec>& servers, bool allBackups)
    : HaproxyPolicy(servers, allBackups, WeightScale::Reduced) {
  for (ServerIndex i = 0; i < members_.size(); ++i) dealt_.push_back({i, members_[i].effective});
  map_.reserve(dealt_);
}

// Without `allbackups` the original means to use the first backup alone: it makes a map of only as many slots as that
// one has, but deals them among all backups. Most slots still fall to the first.
void MappedPolicy::deal() {
  dealt_.clear();
  const Group group = groupInUse().value_or(Backup);
  for (ServerIndex i = 0; i < members_.size(); ++i) {
    if (members_[i].inPlay && members_[i].group == group) dealt_.push_back({i, members_[i].effective});
  }
  const Choice sole = groupInUse() ? Choice() : soleBackup();
  if (sole) {
    map_.build(dealt_, members_[*sole].effective);
  } else {
    map_.build(dealt_);
  }
  stale_ = false;
}

Choice MappedPolicy::searchMap(ServerIndex avoid) {
  const SlotMap& slots = map();
  std::size_t afterAvoided = 0;
  bool metAvoided = false;
  std::size_t slot = index_;
  for (std::size_t n = 0; n < slots.size(); ++n) {
    const ServerIndex server = slots[slot];
    const std::size_t following = slot + 1 == slots.size() ? 0 : slot + 1;
    if (hasRoom(server)) {
      if (server != avoid) {
        index_ = slot + 1;
        return server;
      }
      metAvoided = true;
      afterAvoided = slot + 1;
    }
    slot = following;
  }
  if (!metAvoided) return std::nullopt;
  index_ = afterAvoided;
  return avoid;
}

std::string MappedPolicy::measure(ServerIndex server) const {
  return std::to_string(members_[server].effective) + " slots of the map";
}

}  // namespace headroom::routing
