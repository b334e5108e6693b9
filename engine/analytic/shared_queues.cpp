#include "engine/analytic/shared_queues.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "engine/analytic/dispatch_order.h"
#include "engine/analytic/markov_chain.h"

namespace headroom::analytic {
namespace {

constexpr double kCut = 1e-11;
constexpr double kTolerableCut = 1e-3;

/// Where the chain ends.
struct Frame {
  int longest = 0;
  int difference = 0;
  int room = 0;  ///< Nobody is beyond it anyway.
  double states(int stations) const {
    double product = longest + 1;
    for (int k = 1; k < stations; ++k) product *= static_cast<double>(difference + k) / k;
    return product;
  }
};

/// How far a limit must go until what lies there weighs `kCut`, given its weight and that of the step before.
int further(int limit, double here, double before) {
  const double ratio = std::clamp(here / before, 0.01, 0.995);
  return limit + std::clamp(static_cast<int>(std::log(kCut / here) / std::log(ratio)) + 2, 2, 2 * limit);
}

SharedQueuesAnswer measure(const MarkovChain& chain, const std::vector<double>& law, int stations, int servers,
                           const Frame& frame, double meanService, Frame& wanted) {
  SharedQueuesAnswer answer;
  answer.atLeast.assign(static_cast<std::size_t>(frame.longest) + 1, 0.0);
  double atLongest = 0;
  double beforeLongest = 0;
  double atDifference = 0;
  double beforeDifference = 0;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const ChainState& lengths = chain.state(i);  // longest first
    answer.meanNumber += law[i] * std::accumulate(lengths.begin(), lengths.end(), 0);
    answer.meanLongest += law[i] * lengths.front();
    const int difference = lengths.front() - lengths.back();
    if (lengths.front() == frame.longest) atLongest += law[i];
    if (lengths.front() == frame.longest - 1) beforeLongest += law[i];
    if (difference == frame.difference) atDifference += law[i];
    if (difference == frame.difference - 1) beforeDifference += law[i];
    for (const int length : lengths) {
      answer.meanBusy += law[i] * std::min(length, servers);
      answer.meanIdle += law[i] * std::max(servers - length, 0);
      for (int k = 0; k <= length; ++k) answer.atLeast[static_cast<std::size_t>(k)] += law[i] / stations;
    }
  }
  answer.throughput = answer.meanBusy / meanService;
  if (stations == 1 || frame.difference >= frame.room) atDifference = 0;
  if (frame.longest >= frame.room) atLongest = 0;
  answer.cut = atLongest + atDifference;
  wanted = frame;
  if (atLongest > kCut) wanted.longest = further(frame.longest, atLongest, beforeLongest);
  if (atDifference > kCut) wanted.difference = further(frame.difference, atDifference, beforeDifference);
  wanted.longest = std::min(wanted.longest, frame.room);
  wanted.difference = std::min(wanted.difference, frame.room);
  return answer;
}

}  // namespace

Result<SharedQueuesAnswer> sharedQueues(const Dispatcher& dispatcher, int stations, int servers, double rate,
                                        double meanService, std::optional<int> room, std::size_t mostStates) {
  if (!room && rate * meanService >= stations * servers) {
    return problem("the stations behind dispatcher " + dispatcher.name + " are unstable",
                   "lower the arrival rate or add servers");
  }
  // Shares by rank in list order: give the shortest the first places of the list, as ties are drawn at random.
  Dispatcher fair = dispatcher;
  fair.tieRandom = true;
  const auto moves = [&](const Frame& frame) {
    return [&, frame](const ChainState& lengths, std::vector<ChainMove>& out) {
      const auto shares = queueShares(fair, lengths);
      const auto move = [&](std::size_t i, int change, double speed) {
        ChainState to = lengths;
        to[i] += change;
        std::sort(to.begin(), to.end(), std::greater<>());
        if (to.front() <= frame.longest && to.front() - to.back() <= frame.difference) out.push_back({to, speed});
      };
      for (std::size_t i = 0; i < lengths.size(); ++i) {
        if (shares[i] > 0) move(i, 1, rate * shares[i]);
        if (lengths[i] > 0) move(i, -1, std::min(lengths[i], servers) / meanService);
      }
    };
  };
  const int most = room.value_or(std::numeric_limits<int>::max());
  Frame frame{std::min(servers + 12, most), std::min({servers + 12, stations <= 3 ? 10 : 5, most}), most};
  double lastCut = 1;
  for (int round = 0; round < 12; ++round) {
    const auto chain =
        MarkovChain::explore(ChainState(static_cast<std::size_t>(stations), 0), moves(frame), mostStates + 1);
    if (!chain) return chain.problems();
    const auto law = chain->stationary();
    if (!law) return law.problems();
    Frame wanted;
    const auto answer = measure(*chain, *law, stations, servers, frame, meanService, wanted);
    lastCut = answer.cut;
    // as far as the states last, the longest queue first
    const Frame before = frame;
    frame = wanted;
    while (frame.states(stations) > static_cast<double>(mostStates) && frame.difference > before.difference) {
      --frame.difference;
    }
    while (frame.states(stations) > static_cast<double>(mostStates) && frame.longest > before.longest) --frame.longest;
    const bool stays = frame.longest == before.longest && frame.difference == before.difference;
    if (stays && answer.cut < kTolerableCut) return answer;
    if (stays) break;
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
