#include "engine/routing/haproxy/slot_map.h"

namespace headroom::routing {

void SlotMap::reserve(std::span<const Weighted> all) {
  std::size_t total = 0;
  for (const Weighted& w : all) total += w.weight;
  slots_.reserve(total);
  scores_.reserve(all.size());
}

void SlotMap::build(std::span<const Weighted> servers) {
  std::int64_t total = 0;
  for (const Weighted& w : servers) total += w.weight;
  build(servers, total);
}

void SlotMap::build(std::span<const Weighted> servers, std::int64_t total) {
  slots_.clear();
  scores_.assign(servers.size(), 0);
  if (total == 1) {
    for (const Weighted& w : servers) {
      if (w.weight > 0 && slots_.empty()) slots_.push_back(w.server);
    }
    return;
  }
  for (std::int64_t slot = 0; slot < total; ++slot) {
    std::size_t best = 0;
    std::int64_t bestValue = 0;
    for (std::size_t i = 0; i < servers.size(); ++i) {
      scores_[i] += servers[i].weight;
      const std::int64_t value = (scores_[i] + total) / total;
      if (value > bestValue) {
        bestValue = value;
        best = i;
      }
    }
    scores_[best] -= total;
    slots_.push_back(servers[best].server);
  }
}

}  // namespace headroom::routing
