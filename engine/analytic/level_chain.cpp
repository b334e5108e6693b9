#include "engine/analytic/level_chain.h"

#include "engine/analytic/phase_type.h"

namespace headroom::analytic {
namespace {

using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

/// Whether the homogeneous part drifts downwards: mean steps up below mean steps down (Neuts 1981, §3.1).
bool drainsAway(const MatrixXd& up, const MatrixXd& local, const MatrixXd& down) {
  const RowVectorXd phases = stationary(up + local + down);
  return phases.dot(up.rowwise().sum()) < phases.dot(down.rowwise().sum()) * (1 - 1e-12);
}

/// R of the homogeneous levels, by logarithmic reduction for G.
std::optional<MatrixXd> rateMatrix(const MatrixXd& up, const MatrixXd& local, const MatrixXd& down) {
  const auto size = local.rows();
  const Eigen::PartialPivLU<MatrixXd> inner(-local);
  MatrixXd high = inner.solve(up);
  MatrixXd low = inner.solve(down);
  MatrixXd first = low;
  MatrixXd climbs = high;
  const VectorXd ones = VectorXd::Ones(size);
  for (int i = 0; i < 64; ++i) {
    const MatrixXd mixed = high * low + low * high;
    const Eigen::PartialPivLU<MatrixXd> rest(MatrixXd::Identity(size, size) - mixed);
    high = rest.solve(high * high).eval();
    low = rest.solve(low * low).eval();
    const MatrixXd step = climbs * low;
    first += step;
    climbs *= high;
    if (!first.allFinite()) return std::nullopt;
    // a positive recurrent chain comes down surely: G has row sums of one
    if (step.maxCoeff() < 1e-17 || (ones - first * ones).cwiseAbs().maxCoeff() < 1e-15) break;
  }
  const MatrixXd leaving = -(local + up * first);
  const MatrixXd rate = leaving.transpose().partialPivLu().solve(up.transpose()).transpose();
  if (!rate.allFinite() || rate.minCoeff() < -1e-9) return std::nullopt;
  return rate;
}

/// up · (−inner)^{-1}
MatrixXd climb(const MatrixXd& up, const MatrixXd& inner) {
  return (-inner).transpose().partialPivLu().solve(up.transpose()).transpose();
}

}  // namespace

LevelLaw::LevelLaw(std::vector<RowVectorXd> levels, MatrixXd rate)
    : levels_(std::move(levels)), rate_(std::move(rate)) {
  double sum = sumFrom(explicitLevels() - 1).sum();
  for (std::size_t n = 0; n + 1 < levels_.size(); ++n) sum += levels_[n].sum();
  for (auto& level : levels_) level /= sum;
}

RowVectorXd LevelLaw::level(int n) const {
  if (n < 0) return RowVectorXd::Zero(1);
  if (n < explicitLevels()) return levels_[static_cast<std::size_t>(n)];
  if (rate_.size() == 0) return RowVectorXd::Zero(1);
  RowVectorXd law = levels_.back();
  for (int k = explicitLevels() - 1; k < n; ++k) law = law * rate_;
  return law;
}

RowVectorXd LevelLaw::sumFrom(int from) const {
  const int last = explicitLevels() - 1;
  RowVectorXd sum = level(std::max(from, last));
  if (rate_.size() > 0) {
    const MatrixXd rest = MatrixXd::Identity(rate_.rows(), rate_.cols()) - rate_;
    sum = rest.transpose().partialPivLu().solve(sum.transpose()).transpose().eval();
  }
  for (int n = from; n < last; ++n) sum += level(n);
  return sum;
}

double LevelLaw::mean(const std::function<double(int, const RowVectorXd&)>& explicitLevel, const VectorXd& a,
                      const VectorXd& b) const {
  double sum = 0;
  for (int n = 0; n < explicitLevels(); ++n) sum += explicitLevel(n, levels_[static_cast<std::size_t>(n)]);
  if (rate_.size() == 0) return sum;
  const int next = explicitLevels();
  const MatrixXd rest = MatrixXd::Identity(rate_.rows(), rate_.cols()) - rate_;
  const Eigen::PartialPivLU<MatrixXd> inverse(rest);
  const RowVectorXd beyond = levels_.back() * rate_;
  const VectorXd geometric = inverse.solve(a + next * b);                    // Σ R^k (a + next·b)
  const VectorXd linear = inverse.solve((rate_ * inverse.solve(b)).eval());  // Σ k R^k b
  return sum + beyond.dot(geometric + linear);
}

double LevelLaw::meanLevel() const {
  const VectorXd ones = VectorXd::Ones(levels_.back().size());
  return mean([](int n, const RowVectorXd& law) { return n * law.sum(); }, 0 * ones, ones);
}

double LevelLaw::secondMomentOfLevel() const {
  double sum = 0;
  for (int n = 0; n < explicitLevels(); ++n) sum += 1.0 * n * n * levels_[static_cast<std::size_t>(n)].sum();
  if (rate_.size() == 0) return sum;
  const int last = explicitLevels() - 1;
  const MatrixXd rest = MatrixXd::Identity(rate_.rows(), rate_.cols()) - rate_;
  const Eigen::PartialPivLU<MatrixXd> inverse(rest);
  const VectorXd ones = VectorXd::Ones(rate_.rows());
  // Σ_{k>=1} R^k, Σ k R^k, Σ k² R^k applied to ones
  const VectorXd zeroth = rate_ * inverse.solve(ones);
  const VectorXd first = inverse.solve(zeroth);
  const VectorXd second = inverse.solve((rate_ * first + first).eval());
  const RowVectorXd& law = levels_.back();
  return sum + 1.0 * last * last * law.dot(zeroth) + 2.0 * last * law.dot(first) + law.dot(second);
}

std::optional<LevelLaw> solveLevels(const LevelChain& chain) {
  MatrixXd rate;
  const int top = chain.last ? *chain.last : chain.homogeneous;
  MatrixXd inner = chain.local(top);
  if (!chain.last) {
    const MatrixXd up = chain.up(top);
    const MatrixXd down = chain.down(top + 1);
    if (!drainsAway(up, inner, down)) return std::nullopt;
    const auto solved = rateMatrix(up, inner, down);
    if (!solved) return std::nullopt;
    rate = *solved;
    inner += rate * down;
  }
  std::vector<MatrixXd> climbs(static_cast<std::size_t>(top));
  for (int n = top; n > 0; --n) {
    climbs[static_cast<std::size_t>(n) - 1] = climb(chain.up(n - 1), inner);
    inner = chain.local(n - 1) + climbs[static_cast<std::size_t>(n) - 1] * chain.down(n);
  }
  std::vector<RowVectorXd> levels{stationary(inner)};
  for (const auto& step : climbs) {
    levels.push_back(levels.back() * step);
    // weights may grow or fall by hundreds of orders of magnitude before the sum is known
    const double weight = levels.back().sum();
    if (!std::isfinite(weight)) return std::nullopt;
    if (weight > 1e150) {
      for (auto& level : levels) level /= weight;
    }
  }
  return LevelLaw(std::move(levels), std::move(rate));
}

}  // namespace headroom::analytic
