#include "engine/analytic/markov_chain.h"

#include <Eigen/Sparse>
#include <algorithm>
#include <cmath>
#include <optional>

namespace headroom::analytic {
namespace {

constexpr double kMostBandCells = 3e7;
constexpr double kMostBandWork = 2e10;
constexpr double kResidual = 1e-10;

/// Elimination from the last state to the first inside a band of half-width `band`.
class BandElimination {
 public:
  BandElimination(std::size_t size, std::size_t band)
      : size_(size), band_(band), width_(2 * band + 1), cells_(size * width_, 0.0) {}

  double& at(std::size_t i, std::size_t j) { return cells_[i * width_ + (j + band_ - i)]; }

  std::optional<std::vector<double>> solve() {
    for (std::size_t n = size_ - 1; n > 0; --n) {
      const std::size_t first = n > band_ ? n - band_ : 0;
      double out = 0;
      for (std::size_t j = first; j < n; ++j) out += at(n, j);
      if (!(out > 0)) return std::nullopt;
      for (std::size_t i = first; i < n; ++i) {
        if (at(i, n) == 0) continue;
        const double share = at(i, n) /= out;
        const double* from = &at(n, first);
        double* to = &at(i, first);
        for (std::size_t j = 0; j < n - first; ++j) to[j] += share * from[j];
      }
    }
    std::vector<double> law(size_, 0.0);
    law[0] = 1;
    double sum = 1;
    for (std::size_t n = 1; n < size_; ++n) {
      for (std::size_t i = n > band_ ? n - band_ : 0; i < n; ++i) law[n] += law[i] * at(i, n);
      sum += law[n];
      if (law[n] > 1e200) {
        for (std::size_t i = 0; i <= n; ++i) law[i] /= 1e200;
        sum /= 1e200;
      }
    }
    for (double& p : law) p /= sum;
    return law;
  }

 private:
  std::size_t size_;
  std::size_t band_;
  std::size_t width_;
  std::vector<double> cells_;
};

Diagnostics leftForGood() {
  return problem("the Markov chain has states that are left for good, so that it has no single steady state",
                 "check routing and capacities for places without a way out");
}

}  // namespace

Result<MarkovChain> MarkovChain::explore(const ChainState& first, const ChainMoves& moves, std::size_t mostStates) {
  MarkovChain chain;
  chain.states_.push_back(first);
  chain.places_.emplace(first, 0);
  std::vector<ChainMove> out;
  for (std::size_t i = 0; i < chain.states_.size(); ++i) {
    out.clear();
    moves(ChainState(chain.states_[i]), out);
    std::map<std::size_t, double> row;
    for (auto& [to, rate] : out) {
      if (!(rate >= 0) || !std::isfinite(rate)) return problem("a rate of the Markov chain is not a finite number");
      if (rate == 0) continue;
      const auto [place, isNew] = chain.places_.emplace(to, chain.states_.size());
      if (isNew) chain.states_.push_back(to);
      if (place->second != i) row[place->second] += rate;
    }
    if (chain.states_.size() > mostStates) {
      return problem("the Markov chain of this model has more than " + std::to_string(mostStates) + " states",
                     "simulate it, or make populations and capacities smaller");
    }
    std::vector<Entry> entries;
    for (const auto& [to, rate] : row) entries.push_back({to, rate});
    chain.rows_.push_back(std::move(entries));
  }
  return chain;
}

std::size_t MarkovChain::find(const ChainState& state) const {
  const auto place = places_.find(state);
  return place == places_.end() ? size() : place->second;
}

Result<std::vector<double>> MarkovChain::stationary() const {
  std::size_t band = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    for (const auto& [to, rate] : rows_[i]) band = std::max(band, to > i ? to - i : i - to);
  }
  const auto n = static_cast<double>(size());
  const auto width = static_cast<double>(band);
  if (n * (2 * width + 1) <= kMostBandCells && n * width * width <= kMostBandWork) {
    BandElimination elimination(size(), band);
    for (std::size_t i = 0; i < size(); ++i) {
      for (const auto& [to, rate] : rows_[i]) elimination.at(i, to) = rate;
    }
    auto law = elimination.solve();
    if (!law) return leftForGood();
    return *std::move(law);
  }

  // Q^T π = 0 with one equation replaced by π(0) = 1.
  const auto dimension = static_cast<Eigen::Index>(size());
  std::vector<Eigen::Triplet<double>> entries;
  entries.emplace_back(0, 0, 1.0);
  for (std::size_t i = 0; i < size(); ++i) {
    double out = 0;
    for (const auto& [to, rate] : rows_[i]) {
      if (to > 0) entries.emplace_back(static_cast<int>(to), static_cast<int>(i), rate);
      out += rate;
    }
    if (i > 0) entries.emplace_back(static_cast<int>(i), static_cast<int>(i), -out);
  }
  Eigen::SparseMatrix<double> matrix(dimension, dimension);
  matrix.setFromTriplets(entries.begin(), entries.end());
  Eigen::SparseLU<Eigen::SparseMatrix<double>> decomposed(matrix);
  if (decomposed.info() != Eigen::Success) return leftForGood();
  Eigen::VectorXd right = Eigen::VectorXd::Zero(dimension);
  right(0) = 1;
  Eigen::VectorXd law = decomposed.solve(right);
  law += decomposed.solve((right - matrix * law).eval());
  const double sum = law.sum();
  const double residual = (matrix * law - right).cwiseAbs().maxCoeff() / law.cwiseAbs().maxCoeff();
  if (!law.allFinite() || law.minCoeff() < -1e-9 * law.maxCoeff() ||
      residual > kResidual * matrix.coeffs().maxCoeff()) {
    return problem("the steady state of the Markov chain could not be found with a small residual",
                   "simulate the model");
  }
  law = law.cwiseMax(0) / sum;
  return std::vector<double>(law.data(), law.data() + law.size());
}

std::vector<double> MarkovChain::after(double time, std::vector<double> start) const {
  std::vector<double> out(size(), 0.0);
  double fastest = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    for (const auto& entry : rows_[i]) out[i] += entry.rate;
    fastest = std::max(fastest, out[i]);
  }
  if (fastest == 0) return start;
  // pieces of about 64 jumps keep exp(−qt) in range
  const int pieces = static_cast<int>(fastest * time / 64) + 1;
  const double jumps = fastest * time / pieces;
  for (int p = 0; p < pieces; ++p) {
    std::vector<double> sum(size(), 0.0);
    double weight = std::exp(-jumps);
    for (int k = 0; k < 64 + jumps || weight > 1e-17; ++k) {
      for (std::size_t i = 0; i < size(); ++i) sum[i] += weight * start[i];
      std::vector<double> next(size(), 0.0);
      for (std::size_t i = 0; i < size(); ++i) {
        next[i] += start[i] * (1 - out[i] / fastest);
        for (const auto& [to, rate] : rows_[i]) next[to] += start[i] * rate / fastest;
      }
      start = std::move(next);
      weight *= jumps / (k + 1);
    }
    start = std::move(sum);
  }
  return start;
}

double MarkovChain::mean(const std::vector<double>& law, const std::function<double(const ChainState&)>& f) const {
  double sum = 0;
  for (std::size_t i = 0; i < size(); ++i) sum += law[i] * f(states_[i]);
  return sum;
}

}  // namespace headroom::analytic
