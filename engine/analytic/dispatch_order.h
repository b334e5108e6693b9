// The order in which dispatchers deal.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/analytic/network_model.h"

namespace headroom::analytic {

/// The repeating order of targets of a dispatcher that deals without looking at queues: rotation for RoundRobin,
/// nginx's smooth weighted round robin for SmoothWeightedRoundRobin (at each request every credit grows by its weight,
/// the largest wins, first listed on ties, and pays the sum). Empty for other policies, for weights that are not whole
/// numbers, and for orders longer than 10000.
std::vector<std::size_t> dealingOrder(const Dispatcher& dispatcher, std::size_t targets);

/// Probability of each target for Random and WeightedRandom. Empty for other policies.
std::vector<double> fixedShares(const Dispatcher& dispatcher, std::size_t targets);

/// Probability of each target given its queue length, for ShortestQueue and PowerOfD; ties are broken as the dispatcher
/// says.
std::vector<double> queueShares(const Dispatcher& dispatcher, const std::vector<int>& lengths);

}  // namespace headroom::analytic
