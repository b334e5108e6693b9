#include "tests/bench/plain_loops.h"

namespace headroom::bench {

std::uint32_t PlainRoundRobin::choose() {
  std::uint32_t best = 0xFFFFFFFF;
  std::int32_t total = 0;
  for (std::uint32_t i = 0; i < servers_.size(); ++i) {
    Server& s = servers_[i];
    if (!s.eligible()) continue;
    s.score += s.weight;
    total += s.weight;
    if (best == 0xFFFFFFFF || s.score > servers_[best].score) best = i;
  }
  if (best != 0xFFFFFFFF) servers_[best].score -= total;
  return best;
}

std::uint32_t PlainLeastConnections::choose() const {
  std::uint32_t best = 0xFFFFFFFF;
  for (std::uint32_t i = 0; i < servers_.size(); ++i) {
    const Server& s = servers_[i];
    if (!s.eligible()) continue;
    if (best == 0xFFFFFFFF || s.open * servers_[best].weight < servers_[best].open * s.weight) best = i;
  }
  return best;
}

std::uint32_t PlainHash::choose(const char* text, std::size_t length) const {
  std::uint32_t h = 0;
  for (std::size_t i = 0; i < length; ++i) h = static_cast<unsigned char>(text[i]) + 65599 * h;
  const auto count = static_cast<std::uint32_t>(servers_.size());
  std::uint32_t at = h % count;
  for (std::uint32_t n = 0; n < count && !servers_[at].eligible(); ++n) at = at + 1 == count ? 0 : at + 1;
  return at;
}

}  // namespace headroom::bench
