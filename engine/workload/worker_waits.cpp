#include "engine/workload/worker_waits.h"

#include <algorithm>

namespace headroom::workload {

WorkerWaits::WorkerWaits(const farm::Farm& farm) {
  for (const farm::Server& server : farm.servers) {
    std::vector<std::size_t>& own = poolOf_.emplace_back();
    const std::size_t first = pools_.size();
    const std::vector<farm::Pool> pools = server.pools.empty() ? std::vector<farm::Pool>(1) : server.pools;
    for (const farm::Pool& pool : pools)
      pools_.push_back({static_cast<std::size_t>(std::max(1, farm::workersOf(server, pool))), {}});
    for (const farm::Application& application : farm.applications) {
      const auto named = std::find_if(pools.begin(), pools.end(),
                                      [&](const farm::Pool& pool) { return pool.name == application.pool; });
      own.push_back(first + (named == pools.end() ? 0 : static_cast<std::size_t>(named - pools.begin())));
    }
  }
}

std::int64_t WorkerWaits::serviceOf(std::size_t server, std::size_t application, std::int64_t arrivedNs,
                                    std::int64_t ns) {
  Pool& pool = pools_[poolOf_[server][application]];
  const std::int64_t left = arrivedNs + ns;
  std::int64_t began = arrivedNs;
  if (pool.latest.size() >= pool.workers) {
    began = std::max(began, pool.latest.top());
    if (left <= pool.latest.top()) return 0;  // it overtook: somebody else's worker was free earlier than this tells
    pool.latest.pop();
  }
  pool.latest.push(left);
  return left - began;
}

}  // namespace headroom::workload
