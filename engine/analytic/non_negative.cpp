#include "engine/analytic/non_negative.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace headroom::analytic {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kSingular = 1e-7;  // of the largest singular value: what the squares of double precision still show

/// The unbounded solution on some columns, zero elsewhere.
VectorXd solveOn(const MatrixXd& x, const VectorXd& y, const std::vector<bool>& free) {
  std::vector<Index> columns;
  for (Index j = 0; j < x.cols(); ++j) {
    if (free[static_cast<std::size_t>(j)]) columns.push_back(j);
  }
  VectorXd solution = VectorXd::Zero(x.cols());
  if (columns.empty()) return solution;
  const VectorXd part = x(Eigen::all, columns).colPivHouseholderQr().solve(y);
  for (std::size_t k = 0; k < columns.size(); ++k) solution(columns[k]) = part(static_cast<Index>(k));
  return solution;
}

/// From `at` towards `wanted` until the first coefficient reaches zero, which then leaves the free set.
void stepBack(VectorXd& at, const VectorXd& wanted, std::vector<bool>& free) {
  double step = 1;
  for (Index j = 0; j < at.size(); ++j) {
    if (free[static_cast<std::size_t>(j)] && wanted(j) <= 0) step = std::min(step, at(j) / (at(j) - wanted(j)));
  }
  at += step * (wanted - at);
  for (Index j = 0; j < at.size(); ++j) {
    if (!free[static_cast<std::size_t>(j)] || at(j) > 1e-14 || wanted(j) > 0) continue;
    at(j) = 0;
    free[static_cast<std::size_t>(j)] = false;
  }
}

VectorXd activeSet(const MatrixXd& x, const VectorXd& y) {
  const Index n = x.cols();
  std::vector<bool> free(static_cast<std::size_t>(n), false);
  VectorXd at = VectorXd::Zero(n);
  const double tolerance = 1e-10 * (x.transpose() * y).cwiseAbs().maxCoeff();
  for (Index round = 0; round < 10 * n;
       ++round) {  // each round ends at a better point; the bound is for rounding errors
    const VectorXd gradient = x.transpose() * (y - x * at);
    Index best = -1;
    for (Index j = 0; j < n; ++j) {
      if (!free[static_cast<std::size_t>(j)] && gradient(j) > tolerance && (best < 0 || gradient(j) > gradient(best)))
        best = j;
    }
    if (best < 0) break;
    free[static_cast<std::size_t>(best)] = true;
    VectorXd wanted = solveOn(x, y, free);
    for (Index inner = 0; inner < n; ++inner) {
      bool inside = true;
      for (Index j = 0; j < n; ++j) inside = inside && (!free[static_cast<std::size_t>(j)] || wanted(j) > 0);
      if (inside) break;
      stepBack(at, wanted, free);
      wanted = solveOn(x, y, free);
    }
    at = wanted.cwiseMax(0.0);
  }
  return at;
}

/// Spread of the coefficients of unit columns: HC3.
MatrixXd covarianceOf(const MatrixXd& x, const VectorXd& residuals, const MatrixXd& inverse) {
  MatrixXd middle = MatrixXd::Zero(x.cols(), x.cols());
  for (Index i = 0; i < x.rows(); ++i) {
    const VectorXd row = x.row(i).transpose();
    const double leverage = std::min(row.dot(inverse * row), 0.999);
    const double residual = residuals(i) / (1 - leverage);
    middle += row * row.transpose() * (residual * residual);
  }
  return inverse * middle * inverse;
}

struct Decomposed {
  VectorXd singular;
  MatrixXd right;
  double floor = 0;  ///< Singular values below it count as this.
  double at(Index k) const { return std::max(singular(k), floor); }
};

/// Singular values, largest first, and right singular vectors: from the eigenvalues of the columns' products.
Decomposed decompose(const MatrixXd& unit) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> products(unit.transpose() * unit);
  Decomposed d;
  d.singular = products.eigenvalues().reverse().cwiseMax(0.0).cwiseSqrt();
  d.right = products.eigenvectors().rowwise().reverse();
  d.floor = kSingular * d.singular(0);
  return d;
}

