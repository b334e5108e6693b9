#include "engine/routing/envoy_maglev/envoy_maglev.h"

#include <algorithm>

#include "engine/routing/hash/xxhash64.h"

namespace headroom::routing {
namespace {

constexpr int kDefaultSize = 65537;
constexpr int kLargestSize = 5000011;  // Envoy's own limit
constexpr int kRehashes = 20;

bool isPrime(int n) {
  if (n < 2) return false;
  for (int d = 2; d <= n / d; ++d) {
    if (n % d == 0) return false;
  }
  return true;
}

}  // namespace

EnvoyMaglev::EnvoyMaglev(const std::vector<ServerSpec>& servers, NginxKey key, std::uint32_t size)
    : CountedPolicy(servers), key_(std::move(key)), size_(size) {
  for (const ServerSpec& spec : servers) addresses_.push_back(spec.address.empty() ? spec.name : spec.address);
  EnvoyMaglev::changed();
}

void EnvoyMaglev::changed() {
  struct Row {
    std::uint64_t place;
    std::uint64_t skip;
    double weight;
    double target = 0;
  };
  table_.assign(inPlay().empty() ? 0 : size_, kNoServer);
  if (table_.empty()) return;
  std::vector<Row> rows;
  double heaviest = 0;
  for (const ServerIndex i : inPlay()) {
    const double weight = servers_[i].weight;
    rows.push_back({xxHash64(addresses_[i]) % size_, xxHash64(addresses_[i], 1) % (size_ - 1) + 1, weight});
    heaviest = std::max(heaviest, weight);
  }
  std::uint32_t filled = 0;
  for (std::uint32_t turn = 1;; ++turn) {
    for (std::size_t r = 0; r < rows.size(); ++r) {
      Row& row = rows[r];
      if (turn * row.weight < row.target) continue;
      row.target += heaviest;
      while (table_[row.place] != kNoServer) row.place = (row.place + row.skip) % size_;
      table_[row.place] = inPlay()[r];
      if (++filled == size_) return;
    }
  }
}

ServerIndex EnvoyMaglev::pick(const RequestKey& key, RandomSource& random) {
  const std::string_view text = key_(key);
  const std::uint64_t hash = text.empty() ? random.next() : xxHash64(text);
  for (std::uint64_t n = 0; n < kRehashes; ++n) {
    // Envoy turns the hash's bits for each further attempt.
    const std::uint64_t turned = n == 0 ? hash : hash ^ (~std::uint64_t{0} - n + 1);
    const ServerIndex server = table_[turned % size_];
    if (takes(server, key)) return server;
  }
  for (const ServerIndex i : inPlay()) {
    if (takes(i, key)) return i;
  }
  return kNoServer;
}

std::unique_ptr<Policy> makeEnvoyMaglev(const PolicySpec& spec, Diagnostics& problems) {
  auto key = NginxKey::parse(spec.options.key, problems);
  const int size = spec.options.tableSize.value_or(kDefaultSize);
  if (size > kLargestSize || !isPrime(size) || size < static_cast<int>(spec.servers.size())) {
    problems.push_back({Severity::Error,
                        {},
                        "the Maglev table size is " + std::to_string(size),
                        "use a prime of at most 5000011, not below the number of servers; 65537 is the default",
                        {}});
  }
  if (!problems.empty()) return nullptr;
  return std::make_unique<EnvoyMaglev>(spec.servers, std::move(*key), static_cast<std::uint32_t>(size));
}

}  // namespace headroom::routing
