#include "engine/routing/nginx_hash_consistent/nginx_hash_consistent.h"

#include <algorithm>
#include <array>
#include <bit>

#include "engine/base/text.h"
#include "engine/routing/hash/functions.h"

namespace headroom::routing {
namespace {

constexpr std::int64_t kPointsPerWeight = 160;

/// Host, a zero byte, port; the port is what follows the last colon if that is all digits.
std::string pointText(std::string_view address) {
  if (address.size() >= 5 && equalIgnoringCase(address.substr(0, 5), "unix:")) {
    return std::string(address.substr(5)) + '\0';
  }
  const std::size_t digits = address.find_last_not_of("0123456789");
  if (digits == std::string_view::npos || address[digits] != ':') return std::string(address) + '\0';
  return std::string(address.substr(0, digits)) + '\0' + std::string(address.substr(digits + 1));
}

}  // namespace

NginxHashConsistent::NginxHashConsistent(const std::vector<ServerSpec>& servers, NginxKey key)
    : NginxPolicy(servers), key_(std::move(key)) {
  std::vector<std::string> distinct;
  for (const ServerSpec& spec : servers) {
    const std::string& address = spec.address.empty() ? spec.name : spec.address;
    addresses_.push_back(address);
    auto found = std::find(distinct.begin(), distinct.end(), address);
    if (found == distinct.end()) {
      distinct.push_back(address);
      owners_.emplace_back();
      found = distinct.end() - 1;
    }
    ownerOf_.push_back(static_cast<std::uint32_t>(found - distinct.begin()));
    owners_[ownerOf_.back()].push_back(static_cast<ServerIndex>(ownerOf_.size() - 1));
  }
  build();
}

void NginxHashConsistent::build() {
  points_.clear();
  for (ServerIndex i = 0; i < peers_.size(); ++i) {
    const std::uint32_t base = crc32(pointText(addresses_[i]));
    std::uint32_t previous = 0;
    for (std::int64_t n = 0; n < kPointsPerWeight * peers_[i].weight; ++n) {
      std::array<char, 4> bytes{};
      for (std::size_t b = 0; b < 4; ++b) bytes[b] = static_cast<char>(previous >> (8 * b));
      previous = crc32({bytes.data(), bytes.size()}, base);
      points_.push_back({previous, ownerOf_[i]});
    }
  }
  std::stable_sort(points_.begin(), points_.end(), [](const Point& a, const Point& b) { return a.hash < b.hash; });
  const auto same = [](const Point& a, const Point& b) { return a.hash == b.hash; };
  points_.erase(std::unique(points_.begin(), points_.end(), same), points_.end());
  const int bits = std::max(1, static_cast<int>(std::bit_width(points_.size())));
  arcShift_ = 32 - bits;
  arcs_.clear();
  std::uint32_t at = 0;
  for (std::uint32_t arc = 0; arc >> bits == 0; ++arc) {
    while (at < points_.size() && points_[at].hash >> arcShift_ < arc) ++at;
    arcs_.push_back(at);
  }
}

void NginxHashConsistent::setWeight(ServerIndex server, int weight, Instant now) {
  NginxPolicy::setWeight(server, weight, now);
  build();
}

std::size_t NginxHashConsistent::find(std::uint32_t hash) const {
  std::size_t at = arcs_[hash >> arcShift_];
  while (at < points_.size() && points_[at].hash < hash) ++at;
  return at == points_.size() ? 0 : at;
}

// Nearly every address has one server: its score comes out as it was, and only its weight may recover.
inline ServerIndex NginxHashConsistent::among(const std::vector<ServerIndex>& owners, const Call& call) {
  if (owners.size() != 1) return smooth(owners, call);
  const ServerIndex server = owners.front();
  if (!eligible(server, call)) return kNoServer;
  Peer& p = peers_[server];
  if (p.effective < p.weight) ++p.effective;
  return server;
}

ServerIndex NginxHashConsistent::pick(Call& call) {
  Attempts& memory = call.attempts;
  const std::string_view text = key_(call.key);
  if (text.empty() || points_.empty()) return kNoServer;
  if (memory.rounds++ == 0) memory.hash = static_cast<std::uint32_t>(find(crc32(text)));
  while (memory.misses <= kMostMisses) {
    if (memory.hash >= points_.size()) [[unlikely]]
      memory.hash %= static_cast<std::uint32_t>(points_.size());
    const ServerIndex server = among(owners_[points_[memory.hash].owner], call);
    if (server != kNoServer) return server;
    ++memory.hash;
    ++memory.misses;
  }
  return kNoServer;
}

std::unique_ptr<Policy> makeNginxHashConsistent(const PolicySpec& spec, Diagnostics& problems) {
  auto key = NginxKey::parse(spec.options.key, problems);
  if (!checkNoBackups(spec, problems) || !key) return nullptr;
  return std::make_unique<NginxHashConsistent>(spec.servers, std::move(*key));
}

}  // namespace headroom::routing
