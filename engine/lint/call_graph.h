// Who calls whom, application by application. Inside of the lint room.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::lint {

/// The server-side calls of a farm between existing applications; nodes are indices into Farm::applications.
class CallGraph {
 public:
  struct Edge {
    std::size_t to = 0;
    const farm::Reference* reference = nullptr;
  };

  /// Only references for which `wanted` holds.
  CallGraph(const farm::Farm& farm, const std::function<bool(const farm::Reference&)>& wanted);

  const std::vector<Edge>& callsOf(std::size_t application) const { return out_[application]; }
  std::size_t size() const { return out_.size(); }

  /// One cycle for every group of applications that call each other in circles, each starting at the first of its
  /// applications in the farm's order and as short as possible; without the return to the start.
  std::vector<std::vector<std::size_t>> cycles() const;

  /// Callers before those they call; applications on or behind a cycle come last, in the farm's order.
  std::vector<std::size_t> callersFirst() const;

 private:
  std::vector<std::size_t> inCircles() const;
  /// Empty when no way leads back to `start`.
  std::vector<std::size_t> shortestCycleThrough(std::size_t start) const;

  std::vector<std::vector<Edge>> out_;
};

}  // namespace headroom::lint
