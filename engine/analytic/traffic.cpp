#include "engine/analytic/traffic.h"

#include <Eigen/Dense>

namespace headroom::analytic {

std::optional<std::vector<double>> solveTraffic(const std::vector<double>& external, const std::vector<Call>& calls) {
  const auto size = static_cast<Eigen::Index>(external.size());
  Eigen::MatrixXd system = Eigen::MatrixXd::Identity(size, size);
  for (const Call& call : calls) {
    system(static_cast<Eigen::Index>(call.to), static_cast<Eigen::Index>(call.from)) -= call.calls;
  }
  const Eigen::Map<const Eigen::VectorXd> source(external.data(), size);
  const Eigen::PartialPivLU<Eigen::MatrixXd> decomposed(system);
  // I − Cᵀ of a non-negative C has a non-negative inverse exactly when the calls die out (M-matrix); testing the row
  // sums of the inverse through one solve with ones decides it for every node at once.
  const Eigen::VectorXd everywhere = decomposed.solve(Eigen::VectorXd::Ones(size));
  if (size > 0 && (!everywhere.allFinite() || everywhere.minCoeff() < 1 - 1e-9)) return std::nullopt;
  const Eigen::VectorXd rates = decomposed.solve(source);
  if (!rates.allFinite()) return std::nullopt;
  return std::vector<double>(rates.data(), rates.data() + size);
}

}  // namespace headroom::analytic
