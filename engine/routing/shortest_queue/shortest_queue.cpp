#include "engine/routing/shortest_queue/shortest_queue.h"

#include <algorithm>

namespace headroom::routing {

ShortestQueue::ShortestQueue(const std::vector<ServerSpec>& servers, Rule rule) : CountedPolicy(servers), rule_(rule) {
  makeRoom();
}

std::unique_ptr<Policy> ShortestQueue::clone() const {
  auto copy = std::make_unique<ShortestQueue>(*this);
  copy->makeRoom();
  return copy;
}

/// So that no decision allocates.
void ShortestQueue::makeRoom() {
  const std::size_t most = std::max(servers_.size(), static_cast<std::size_t>(rule_.draws));
  seen_.reserve(most);
  tied_.reserve(most);
}

/// Fills seen_ with servers drawn with equal chance, different ones unless repetition is allowed.
void ShortestQueue::drawSeen(RandomSource& random) {
  seen_.clear();
  const std::size_t servers = inPlay().size();
  const auto wanted = static_cast<std::size_t>(rule_.draws);
  if (!rule_.repeated && wanted >= servers) {
    seen_ = inPlay();
    return;
  }
  while (seen_.size() < wanted) {
    const ServerIndex drawn = inPlay()[random.next() % servers];
    if (rule_.repeated || std::find(seen_.begin(), seen_.end(), drawn) == seen_.end()) seen_.push_back(drawn);
  }
}

ServerIndex ShortestQueue::pick(const RequestKey& key, RandomSource& random) {
  if (rule_.draws > 0) drawSeen(random);
  const std::vector<ServerIndex>& candidates = rule_.draws > 0 ? seen_ : inPlay();
  tied_.clear();
  for (const ServerIndex i : candidates) {
    if (!takes(i, key)) continue;
    if (!tied_.empty()) {
      const std::uint32_t best = servers_[tied_.front()].open;
      if (servers_[i].open > best) continue;
      if (servers_[i].open < best) tied_.clear();
    }
    tied_.push_back(i);
  }
  if (tied_.empty()) return kNoServer;
  if (rule_.firstOnTie) return *std::min_element(tied_.begin(), tied_.end());
  return tied_.size() == 1 ? tied_.front() : tied_[random.next() % tied_.size()];
}

std::string ShortestQueue::rule(const RequestKey&) const {
  const std::string what = "the fewest open requests";
  return rule_.draws == 0 ? what : what + " of " + std::to_string(rule_.draws) + " random servers";
}

std::string ShortestQueue::tieBreak() const {
  return rule_.firstOnTie ? "the one declared first" : "a random one of the tied";
}

std::unique_ptr<Policy> makeShortestQueue(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<ShortestQueue>(spec.servers, ShortestQueue::Rule{0, false, spec.options.firstOnTie});
}

std::unique_ptr<Policy> makePowerOfD(const PolicySpec& spec, Diagnostics& problems) {
  const int draws = spec.options.draws.value_or(2);
  if (draws < 1 || draws > 1000) {
    problems.push_back({Severity::Error, {}, std::to_string(draws) + " draws", "use 1 to 1000 draws", {}});
    return nullptr;
  }
  return std::make_unique<ShortestQueue>(
      spec.servers, ShortestQueue::Rule{draws, spec.options.repeatedDraws, spec.options.firstOnTie});
}

}  // namespace headroom::routing
