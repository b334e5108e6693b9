#include "engine/routing/nginx_ip_hash/nginx_ip_hash.h"

#include "engine/routing/nginx/nginx_keys.h"

namespace headroom::routing {
namespace {

std::uint32_t mixed(std::uint32_t hash, std::uint32_t octet) {
  return (113 * hash + octet) % 6271;
}

// Octet by octet from where the address stands; addressOf() would write a copy first.
std::uint32_t mixed(std::uint32_t hash, const RequestKey& key) {
  const IpAddress& source = key.source;
  if (source.size == 0) {
    const auto client = static_cast<std::uint32_t>(key.client);
    return mixed(mixed(mixed(hash, client >> 24), client >> 16 & 0xFF), client >> 8 & 0xFF);
  }
  const std::size_t octets = source.size == 4 ? 3 : source.size;
  for (std::size_t i = 0; i < octets; ++i) hash = mixed(hash, source.bytes[i]);
  return hash;
}

}  // namespace

ServerIndex NginxIpHash::pick(Call& call) {
  Attempts& memory = call.attempts;
  if (totalWeight() == 0) return kNoServer;
  std::uint32_t hash = memory.rounds == 0 ? 89 : memory.hash;
  while (memory.misses <= kMostMisses) {
    hash = mixed(hash, call.key);
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
