// A balancer that runs as several processes, none of which knows what the others do.
#pragma once

#include <memory>
#include <vector>

#include "engine/routing/pool.h"

namespace headroom::routing {

/// One independent Pool for each worker: own counters, queues, limits, health and persistence. They have in common
/// nothing but their specification. Which worker a connection lands on is for the caller to say, since the
/// operating system decides that and not the balancer.
///
/// nginx without `zone`: one view for each worker process; `max_conns` then holds for each worker by itself. HAProxy's
/// threads share one view: one worker here, however many threads. HAProxy's former `nbproc`, and several balancers side
/// by side: one view for each.
class PoolGroup {
 public:
  static constexpr int kMostWorkers = 1024;

  /// Every problem of the specification at once. An own seed of the algorithm is moved on by 64 from worker to worker,
  /// as HAProxy does from thread to thread.
  static Result<std::unique_ptr<PoolGroup>> create(const PoolSpec& spec, int workers);

  std::size_t workers() const { return pools_.size(); }
  Pool& pool(std::size_t worker) { return *pools_[worker]; }
  const Pool& pool(std::size_t worker) const { return *pools_[worker]; }

  /// Spreads connections evenly by a hash, as the kernel does with SO_REUSEPORT.
  std::size_t workerOf(std::uint64_t connection) const;
  /// Open requests on the server, over all workers.
  std::uint32_t open(ServerIndex server) const;

 private:
  explicit PoolGroup(std::vector<std::unique_ptr<Pool>> pools) : pools_(std::move(pools)) {}

  std::vector<std::unique_ptr<Pool>> pools_;
};

}  // namespace headroom::routing
