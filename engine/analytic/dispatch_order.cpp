#include "engine/analytic/dispatch_order.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace headroom::analytic {
namespace {

/// Probability that all of d samples lie in a set of `size` out of `all`.
double allInside(double size, double all, int d, bool withReplacement) {
  double probability = 1;
  for (int k = 0; k < d; ++k) {
    probability *= withReplacement ? size / all : std::max(0.0, size - k) / (all - k);
  }
  return probability;
}

}  // namespace

std::vector<std::size_t> dealingOrder(const Dispatcher& dispatcher, std::size_t targets) {
  std::vector<std::size_t> order(targets);
  std::iota(order.begin(), order.end(), 0);
  if (dispatcher.policy == Policy::RoundRobin) return order;
  if (dispatcher.policy != Policy::SmoothWeightedRoundRobin || dispatcher.weights.size() != targets) return {};
  long sum = 0;
  std::vector<long> weights;
  for (const double weight : dispatcher.weights) {
    weights.push_back(std::lround(weight));
    if (weight < 0 || std::abs(weight - static_cast<double>(weights.back())) > 1e-9) return {};
    sum += weights.back();
  }
  if (sum <= 0 || sum > 10000) return {};
  std::vector<long> credit(targets, 0);
  order.clear();
  for (long turn = 0; turn < sum; ++turn) {
    for (std::size_t i = 0; i < targets; ++i) credit[i] += weights[i];
    const auto best = std::max_element(credit.begin(), credit.end());
    *best -= sum;
    order.push_back(static_cast<std::size_t>(best - credit.begin()));
  }
  return order;
}

std::vector<double> fixedShares(const Dispatcher& dispatcher, std::size_t targets) {
  if (dispatcher.policy != Policy::Random && dispatcher.policy != Policy::WeightedRandom) return {};
  std::vector<double> shares(targets, 1.0);
  if (dispatcher.weights.size() == targets) shares = dispatcher.weights;
  const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
  for (double& share : shares) share /= sum;
  return shares;
}

std::vector<double> queueShares(const Dispatcher& dispatcher, const std::vector<int>& lengths) {
  const auto all = static_cast<double>(lengths.size());
  const bool samples = dispatcher.policy == Policy::PowerOfD;
  const int d = samples ? std::min(dispatcher.d, static_cast<int>(lengths.size())) : 0;
  std::vector<double> shares(lengths.size(), 0.0);
  std::vector<std::size_t> byLength(lengths.size());
  std::iota(byLength.begin(), byLength.end(), 0);
  std::stable_sort(byLength.begin(), byLength.end(), [&](auto a, auto b) { return lengths[a] < lengths[b]; });
  for (std::size_t i = 0; i < byLength.size();) {
    std::size_t end = i;
    while (end < byLength.size() && lengths[byLength[end]] == lengths[byLength[i]]) ++end;
    const auto before = static_cast<double>(i);
    if (!samples && i > 0) break;
    if (dispatcher.tieRandom) {
      const double group = samples ? allInside(all - before, all, d, dispatcher.withReplacement) -
                                         allInside(all - static_cast<double>(end), all, d, dispatcher.withReplacement)
                                   : 1;
      for (std::size_t k = i; k < end; ++k) shares[byLength[k]] = group / static_cast<double>(end - i);
    } else {
      for (std::size_t k = i; k < end; ++k) {
        const auto earlier = static_cast<double>(k);
        shares[byLength[k]] = samples ? allInside(all - earlier, all, d, dispatcher.withReplacement) -
                                            allInside(all - earlier - 1, all, d, dispatcher.withReplacement)
                                      : (k == i ? 1 : 0);
      }
    }
    i = end;
  }
  return shares;
}

}  // namespace headroom::analytic
