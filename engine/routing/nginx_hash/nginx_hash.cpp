#include "engine/routing/nginx_hash/nginx_hash.h"

#include <array>
#include <charconv>

#include "engine/routing/hash/functions.h"

namespace headroom::routing {

ServerIndex NginxHash::pick(Call& call) {
  Attempts& memory = call.attempts;
  const std::string_view text = key_(call.key);
  if (text.empty() || totalWeight() == 0) return kNoServer;
  while (memory.misses <= kMostMisses) {
    std::array<char, 12> digits{};
    std::size_t used = 0;
    if (memory.rounds > 0) {
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), memory.rounds);
      used = static_cast<std::size_t>(end.ptr - digits.data());
    }
    memory.hash += (crc32(text, crc32({digits.data(), used})) >> 16) & 0x7FFF;
    ++memory.rounds;
    const ServerIndex server = atWeight(memory.hash % totalWeight());
    if (eligible(server, call)) return server;
    ++memory.misses;
  }
  return kNoServer;
}

std::unique_ptr<Policy> makeNginxHash(const PolicySpec& spec, Diagnostics& problems) {
  auto key = NginxKey::parse(spec.options.key, problems);
  if (!checkNoBackups(spec, problems) || !key) return nullptr;
  return std::make_unique<NginxHash>(spec.servers, std::move(*key));
}

}  // namespace headroom::routing
