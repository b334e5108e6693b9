#include <algorithm>

#include "engine/analytic/level_chain.h"
#include "engine/analytic/phase_queue.h"

namespace headroom::analytic {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

namespace {

/// Puts the negative sum of all that leaves on the diagonal.
MatrixXd balanced(MatrixXd local, const VectorXd& leaving) {
  local.diagonal() -= local.rowwise().sum() + leaving;
  return local;
}

}  // namespace

std::optional<FailingServersAnswer> failingServers(double arrivalRate, double meanService, int servers,
                                                   double meanToFailure, double meanToRepair, int repairers,
                                                   bool always) {
  const Index size = servers + 1;
  const auto served = [&](int n) {
    MatrixXd rates = MatrixXd::Zero(size, size);
    for (int up = 0; up <= servers; ++up) rates(up, up) = std::min(n, up) / meanService;
    return rates;
  };
  const auto changes = [&](int n) {
    MatrixXd rates = MatrixXd::Zero(size, size);
    for (int up = 0; up <= servers; ++up) {
      if (up > 0) rates(up, up - 1) = (always ? up : std::min(n, up)) / meanToFailure;
      if (up < servers) rates(up, up + 1) = std::min(servers - up, repairers) / meanToRepair;
    }
    return balanced(rates, served(n).rowwise().sum() + VectorXd::Constant(size, arrivalRate));
  };
  const auto law = solveLevels({[&](int) -> MatrixXd { return arrivalRate * MatrixXd::Identity(size, size); }, changes,
                                served, servers, std::nullopt});
  if (!law) return std::nullopt;
  FailingServersAnswer answer;
  answer.meanNumber = law->meanLevel();
  const VectorXd up = VectorXd::LinSpaced(size, 0, servers);
  answer.meanQueue = law->mean(
      [&](int n, const RowVectorXd& p) {
        double sum = 0;
        for (int k = 0; k <= servers; ++k) sum += p(k) * std::max(0, n - k);
        return sum;
      },
      -up, VectorXd::Ones(size));
  const RowVectorXd phases = law->sumFrom(0);
  answer.serversUp = phases.dot(up);
  answer.upPmf.assign(phases.data(), phases.data() + size);
  return answer;
}

std::optional<RetrialAnswer> retrialQueue(double arrivalRate, double meanService, int servers, int capacity,
                                          double meanRetry) {
  if (arrivalRate * meanService >= servers) return std::nullopt;
  const Index size = capacity + 1;
  const auto up = [&](int) {
    MatrixXd rates = MatrixXd::Zero(size, size);
    rates(capacity, capacity) = arrivalRate;
    return rates;
  };
  const auto down = [&](int orbit) {
    MatrixXd rates = MatrixXd::Zero(size, size);
    for (Index n = 0; n < capacity; ++n) rates(n, n + 1) = orbit / meanRetry;
    return rates;
  };
  const auto local = [&](int orbit, bool cut) {
    MatrixXd rates = MatrixXd::Zero(size, size);
    for (Index n = 0; n < size; ++n) {
      if (n < capacity) rates(n, n + 1) = arrivalRate;
      if (n > 0) rates(n, n - 1) = std::min<double>(static_cast<double>(n), servers) / meanService;
    }
    VectorXd leaving = down(orbit).rowwise().sum();
    if (!cut) leaving += up(orbit).rowwise().sum();
    return balanced(rates, leaving);
  };
  for (int most = 64; most <= 1 << 16; most *= 2) {
    const auto law = solveLevels({up, [&](int orbit) { return local(orbit, orbit == most); }, down, most, most});
    if (!law) return std::nullopt;
    if (law->probability(most) > 1e-15 / most) continue;
    const RowVectorXd present = law->sumFrom(0);
    RetrialAnswer answer;
    answer.meanOrbit = law->meanLevel();
    for (Index n = 0; n < size; ++n) {
      answer.meanNumber += present(n) * static_cast<double>(n);
      answer.utilisation += present(n) * std::min<double>(static_cast<double>(n), servers) / servers;
    }
    answer.refusedProb = present(capacity);
    answer.meanResponse = (answer.meanOrbit + answer.meanNumber) / arrivalRate;
    return answer;
  }
  return std::nullopt;
}

}  // namespace headroom::analytic
