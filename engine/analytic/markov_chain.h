// Finite continuous-time Markov chains given by their moves.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <vector>

#include "engine/base/error.h"

namespace headroom::analytic {

using ChainState = std::vector<int>;
struct ChainMove {
  ChainState to;
  double rate = 0;
};
/// Appends all moves out of a state; several to the same state add up.
using ChainMoves = std::function<void(const ChainState&, std::vector<ChainMove>&)>;

/// The states that can be reached from a first one, in the order in which a breadth-first search meets them.
class MarkovChain {
 public:
  struct Entry {
    std::size_t to = 0;
    double rate = 0;
  };

  /// Problems: more than `mostStates` states; a rate that is negative or not finite.
  static Result<MarkovChain> explore(const ChainState& first, const ChainMoves& moves, std::size_t mostStates = 400000);

  std::size_t size() const { return states_.size(); }
  const ChainState& state(std::size_t i) const { return states_[i]; }
  const std::vector<Entry>& row(std::size_t i) const { return rows_[i]; }
  /// Place of a state; size() when it cannot be reached.
  std::size_t find(const ChainState& state) const;

  /// Stationary law. By the elimination of Grassmann, Taksar & Heyman (1985) inside the band where that fits into
  /// memory and time (no subtraction: every probability right to rounding), otherwise by sparse LU with one step of
  /// refinement. Problems: states that are left for good, a residual that is not small, a band too wide.
  Result<std::vector<double>> stationary() const;

  /// Law at `time` from law `start`, by uniformisation (Jensen 1953), truncated below 1e-15.
  std::vector<double> after(double time, std::vector<double> start) const;

  /// Σ law(i) f(state i).
  double mean(const std::vector<double>& law, const std::function<double(const ChainState&)>& f) const;

 private:
  std::vector<ChainState> states_;
  std::map<ChainState, std::size_t> places_;
  std::vector<std::vector<Entry>> rows_;
};

}  // namespace headroom::analytic
