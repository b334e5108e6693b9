#include "engine/routing/pool_group.h"

namespace headroom::routing {
namespace {

constexpr std::uint32_t kSeedStep = 64;

}  // namespace

Result<std::unique_ptr<PoolGroup>> PoolGroup::create(const PoolSpec& spec, int workers) {
  Diagnostics problems;
  if (workers < 1 || workers > kMostWorkers) {
    problems.push_back({Severity::Error,
                        {},
                        "the balancer has " + std::to_string(workers) + " workers",
                        "use 1 to " + std::to_string(kMostWorkers),
                        {}});
    workers = 1;
  }
  std::vector<std::unique_ptr<Pool>> pools;
  for (int worker = 0; worker < workers; ++worker) {
    PoolSpec own = spec;
    if (own.policy.options.seed) *own.policy.options.seed += kSeedStep * static_cast<std::uint32_t>(worker);
    auto pool = Pool::create(own);
    if (!pool) {
      problems.insert(problems.end(), pool.problems().begin(), pool.problems().end());
      break;
    }
    pools.push_back(std::move(*pool));
  }
  if (!problems.empty()) return problems;
  return std::unique_ptr<PoolGroup>(new PoolGroup(std::move(pools)));
}

std::size_t PoolGroup::workerOf(std::uint64_t connection) const {
  if (pools_.size() == 1) return 0;
  std::uint64_t mixed = connection * 0x9E3779B97F4A7C15ULL;
  mixed ^= mixed >> 32;
  return static_cast<std::size_t>((mixed & 0xFFFFFFFFULL) * pools_.size() >> 32);
}

std::uint32_t PoolGroup::open(ServerIndex server) const {
  std::uint32_t total = 0;
  for (const auto& pool : pools_) total += pool->open(server);
  return total;
}

}  // namespace headroom::routing
