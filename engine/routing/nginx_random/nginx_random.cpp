#include "engine/routing/nginx_random/nginx_random.h"

#include "engine/routing/nginx/nginx_keys.h"

namespace headroom::routing {

ServerIndex NginxRandom::pick(Call& call) {
  if (totalWeight() == 0) return kNoServer;
  ServerIndex first = kNoServer;
  while (call.attempts.misses <= kMostMisses) {
    const ServerIndex server = drawn(call.random);
    if (server != first && eligible(server, call)) {
      if (!two_) return server;
      if (first != kNoServer) {
        const Peer& a = peers_[first];
        const Peer& b = peers_[server];
        return b.open * a.weight > a.open * b.weight ? first : server;
      }
      first = server;
    }
    ++call.attempts.misses;
  }
  return kNoServer;
}

std::string NginxRandom::rule(const RequestKey&) const {
  return two_ ? "of two servers drawn by weight the one with fewer open requests for its weight"
              : "a server drawn with probability proportional to its weight";
}

std::unique_ptr<Policy> makeNginxRandom(const PolicySpec& spec, Diagnostics& problems) {
  // Only nginx refuses them; with Envoy they are the next priority.
  if (spec.product == "nginx" && !checkNoBackups(spec, problems)) return nullptr;
  return std::make_unique<NginxRandom>(spec.servers, false);
}

std::unique_ptr<Policy> makeNginxRandomTwo(const PolicySpec& spec, Diagnostics& problems) {
  if (!checkNoBackups(spec, problems)) return nullptr;
  return std::make_unique<NginxRandom>(spec.servers, true);
}

}  // namespace headroom::routing
