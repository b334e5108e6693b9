#include "tests/bench/plain_loops.h"

namespace headroom::bench {

std::uint32_t PlainRoundRobin::choose(const routing::RequestKey& key, RandomSource&) {
  std::uint32_t best = kNobody;
  std::int32_t total = 0;
  for (std::uint32_t i = 0; i < servers_.size(); ++i) {
    Server& s = servers_[i];
    if (!eligible(i, key)) continue;
    s.score += s.weight;
    total += s.weight;
    if (best == kNobody || s.score > servers_[best].score) best = i;
  }
  if (best != kNobody) servers_[best].score -= total;
  return best;
}

std::uint32_t PlainLeastConnections::choose(const routing::RequestKey& key, RandomSource&) {
  std::uint32_t best = kNobody;
  for (std::uint32_t i = 0; i < servers_.size(); ++i) {
    const Server& s = servers_[i];
    if (!eligible(i, key)) continue;
    if (best == kNobody || s.open * servers_[best].weight < servers_[best].open * s.weight) best = i;
  }
  return best;
}

std::uint32_t PlainLeastInTurn::choose(const routing::RequestKey& key, RandomSource&) {
  std::uint32_t least = kNobody;
  for (std::uint32_t i = 0; i < servers_.size(); ++i) {
    const Server& s = servers_[i];
    if (!eligible(i, key)) continue;
    if (least == kNobody || s.open * servers_[least].weight < servers_[least].open * s.weight) least = i;
  }
  if (least == kNobody) return least;
  const Server& level = servers_[least];
  std::uint32_t best = kNobody;
  std::int32_t total = 0;
  for (std::uint32_t i = least; i < servers_.size(); ++i) {
    Server& s = servers_[i];
    if (!eligible(i, key) || s.open * level.weight != level.open * s.weight) continue;
    s.score += s.weight;
    total += s.weight;
    if (best == kNobody || s.score > servers_[best].score) best = i;
  }
  servers_[best].score -= total;
  return best;
}

std::uint32_t PlainLeastCost::choose(const routing::RequestKey& key, RandomSource&) {
  std::uint32_t best = kNobody;
  double bestCost = 0;
  for (std::uint32_t i = 0; i < servers_.size(); ++i) {
    const Server& s = servers_[i];
    if (!eligible(i, key)) continue;
    const double cost = learned_[i] * (s.open + 1) / s.weight;
    if (best != kNobody && cost >= bestCost) continue;
    best = i;
    bestCost = cost;
  }
  return best;
}

}  // namespace headroom::bench
