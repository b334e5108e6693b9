#include "engine/routing/haproxy/ring.h"

#include <algorithm>
#include <bit>

#include "engine/routing/hash/functions.h"

namespace headroom::routing {

void Ring::add(const std::vector<Share>& shares) {
  const Node at = pointer_ == kNowhere ? Node{} : nodes_[pointer_];
  const auto old = static_cast<std::ptrdiff_t>(nodes_.size());
  for (const Share& s : shares) {
    for (std::uint32_t j = s.from; j < s.to; ++j) nodes_.push_back({avalanche(s.id * 4096 + j), s.server, j});
  }
  const auto byKey = [](const Node& a, const Node& b) { return a.key < b.key; };
  std::stable_sort(nodes_.begin() + old, nodes_.end(), byKey);
  std::inplace_merge(nodes_.begin(), nodes_.begin() + old, nodes_.end(), byKey);
  if (pointer_ != kNowhere) {
    const auto found = std::find_if(nodes_.begin(), nodes_.end(),
                                    [&](const Node& n) { return n.server == at.server && n.serial == at.serial; });
    pointer_ = static_cast<std::size_t>(found - nodes_.begin());
  }
  index();
}

void Ring::remove(ServerIndex server, std::uint32_t from) {
  const auto goes = [&](const Node& n) { return n.server == server && n.serial >= from; };
  if (pointer_ != kNowhere) {
    // A pointer whose node goes moves to the next one that stays, as if that had had its turn; past the end to nowhere.
    std::size_t stays = pointer_;
    while (stays < nodes_.size() && goes(nodes_[stays])) ++stays;
    const auto before = std::count_if(nodes_.begin(), nodes_.begin() + static_cast<std::ptrdiff_t>(stays),
                                      [&](const Node& n) { return !goes(n); });
    pointer_ = stays == nodes_.size() ? kNowhere : static_cast<std::size_t>(before);
  }
  std::erase_if(nodes_, goes);
  index();
}

void Ring::index() {
  const int bits = std::max(1, static_cast<int>(std::bit_width(nodes_.size())));
  shift_ = 32 - bits;
  start_.assign((std::size_t{1} << bits) + 1, static_cast<std::uint32_t>(nodes_.size()));
  std::uint32_t i = 0;
  for (std::size_t arc = 0; arc < (std::size_t{1} << bits); ++arc) {
    while (i < nodes_.size() && (nodes_[i].key >> shift_) < arc) ++i;
    start_[arc] = i;
  }
}

}  // namespace headroom::routing