std::vector<Collinear> collinearOf(const Decomposed& d) {
  const Index n = d.right.rows();
  std::vector<Collinear> groups;
  for (Index k = n - 1; k > 0; --k) {
    const double index = d.at(0) / d.at(k);
    if (index < kStrongCollinearity) continue;
    Collinear group{index, {}};
    for (Index j = 0; j < n; ++j) {
      double whole = 0;
      for (Index m = 0; m < n; ++m) whole += std::pow(d.right(j, m) / d.at(m), 2);
      if (std::pow(d.right(j, k) / d.at(k), 2) > 0.5 * whole) group.columns.push_back(static_cast<std::size_t>(j));
    }
    if (group.columns.size() >= 2) groups.push_back(std::move(group));
  }
  return groups;
}

Diagnostics troublesOf(const LinearData& data) {
  const std::size_t rows = data.targets.size(), columns = data.columns;
  if (columns == 0 || data.regressors.size() != rows * columns)
    return problem("the regressors do not fill their rows", "give one value a column and row");
  const auto finite = [](double v) { return std::isfinite(v); };
  if (!std::all_of(data.regressors.begin(), data.regressors.end(), finite) ||
      !std::all_of(data.targets.begin(), data.targets.end(), finite))
    return problem("least squares of values that are not finite", "leave such rows out");
  if (rows < columns + 2)
    return problem(std::to_string(rows) + " rows are too few for " + std::to_string(columns) + " coefficients",
                   "give at least two rows more than coefficients");
  for (std::size_t j = 0; j < columns; ++j) {
    bool zero = true;
    for (std::size_t i = 0; i < rows && zero; ++i) zero = data.regressors[i * columns + j] == 0;
    if (zero) return problem("column " + std::to_string(j + 1) + " is zero in every row", "leave it out");
  }
  return {};
}

void judge(const MatrixXd& unit, const VectorXd& scale, NonNegativeFit& fit) {
  const Decomposed d = decompose(unit);
  const Index n = unit.cols();
  fit.condition = d.at(0) / d.at(n - 1);
  fit.collinear = collinearOf(d);
  VectorXd inverted(n);
  for (Index k = 0; k < n; ++k) inverted(k) = 1 / (d.at(k) * d.at(k));
  const MatrixXd inverse = d.right * inverted.asDiagonal() * d.right.transpose();
  const Eigen::Map<const VectorXd> residuals(fit.residuals.data(), unit.rows());
  const MatrixXd covariance = covarianceOf(unit, residuals, inverse);
  for (Index j = 0; j < n; ++j) {
    bool undetermined = false;
    for (Index k = 0; k < n; ++k)
      undetermined = undetermined || (d.singular(k) <= d.floor && std::abs(d.right(j, k)) > 1e-6);
    fit.inflation.push_back(inverse(j, j));
    fit.standardErrors.push_back(undetermined ? std::numeric_limits<double>::infinity()
                                              : std::sqrt(std::max(0.0, covariance(j, j))) / scale(j));
    fit.covariance.emplace_back();
    for (Index k = 0; k < n; ++k) fit.covariance.back().push_back(covariance(j, k) / scale(j) / scale(k));
  }
}

}  // namespace

Result<NonNegativeFit> nonNegativeLeastSquares(const LinearData& data) {
  if (Diagnostics troubles = troublesOf(data); !troubles.empty()) return troubles;
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto rows = static_cast<Index>(data.targets.size()), columns = static_cast<Index>(data.columns);
  MatrixXd unit = Eigen::Map<const RowMajor>(data.regressors.data(), rows, columns);
  const Eigen::Map<const VectorXd> y(data.targets.data(), rows);
  const VectorXd scale = unit.colwise().norm().transpose();
  unit *= scale.cwiseInverse().asDiagonal();

  NonNegativeFit fit;
  const VectorXd solution = activeSet(unit, y);
  const VectorXd residuals = y - unit * solution;
  fit.residuals.assign(residuals.data(), residuals.data() + rows);
  for (Index j = 0; j < columns; ++j) fit.coefficients.push_back(solution(j) / scale(j));
  const double total = (y.array() - y.mean()).square().sum();
  fit.explained = total > 0 ? 1 - residuals.squaredNorm() / total : 0;
  fit.degreesOfFreedom = static_cast<int>(rows - columns);
  judge(unit, scale, fit);
  return fit;
}

}  // namespace headroom::analytic
