#include "engine/routing/nginx_least_conn/nginx_least_conn.h"

#include <algorithm>

namespace headroom::routing {

NginxLeastConn::NginxLeastConn(const std::vector<ServerSpec>& servers)
    : NginxPolicy(servers), groupOf_(servers.size()) {
  for (ServerIndex i = 0; i < servers.size(); ++i) groupOf_[i] = servers[i].backup ? 1 : 0;
  for (auto& list : troubled_) list.reserve(servers.size());
  tied_.reserve(servers.size());
  configure();
}

std::unique_ptr<Policy> NginxLeastConn::clone() const {
  auto copy = std::make_unique<NginxLeastConn>(*this);
  for (auto& list : copy->troubled_) list.reserve(peers_.size());
  copy->tied_.reserve(peers_.size());
  return copy;
}

void NginxLeastConn::configure() {
  std::array<std::vector<TiedRounds::Member>, 2> members;
  for (ServerIndex i = 0; i < peers_.size(); ++i) {
    const Peer& p = peers_[i];
    if (p.weight > 0) members[groupOf_[i]].push_back({i, p.weight, p.open});
  }
  for (std::size_t g = 0; g < rounds_.size(); ++g) rounds_[g].configure(peers_.size(), members[g]);
  for (ServerIndex i = 0; i < peers_.size(); ++i) sort(i);
}

void NginxLeastConn::sort(ServerIndex server) {
  sortInto(roundsOf(server), troubled_[groupOf_[server]], server);
}

ServerIndex NginxLeastConn::turn(std::size_t g, Call& call) {
  TiedRounds& rounds = rounds_[g];
  if (!call.attempts.tried.empty() || !troubled_[g].empty()) [[unlikely]]
    return turnAmongAll(g, call);
  return rounds.turn();
}

ServerIndex NginxLeastConn::turnAmongAll(std::size_t g, Call& call) {
  TiedRounds& rounds = rounds_[g];
  for (const ServerIndex i : call.attempts.tried) {
    if (groupOf_[i] != g || !rounds.takesPart(i)) continue;
    rounds.leave(i);
    peers_[i].current = rounds.score(i);
  }
  TiedRounds::Tie tie = rounds.least();
  std::int64_t open = tie.open;
  std::int64_t weight = tie.weight;
  tied_.clear();
  for (const ServerIndex i : troubled_[g]) {
    if (!eligible(i, call)) continue;
    const Peer& p = peers_[i];
    if (tie.members > 0 || !tied_.empty()) {
      if (p.open * weight > open * p.weight) continue;
      if (p.open * weight < open * p.weight) {
        tied_.clear();
        tie = {};
      }
    }
    open = p.open;
    weight = p.weight;
    tied_.push_back(i);
  }
  const std::size_t ties = tie.members + tied_.size();
  ServerIndex best = tied_.empty() ? tie.first : tied_.front();
  if (ties > 1) {
    TiedRounds::Winner winner = tie.members > 0 ? rounds.grow() : TiedRounds::Winner{};
    std::int64_t total = tie.total;
    for (const ServerIndex i : tied_) {
      Peer& p = peers_[i];
      p.current += p.effective;
      total += p.effective;
      if (p.effective < p.weight) ++p.effective;
      const bool first = winner.server == kNoServer || (p.current == winner.score && i < winner.server);
      if (first || p.current > winner.score) winner = {i, p.current};
    }
    best = winner.server;
    if (rounds.takesPart(best)) {
      rounds.charge(best, total);
    } else {
      peers_[best].current -= total;
    }
  }
  for (const ServerIndex i : call.attempts.tried) {
    if (groupOf_[i] == g) sort(i);
  }
  for (const ServerIndex i : tied_) sort(i);
  return best;
}

void NginxLeastConn::opened(ServerIndex server) {
  NginxPolicy::opened(server);
  roundsOf(server).opened(server);
  if (peers_[server].limit != 0) sort(server);
}

void NginxLeastConn::closed(ServerIndex server) {
  NginxPolicy::closed(server);
  roundsOf(server).closed(server);
  if (peers_[server].limit != 0) sort(server);
}

void NginxLeastConn::setWeight(ServerIndex server, int weight, Instant now) {
  for (ServerIndex i = 0; i < peers_.size(); ++i) peers_[i].current = score(i);
  NginxPolicy::setWeight(server, weight, now);
  configure();
}

std::int64_t NginxLeastConn::score(ServerIndex server) const {
  const TiedRounds& rounds = rounds_[groupOf_[server]];
  return rounds.takesPart(server) ? rounds.score(server) : peers_[server].current;
}

std::unique_ptr<Policy> makeNginxLeastConn(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<NginxLeastConn>(spec.servers);
}

}  // namespace headroom::routing
