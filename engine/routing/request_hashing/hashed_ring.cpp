#include "engine/routing/request_hashing/hashed_ring.h"

#include <algorithm>

namespace headroom::routing {

HashedRing::HashedRing(const std::vector<ServerSpec>& servers, bool allBackups, RequestHash hash,
                       std::uint32_t balanceFactor)
    : RingPolicy(servers, allBackups), hash_(std::move(hash)), balanceFactor_(balanceFactor), before_(servers.size()) {
  addUp();
  std::array<std::uint64_t, 2> sum{0, 0};
  for (ServerIndex i = 0; i < members_.size(); ++i) {
    const Member& m = members_[i];
    if (!m.inPlay) continue;
    before_[i] = sum[m.group];
    sum[m.group] += m.effective;
  }
}

Choice HashedRing::choose(const RequestKey& key, Instant now, RandomSource&) {
  catchUp(now);
  const std::optional<Group> group = groupInUse();
  if (!group) return soleBackup();
  Ring& ring = rings_[*group];
  const ServerIndex avoid = avoided(key);
  const auto hash = hash_(key, countInPlay(*group));
  if (!hash) return walk(*group, avoid);
  if (changed_) addUp();
  std::size_t at = ring.nearest(*hash);
  const auto passedOver = [&](ServerIndex s) { return s == avoid || (balanceFactor_ > 0 && !withinBound(s)); };
  for (std::size_t wraps = 0; passedOver(ring[at].server);) {
    at = ring.following(at);
    if (at == 0 && ++wraps > 1) break;
  }
  return ring[at].server;
}

// Node by node from the last turn on. The original has one pointer for both groups: left behind on the ring of the
// other group it goes on there, up to that ring's end. Without a last turn it looks at the first node only: if that is
// full the request waits, whoever else has room; and so does the next one, because a search in vain forgets the place.
Choice HashedRing::walk(Group group, ServerIndex avoid) {
  int on = rings_[Active].walking() ? Active : rings_[Backup].walking() ? Backup : group;
  const bool walking = rings_[static_cast<std::size_t>(on)].walking();
  const int first = on;
  const std::size_t stop = walking ? rings_[static_cast<std::size_t>(on)].pointer() : 0;
  std::size_t at = stop;
  std::optional<std::pair<int, std::size_t>> turn;
  bool found = false;
  const std::size_t most = walking ? rings_[Active].size() + rings_[Backup].size() : 1;
  for (std::size_t n = 0; n < most && !found; ++n) {
    if (walking && ++at == rings_[static_cast<std::size_t>(on)].size()) {
      at = 0;
      on = group;
    }
    const ServerIndex server = rings_[static_cast<std::size_t>(on)][at].server;
    if (hasRoom(server)) {
      turn = {on, at};
      found = server != avoid;
    }
    if (on == first && at == stop) break;
  }
  for (Ring& ring : rings_) ring.stopWalking();
  if (!turn) return std::nullopt;
  Ring& ring = rings_[static_cast<std::size_t>(turn->first)];
  ring.walkTo(turn->second);
  return ring[turn->second].server;
}

void HashedRing::addUp() {
  total_ = {0, 0};
  for (const Member& m : members_) {
    if (m.inPlay) total_[m.group] += m.effective;
  }
  changed_ = false;
}

// Slots of all servers together, dealt by weight; what does not divide goes to servers by their cumulated weight.
bool HashedRing::withinBound(ServerIndex server) const {
  const std::uint64_t all = total_[members_[server].group];
  const std::uint64_t before = before_[server];
  const std::uint64_t slots = ((open_ + 1) * balanceFactor_ + 99) / 100;
  const std::uint64_t weight = members_[server].effective;
  const std::uint64_t rest = slots % all;
  const std::uint64_t limit = weight * (slots / all) + (before + weight) * rest / all - before * rest / all;
  return members_[server].served < std::max<std::uint64_t>(1, limit);
}

void HashedRing::opened(ServerIndex server) {
  RingPolicy::opened(server);
  ++open_;
}

void HashedRing::closed(ServerIndex server) {
  RingPolicy::closed(server);
  --open_;
}

std::string HashedRing::rule(const RequestKey& key) const {
  const auto hash = hash_(key, 0);
  if (!hash) return "the request has no such key: the next node of the ring that has room";
  std::string text = hash_.describe() + " = " + std::to_string(*hash) + ", the nearest node of the ring";
  if (balanceFactor_ > 0)
    text += ", passing over servers above " + std::to_string(balanceFactor_) + " % of their share";
  return text;
}

}  // namespace headroom::routing
