// How requests multiply on their way through applications that call each other.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace headroom::analytic {

/// `calls` requests of node `to` for every request of node `from`.
struct Call {
  std::size_t from = 0;
  std::size_t to = 0;
  double calls = 0;
};

/// Rates of requests at every node when `external[i]` per second come from outside: the solution of the traffic
/// equations λ = external + Cᵀλ (Jackson 1957), by LU decomposition. nullopt when the calls feed each other without end
/// (spectral radius of C at or above 1), as no finite rates solve them.
std::optional<std::vector<double>> solveTraffic(const std::vector<double>& external, const std::vector<Call>& calls);

}  // namespace headroom::analytic
