#include "engine/routing/haproxy/ring_policy.h"

#include <algorithm>

namespace headroom::routing {

RingPolicy::RingPolicy(const std::vector<ServerSpec>& servers, bool allBackups)
    : HaproxyPolicy(servers, allBackups, WeightScale::Sixteenths) {
  std::array<std::vector<Ring::Share>, 2> shares;
  for (ServerIndex i = 0; i < members_.size(); ++i) {
    const Member& m = members_[i];
    most_.push_back(m.effective);
    if (m.inPlay) shares[m.group].push_back({i, m.id, 0, m.effective});
  }
  for (std::size_t g = 0; g < rings_.size(); ++g) rings_[g].add(shares[g]);
}

void RingPolicy::entered(ServerIndex server) {
  const Member& m = members_[server];
  changed_ = true;
  most_[server] = std::max(most_[server], m.effective);
  rings_[m.group].add({{server, m.id, 0, m.effective}});
}

void RingPolicy::left(ServerIndex server, std::uint32_t) {
  changed_ = true;
  rings_[members_[server].group].remove(server, 0);
}

// A server that gets more nodes than it ever had takes all of them off the ring first, because the original needs new
// memory for them; a walking pointer on one of them moves on.
void RingPolicy::reweighed(ServerIndex server, std::uint32_t was) {
  const Member& m = members_[server];
  changed_ = true;
  if (m.effective > most_[server]) {
    most_[server] = m.effective;
    rings_[m.group].remove(server, 0);
    rings_[m.group].add({{server, m.id, 0, m.effective}});
  } else if (m.effective > was) {
    rings_[m.group].add({{server, m.id, was, m.effective}});
  } else {
    rings_[m.group].remove(server, m.effective);
  }
}

std::string RingPolicy::measure(ServerIndex server) const {
  return std::to_string(members_[server].effective) + " nodes of the ring, " + std::to_string(members_[server].served) +
         " open";
}

}  // namespace headroom::routing
