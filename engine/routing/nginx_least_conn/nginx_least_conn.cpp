#include "engine/routing/nginx_least_conn/nginx_least_conn.h"

namespace headroom::routing {

ServerIndex NginxLeastConn::pickAmong(const std::vector<ServerIndex>& list, Call& call) {
  tied_.clear();
  for (const ServerIndex i : list) {
    if (!eligible(i, call)) continue;
    if (!tied_.empty()) {
      const Peer& best = peers_[tied_.front()];
      const std::int64_t mine = peers_[i].open * best.weight;
      const std::int64_t its = best.open * peers_[i].weight;
      if (mine > its) continue;
      if (mine < its) tied_.clear();
    }
    tied_.push_back(i);
  }
  if (tied_.size() < 2) return tied_.empty() ? kNoServer : tied_.front();
  return smoothAmong(tied_);
}

std::unique_ptr<Policy> makeNginxLeastConn(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<NginxLeastConn>(spec.servers);
}

}  // namespace headroom::routing
