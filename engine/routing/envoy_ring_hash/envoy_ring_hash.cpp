#include "engine/routing/envoy_ring_hash/envoy_ring_hash.h"

#include <algorithm>
#include <cmath>

#include "engine/routing/hash/xxhash64.h"

namespace headroom::routing {
namespace {

constexpr int kSmallestRing = 1024;
constexpr int kLargestRing = 8 * 1024 * 1024;

}  // namespace

EnvoyRingHash::EnvoyRingHash(const std::vector<ServerSpec>& servers, NginxKey key, std::size_t smallest)
    : CountedPolicy(servers), key_(std::move(key)), smallest_(smallest) {
  for (const ServerSpec& spec : servers) addresses_.push_back(spec.address.empty() ? spec.name : spec.address);
  EnvoyRingHash::changed();
}

// The number of points is scaled so that the lightest server has a whole number of them.
void EnvoyRingHash::changed() {
  ring_.clear();
  double total = 0;
  double lightest = kMaxWeight;
  for (const ServerIndex i : inPlay()) {
    total += servers_[i].weight;
    lightest = std::min<double>(lightest, servers_[i].weight);
  }
  if (inPlay().empty()) return;
  const double share = lightest / total;
  const double scale = std::min<double>(std::ceil(share * static_cast<double>(smallest_)) / share, kLargestRing);
  double wanted = 0;
  for (const ServerIndex i : inPlay()) {
    wanted += scale * servers_[i].weight / total;
    for (std::size_t n = 0; static_cast<double>(ring_.size()) < wanted; ++n) {
      ring_.push_back({xxHash64(addresses_[i] + "_" + std::to_string(n)), i});
    }
  }
  std::stable_sort(ring_.begin(), ring_.end(), [](const Point& a, const Point& b) { return a.hash < b.hash; });
}

ServerIndex EnvoyRingHash::pick(const RequestKey& key, RandomSource& random) {
  const std::string_view text = key_(key);
  const std::uint64_t hash = text.empty() ? random.next() : xxHash64(text);
  const auto found =
      std::lower_bound(ring_.begin(), ring_.end(), hash, [](const Point& p, std::uint64_t h) { return p.hash < h; });
  std::size_t at = found == ring_.end() ? 0 : static_cast<std::size_t>(found - ring_.begin());
  for (std::size_t n = 0; n < ring_.size(); ++n) {
    if (takes(ring_[at].server, key)) return ring_[at].server;
    at = at + 1 == ring_.size() ? 0 : at + 1;
  }
  return kNoServer;
}

std::unique_ptr<Policy> makeEnvoyRingHash(const PolicySpec& spec, Diagnostics& problems) {
  auto key = NginxKey::parse(spec.options.key, problems);
  const int size = spec.options.tableSize.value_or(kSmallestRing);
  if (size < 1 || size > kLargestRing) {
    problems.push_back({Severity::Error,
                        {},
                        "minimum_ring_size is " + std::to_string(size),
                        "use 1 to " + std::to_string(kLargestRing),
                        {}});
  }
  if (!problems.empty()) return nullptr;
  return std::make_unique<EnvoyRingHash>(spec.servers, std::move(*key), static_cast<std::size_t>(size));
}

}  // namespace headroom::routing
