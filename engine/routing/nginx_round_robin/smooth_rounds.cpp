#include "engine/routing/nginx_round_robin/smooth_rounds.h"

#include <algorithm>

namespace headroom::routing {

void SmoothRounds::configure(std::size_t servers, const std::vector<std::pair<ServerIndex, std::int64_t>>& members) {
  classes_.clear();
  places_.assign(servers, Place{});
  turns_ = total_ = 0;
  for (const auto& [server, weight] : members) {
    auto found = std::find_if(classes_.begin(), classes_.end(), [w = weight](auto& c) { return c.weight == w; });
    if (found == classes_.end()) {
      classes_.emplace_back().weight = weight;
      found = classes_.end() - 1;
    }
    places_[server].weightClass = static_cast<std::uint32_t>(found - classes_.begin());
    places_[server].slot = static_cast<std::uint32_t>(found->members.size());
    found->members.push_back(server);
  }
  for (WeightClass& c : classes_) c.bases.reset(c.members.size());
}

void SmoothRounds::enter(ServerIndex server, std::int64_t score) {
  Place& p = places_[server];
  WeightClass& c = classes_[p.weightClass];
  p.takesPart = true;
  total_ += c.weight;
  c.bases.set(p.slot, keyOf(score - turns_ * c.weight));
}

void SmoothRounds::leave(ServerIndex server) {
  Place& p = places_[server];
  WeightClass& c = classes_[p.weightClass];
  p.restingScore = score(server);
  p.takesPart = false;
  total_ -= c.weight;
  c.bases.set(p.slot, Tournament::kOut);
}

std::int64_t SmoothRounds::score(ServerIndex server) const {
  const Place& p = places_[server];
  if (!p.takesPart) return p.restingScore;
  const WeightClass& c = classes_[p.weightClass];
  return baseOf(c, p.slot) + turns_ * c.weight;
}

ServerIndex SmoothRounds::grow() {
  ++turns_;
  ServerIndex best = kNoServer;
  std::int64_t bestScore = 0;
  for (const WeightClass& c : classes_) {
    if (c.bases.empty()) continue;
    const std::uint32_t slot = c.bases.top();
    const std::int64_t score = baseOf(c, slot) + turns_ * c.weight;
    const ServerIndex server = c.members[slot];
    if (best == kNoServer || score > bestScore || (score == bestScore && server < best)) {
      best = server;
      bestScore = score;
    }
  }
  return best;
}

void SmoothRounds::charge(ServerIndex server, std::int64_t total) {
  const Place& p = places_[server];
  WeightClass& c = classes_[p.weightClass];
  c.bases.worsen(p.slot, keyOf(baseOf(c, p.slot) - total));
}

}  // namespace headroom::routing
