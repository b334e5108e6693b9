#include "engine/routing/nginx_round_robin/nginx_round_robin.h"

#include <algorithm>

namespace headroom::routing {

NginxRoundRobin::NginxRoundRobin(const std::vector<ServerSpec>& servers)
    : NginxPolicy(servers), groupOf_(servers.size()) {
  for (ServerIndex i = 0; i < servers.size(); ++i) groupOf_[i] = servers[i].backup ? 1 : 0;
  for (auto& list : troubled_) list.reserve(servers.size());
  configure();
}

std::unique_ptr<Policy> NginxRoundRobin::clone() const {
  auto copy = std::make_unique<NginxRoundRobin>(*this);
  for (auto& list : copy->troubled_) list.reserve(peers_.size());
  return copy;
}

void NginxRoundRobin::configure() {
  std::array<std::vector<std::pair<ServerIndex, std::int64_t>>, 2> members;
  for (ServerIndex i = 0; i < peers_.size(); ++i) members[groupOf_[i]].emplace_back(i, peers_[i].weight);
  for (std::size_t g = 0; g < rounds_.size(); ++g) rounds_[g].configure(peers_.size(), members[g]);
  for (ServerIndex i = 0; i < peers_.size(); ++i) sort(i);
}

void NginxRoundRobin::sort(ServerIndex server) {
  sortInto(rounds_[groupOf_[server]], troubled_[groupOf_[server]], server);
}

ServerIndex NginxRoundRobin::turn(std::size_t g, Call& call) {
  SmoothRounds& rounds = rounds_[g];
  for (const ServerIndex i : call.attempts.tried) {
    if (groupOf_[i] != g || !rounds.takesPart(i)) continue;
    rounds.leave(i);
    peers_[i].current = rounds.score(i);
  }
  std::int64_t total = rounds.total();
  ServerIndex best = rounds.grow();
  std::int64_t bestScore = best == kNoServer ? 0 : rounds.score(best);
  bool recovered = false;
  for (const ServerIndex i : troubled_[g]) {
    if (!eligible(i, call)) continue;
    Peer& p = peers_[i];
    p.current += p.effective;
    total += p.effective;
    if (p.effective < p.weight) recovered = ++p.effective == p.weight || recovered;
    if (best == kNoServer || p.current > bestScore || (p.current == bestScore && i < best)) {
      best = i;
      bestScore = p.current;
    }
  }
  if (best != kNoServer && rounds.takesPart(best)) {
    rounds.charge(best, total);
  } else if (best != kNoServer) {
    peers_[best].current -= total;
  }
  for (const ServerIndex i : call.attempts.tried) {
    if (groupOf_[i] == g) sort(i);
  }
  for (std::size_t n = troubled_[g].size(); recovered && n > 0; --n) sort(troubled_[g][n - 1]);
  return best;
}

void NginxRoundRobin::opened(ServerIndex server) {
  NginxPolicy::opened(server);
  if (peers_[server].limit != 0) sort(server);
}

void NginxRoundRobin::closed(ServerIndex server) {
  NginxPolicy::closed(server);
  if (peers_[server].limit != 0) sort(server);
}

void NginxRoundRobin::setWeight(ServerIndex server, int weight, Instant now) {
  for (ServerIndex i = 0; i < peers_.size(); ++i) peers_[i].current = score(i);
  NginxPolicy::setWeight(server, weight, now);
  configure();
}

std::int64_t NginxRoundRobin::score(ServerIndex server) const {
  const SmoothRounds& rounds = rounds_[groupOf_[server]];
  return rounds.takesPart(server) ? rounds.score(server) : peers_[server].current;
}

std::unique_ptr<Policy> makeNginxRoundRobin(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<NginxRoundRobin>(spec.servers);
}

}  // namespace headroom::routing
