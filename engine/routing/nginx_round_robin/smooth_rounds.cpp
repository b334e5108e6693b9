#include "engine/routing/nginx_round_robin/smooth_rounds.h"

#include <algorithm>
#include <bit>

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
  for (WeightClass& c : classes_) {
    const std::size_t width = std::bit_ceil(std::max<std::size_t>(2, c.members.size()));
    c.bases.assign(width, kOut);
    c.tree.assign(2 * width, 0);
    for (std::uint32_t i = 0; i < width; ++i) c.tree[width + i] = i;
    for (std::size_t node = width - 1; node > 0; --node) c.tree[node] = c.tree[2 * node];
  }
}

void SmoothRounds::update(WeightClass& c, std::uint32_t slot) {
  for (std::size_t node = (c.bases.size() + slot) / 2; node > 0; node /= 2) {
    // The left side holds the earlier declared ones: they win ties.
    const std::uint32_t left = c.tree[2 * node];
    const std::uint32_t right = c.tree[2 * node + 1];
    c.tree[node] = c.bases[left] >= c.bases[right] ? left : right;
  }
}

void SmoothRounds::enter(ServerIndex server, std::int64_t score) {
  Place& p = places_[server];
  WeightClass& c = classes_[p.weightClass];
  p.takesPart = true;
  total_ += c.weight;
  c.bases[p.slot] = score - turns_ * c.weight;
  update(c, p.slot);
}

void SmoothRounds::leave(ServerIndex server) {
  Place& p = places_[server];
  WeightClass& c = classes_[p.weightClass];
  p.restingScore = score(server);
  p.takesPart = false;
  total_ -= c.weight;
  c.bases[p.slot] = kOut;
  update(c, p.slot);
}

std::int64_t SmoothRounds::score(ServerIndex server) const {
  const Place& p = places_[server];
  if (!p.takesPart) return p.restingScore;
  const WeightClass& c = classes_[p.weightClass];
  return c.bases[p.slot] + turns_ * c.weight;
}

ServerIndex SmoothRounds::grow() {
  ++turns_;
  ServerIndex best = kNoServer;
  std::int64_t bestScore = 0;
  for (const WeightClass& c : classes_) {
    const std::uint32_t slot = c.tree[1];
    if (c.bases[slot] == kOut) continue;
    const std::int64_t score = c.bases[slot] + turns_ * c.weight;
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
  c.bases[p.slot] -= total;
  update(c, p.slot);
}

}  // namespace headroom::routing
