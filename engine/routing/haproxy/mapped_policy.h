// Common ground of static-rr and map-based hashing: the map of slots and the index that walks through it.
#pragma once

#include <vector>

#include "engine/routing/haproxy/haproxy_policy.h"
#include "engine/routing/haproxy/slot_map.h"

namespace headroom::routing {

class MappedPolicy : public HaproxyPolicy {
 public:
  MappedPolicy(const std::vector<ServerSpec>& servers, bool allBackups);

 protected:
  /// The map of the group in use. It is built when it is first needed after a change.
  const SlotMap& map() {
    if (stale_) [[unlikely]]
      deal();
    return map_;
  }
  /// The next slot with room whose server is not `avoid`; `avoid` if it alone has room; nullopt when all are full.
  Choice nextInMap(ServerIndex avoid) {
    const SlotMap& slots = map();
    if (index_ >= slots.size()) {
      if (slots.size() == 0) return kNoServer;  // the index stays where it is
      index_ = 0;
    }
    const ServerIndex next = slots[index_];
    if (hasRoom(next) && next != avoid) [[likely]] {
      ++index_;
      return next;
    }
    return searchMap(avoid);
  }

  std::string tieBreak() const override { return "declaration order, when the map is dealt"; }
  std::string measure(ServerIndex server) const override;

 private:
  /// Builds the map anew after a change of servers or weights.
  void deal();
  /// nextInMap() when the next slot will not do.
  Choice searchMap(ServerIndex avoid);
  void entered(ServerIndex) override { stale_ = true; }
  void left(ServerIndex, std::uint32_t) override { stale_ = true; }
  void reweighed(ServerIndex, std::uint32_t) override { stale_ = true; }

  SlotMap map_;
  std::vector<SlotMap::Weighted> dealt_;
  std::size_t index_ = 0;
  bool stale_ = true;
};

}  // namespace headroom::routing
