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
    order_[i] = (order_[i] >> 32 << 32) | next_++;
    if (leaf(i).order != kAbsent) leaf(i).order = order_[i];
  }
  for (std::size_t node = width_ - 1; node > 0; --node) {
    const Entry& left = tree_[2 * node];
    const Entry& right = tree_[2 * node + 1];
    tree_[node] = right.order < left.order ? right : left;
  }
}

}  // namespace headroom::routing
