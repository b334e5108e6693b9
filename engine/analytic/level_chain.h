// Markov chains whose states lie in levels and that move to the next level only: quasi-birth–death processes. Private
// to this room: it shows Eigen.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <optional>
#include <vector>

namespace headroom::analytic {

/// Rates between the states of a level and to its neighbours. `local(n)` is square with the negative sum of all that
/// leaves a state on its diagonal. From level `homogeneous` on everything is the same for every level, unless `last`
/// ends the chain.
struct LevelChain {
  std::function<Eigen::MatrixXd(int)> up;  ///< n to n + 1
  std::function<Eigen::MatrixXd(int)> local;
  std::function<Eigen::MatrixXd(int)> down;  ///< n to n − 1, n >= 1
  int homogeneous = 0;
  std::optional<int> last;
};

/// Stationary law: explicit up to a level, then matrix-geometric.
class LevelLaw {
 public:
  LevelLaw(std::vector<Eigen::RowVectorXd> levels, Eigen::MatrixXd rate);
  /// Law of the states of level n (sums to the probability of the level).
  Eigen::RowVectorXd level(int n) const;
  double probability(int n) const { return level(n).sum(); }
  /// Σ over all levels >= `from` of level(n); all those must have equally many states.
  Eigen::RowVectorXd sumFrom(int from) const;
  /// Σ f(n, law of level n) where f beyond the explicit levels is linear in n: f(n, v) = v·(a + n·b).
  double mean(const std::function<double(int, const Eigen::RowVectorXd&)>& explicitLevels, const Eigen::VectorXd& a,
              const Eigen::VectorXd& b) const;
  double meanLevel() const;
  double secondMomentOfLevel() const;
  /// Number of explicit levels.
  int explicitLevels() const { return static_cast<int>(levels_.size()); }

 private:
  std::vector<Eigen::RowVectorXd> levels_;
  Eigen::MatrixXd rate_;  ///< R of the levels beyond; empty when there are none.
};

/// Block elimination from the top level down, which adds and multiplies non-negative numbers only; above `homogeneous`
/// the matrix R from G by logarithmic reduction (Latouche & Ramaswami 1993). Nothing when the chain drifts upwards or
/// the reduction does not settle.
std::optional<LevelLaw> solveLevels(const LevelChain& chain);

}  // namespace headroom::analytic
