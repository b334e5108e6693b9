// Least squares whose coefficients cannot be negative, with what is needed to judge them.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/base/error.h"

namespace headroom::analytic {

/// Rows of regressors and what each row should give: targets ≈ regressors × coefficients.
struct LinearData {
  std::size_t columns = 0;
  std::vector<double> regressors;  ///< Row after row, `columns` each.
  std::vector<double> targets;
};

/// Columns that the data cannot tell apart.
struct Collinear {
  double conditionIndex = 0;
  std::vector<std::size_t> columns;  ///< Two or more, rising.
};

struct NonNegativeFit {
  std::vector<double> coefficients;
  /// Root of the diagonal of the covariance. Infinite for columns that are a combination of others.
  std::vector<double> standardErrors;
  std::vector<std::vector<double>> covariance;
  std::vector<double> residuals;  ///< Target minus fit, a row each.
  double explained = 0;           ///< 1 − Σ residual² / Σ (target − mean target)².
  double condition = 0;           ///< Largest over smallest singular value of the regressors scaled to unit columns.
  std::vector<double> inflation;  ///< Variance inflation of each column, about zero: 1 for orthogonal columns.
  std::vector<Collinear> collinear;
  int degreesOfFreedom = 0;
};

/// Condition indices from here on are called strong collinearity by Belsley, Kuh & Welsch.
inline constexpr double kStrongCollinearity = 30;

/// Lawson & Hanson's active-set algorithm (Solving Least Squares Problems, 1974, chapter 23). The covariance is that of
/// the unbounded estimate with the residuals of the bounded one, robust against unequal variances (HC3, MacKinnon &
/// White 1985): for a coefficient on its bound it errs to the wide side. Collinear columns by the variance
/// decomposition of Belsley, Kuh & Welsch (Regression Diagnostics, 1980, 3.2): index of at least kStrongCollinearity
/// and over half of the variance of two or more coefficients.
/// Problems: values that are not finite, fewer rows than columns + 2, a column of zeros.
Result<NonNegativeFit> nonNegativeLeastSquares(const LinearData& data);

}  // namespace headroom::analytic
