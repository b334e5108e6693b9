#include "engine/analytic/shared_queues.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "engine/analytic/dispatch_order.h"
#include "engine/analytic/markov_chain.h"

namespace headroom::analytic {
namespace {

constexpr double kCut = 1e-13;
constexpr double kTolerableCut = 1e-6;

/// C(longest + stations, stations): how many ordered states there are.
double states(int longest, int stations) {
  double product = 1;
  for (int k = 1; k <= stations; ++k) product *= static_cast<double>(longest + k) / k;
  return product;
}

SharedQueuesAnswer measure(const MarkovChain& chain, const std::vector<double>& law, int stations, int servers,
                           int longest, double meanService) {
  SharedQueuesAnswer answer;
  answer.atLeast.assign(static_cast<std::size_t>(longest) + 1, 0.0);
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const ChainState& lengths = chain.state(i);  // longest first
    answer.meanNumber += law[i] * std::accumulate(lengths.begin(), lengths.end(), 0);
    answer.meanIdle += law[i] * static_cast<double>(std::count(lengths.begin(), lengths.end(), 0));
    answer.meanLongest += law[i] * lengths.front();
    if (lengths.front() == longest) answer.cut += law[i];
    for (const int length : lengths) {
      answer.meanBusy += law[i] * std::min(length, servers);
      for (int k = 0; k <= length; ++k) answer.atLeast[static_cast<std::size_t>(k)] += law[i] / stations;
    }
  }
  answer.throughput = answer.meanBusy / meanService;
  return answer;
}

}  // namespace

Result<SharedQueuesAnswer> sharedQueues(const Dispatcher& dispatcher, int stations, int servers, double rate,
                                        double meanService, std::size_t mostStates) {
  if (rate * meanService >= stations * servers) {
    return problem("the stations behind dispatcher " + dispatcher.name + " are unstable",
                   "lower the arrival rate or add servers");
  }
  // Shares by rank in list order: give the shortest the first places of the list, as ties are drawn at random.
  Dispatcher fair = dispatcher;
  fair.tieRandom = true;
  const auto moves = [&](int longest) {
    return [&, longest](const ChainState& lengths, std::vector<ChainMove>& out) {
      const auto shares = queueShares(fair, lengths);
      for (std::size_t i = 0; i < lengths.size(); ++i) {
        if (shares[i] > 0 && lengths[i] < longest) {
          ChainState to = lengths;
          ++to[i];
          std::sort(to.begin(), to.end(), std::greater<>());
          out.push_back({std::move(to), rate * shares[i]});
        }
        if (lengths[i] > 0) {
          ChainState to = lengths;
          --to[i];
          std::sort(to.begin(), to.end(), std::greater<>());
          out.push_back({std::move(to), std::min(lengths[i], servers) / meanService});
        }
      }
    };
  };
  double lastCut = 1;
  for (int longest = servers + 7;; longest += longest / 2) {
    while (states(longest, stations) > static_cast<double>(mostStates) && longest > 2) --longest;
    const bool full = states(longest + 1, stations) > static_cast<double>(mostStates);
    const auto chain = MarkovChain::explore(ChainState(static_cast<std::size_t>(stations), 0), moves(longest),
                                            mostStates + 1);
    if (!chain) return chain.problems();
    const auto law = chain->stationary();
    if (!law) return law.problems();
    auto answer = measure(*chain, *law, stations, servers, longest, meanService);
    lastCut = answer.cut;
    if (answer.cut < kCut || (full && answer.cut < kTolerableCut)) return answer;
    if (full) break;
  }
  return problem("queues behind dispatcher " + dispatcher.name + " are too many or too long for an exact chain: " +
                     std::to_string(lastCut) + " of the probability lies at the longest one",
                 "simulate this model");
}

std::vector<double> supermarket(double load, int d) {
  std::vector<double> shares{1};
  double power = load;
  while (shares.size() < 100000 && power > 1e-18) {
    shares.push_back(power);
    power = load * std::pow(power, d);
  }
  return shares;
}

}  // namespace headroom::analytic
