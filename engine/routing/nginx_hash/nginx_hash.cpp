#include "engine/routing/nginx_hash/nginx_hash.h"

#include <array>
#include <charconv>

#include "engine/routing/hash/functions.h"

namespace headroom::routing {
namespace {

/// CRC-32 of the number of earlier rounds as decimal digits, which stand in front of the key; 0 in the first round.
std::uint32_t crcOfRounds(std::uint32_t rounds) {
  if (rounds == 0) [[likely]]
    return 0;
  std::array<char, 12> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), rounds);
  return crc32({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

}  // namespace

ServerIndex NginxHash::pick(Call& call) {
  Attempts& memory = call.attempts;
  const std::string_view text = key_(call.key);
  if (text.empty() || totalWeight() == 0) return kNoServer;
  while (memory.misses <= kMostMisses) {
    memory.hash += (crc32(text, crcOfRounds(memory.rounds)) >> 16) & 0x7FFF;
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
