#include "engine/routing/request_hashing/hashed_map.h"

namespace headroom::routing {

Choice HashedMap::choose(const RequestKey& key, Instant now, RandomSource&) {
  catchUp(now);
  const SlotMap& slots = map();
  if (slots.size() == 0) return std::nullopt;
  std::uint32_t usable = countInPlay(Active);
  if (usable == 0) [[unlikely]]
    usable = groupInUse() ? countInPlay(Backup) : 1;
  const auto hash = hash_(key, usable);
  if (!hash) return nextInMap(avoided(key));
  return slots[*hash % static_cast<std::uint32_t>(slots.size())];
}

std::string HashedMap::rule(const RequestKey& key) const {
  const auto hash = hash_(key, 0);
  if (!hash) return "the request has no such key: the next turn of the map";
  return hash_.describe() + " = " + std::to_string(*hash) + ", modulo the number of slots";
}

}  // namespace headroom::routing
