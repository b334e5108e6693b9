#include "engine/routing/nginx_ip_hash/nginx_ip_hash.h"

#include "engine/routing/nginx/nginx_keys.h"

namespace headroom::routing {

ServerIndex NginxIpHash::pick(Call& call) {
  Attempts& memory = call.attempts;
  if (totalWeight() == 0) return kNoServer;
  const IpAddress address = addressOf(call.key);
  const std::size_t octets = address.size == 4 ? 3 : address.size;
  std::uint32_t hash = memory.rounds == 0 ? 89 : memory.hash;
  while (memory.misses <= kMostMisses) {
    for (std::size_t i = 0; i < octets; ++i) hash = (113 * hash + address.bytes[i]) % 6271;
    const ServerIndex server = atWeight(hash % totalWeight());
    if (eligible(server, call)) {
      memory.hash = hash;
      ++memory.rounds;
      return server;
    }
    ++memory.misses;
  }
  return kNoServer;
}

std::unique_ptr<Policy> makeNginxIpHash(const PolicySpec& spec, Diagnostics& problems) {
  if (!checkNoBackups(spec, problems)) return nullptr;
  return std::make_unique<NginxIpHash>(spec.servers);
}

}  // namespace headroom::routing
