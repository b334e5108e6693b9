#include "engine/routing/haproxy/ordered_set.h"

#include <algorithm>

namespace headroom::routing {

// Once in four thousand million insertions the running numbers are used up: they are dealt again in the same order.
void OrderedSet::renumber() {
  std::vector<ServerIndex> members;
  for (ServerIndex i = 0; i < order_.size(); ++i) {
    if (order_[i] != kAbsent) members.push_back(i);
  }
  std::sort(members.begin(), members.end(), [this](ServerIndex a, ServerIndex b) { return order_[a] < order_[b]; });
  next_ = 0;
  for (const ServerIndex i : members) {
    const bool visible = shown_[i] != kAbsent;
    order_[i] = (order_[i] >> 32 << 32) | next_++;
    if (visible) shown_[i] = order_[i];
  }
}

}  // namespace headroom::routing
