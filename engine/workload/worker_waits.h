// The waiting for a worker that logged times at a server hold.
#pragma once

#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::workload {

/// Takes the waiting for a worker off the times that requests were at their servers, so that a replay in which they
/// wait for the same workers again does not count it twice.
///
/// Workers serve in order of arrival. With k of them a request begins when all but k - 1 of those that came before it
/// have left: at the k-th latest of their departures, or at once. What is left over of its time is its service. Where
/// the farm gives a server more workers than it ever needed nothing is taken off.
class WorkerWaits {
 public:
  explicit WorkerWaits(const farm::Farm& farm);

  /// Nanoseconds of service of a request that came to the server at `arrivedNs` and left it `ns` later. Requests come
  /// in order of arrival at their servers.
  std::int64_t serviceOf(std::size_t server, std::size_t application, std::int64_t arrivedNs, std::int64_t ns);

 private:
  struct Pool {
    std::size_t workers = 0;
    std::priority_queue<std::int64_t, std::vector<std::int64_t>, std::greater<>> latest;  ///< Departures, one a worker.
  };

  std::vector<Pool> pools_;
  std::vector<std::vector<std::size_t>> poolOf_;  ///< By server and application.
};

}  // namespace headroom::workload
