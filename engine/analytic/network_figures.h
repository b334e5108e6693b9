// What the states of a network and what happens in them mean as figures. Private to this room.
#pragma once

#include <map>
#include <vector>

#include "engine/analytic/network_moves.h"
#include "engine/analytic/solution.h"

namespace headroom::analytic {

/// Means over the states and long-run rates of what is counted.
class NetworkFigures {
 public:
  NetworkFigures(const NetworkPlan& plan, const NetworkMoves& moves);

  void addState(const NetworkState& state, double weight);
  void addRate(const Happening& happened, double rate) { rates_[happened] += rate; }
  void write(Solution& solution) const;

 private:
  /// Of one class at one station, or of all together.
  struct Crowd {
    double number = 0;
    double queue = 0;
    double busy = 0;  ///< Servers at work.
  };
  struct AtStation {
    std::vector<Crowd> byClass;
    std::vector<double> numberLaw;  ///< Entry n: probability of n present.
    std::vector<double> upLaw;      ///< Entry k: probability that k servers are in working order.
    double orbit = 0;
  };
  static constexpr std::size_t kAll = static_cast<std::size_t>(-1);

  double rate(Happening::Kind kind, std::size_t place, std::size_t cls = kAll) const;
  double rateAnywhere(Happening::Kind kind, std::size_t cls = kAll) const;
  static void addTo(std::vector<double>& law, std::size_t n, double weight);
  void addStation(const NetworkState& state, std::size_t station, double weight);
  Measures ofStation(std::size_t station, std::size_t cls) const;
  void putServers(Measures& here, std::size_t station) const;
  void putAllServers(Measures& system) const;
  void writeGroup(Solution& solution, std::size_t station) const;
  Measures ofUsers(std::size_t cls) const;
  Measures ofPool(std::size_t pool) const;

  const NetworkPlan& plan_;
  const NetworkMoves& moves_;
  std::vector<AtStation> stations_;
  std::vector<double> inside_;  ///< By class.
  std::vector<double> tokensHeld_, tokensAwaited_;
  double longestQueue_ = 0;
  std::map<Happening, double> rates_;
};

}  // namespace headroom::analytic
