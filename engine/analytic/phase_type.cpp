#include "engine/analytic/phase_type.h"

#include <numeric>
#include <unsupported/Eigen/MatrixFunctions>

namespace headroom::analytic {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::RowVectorXd;
using Eigen::VectorXd;

double PhaseType::mean() const {
  return moment(1);
}

double PhaseType::moment(int k) const {
  const Eigen::PartialPivLU<MatrixXd> inverse(-rates);
  VectorXd value = VectorXd::Ones(size());
  for (int i = 1; i <= k; ++i) value = i * inverse.solve(value).eval();
  return initial.dot(value);
}

double PhaseType::tail(double t) const {
  if (t <= 0) return initial.sum();
  const MatrixXd moved = (rates * t).exp();
  return (initial * moved).sum();
}

std::optional<PhaseType> phaseType(const Distribution& law) {
  if (law.isZero()) return std::nullopt;
  switch (law.kind()) {
    case Distribution::Kind::Exponential:
    case Distribution::Kind::Erlang: {
      const Index stages = law.kind() == Distribution::Kind::Erlang ? law.stages() : 1;
      const double rate = static_cast<double>(stages) / law.mean();
      PhaseType phases{RowVectorXd::Zero(stages), MatrixXd::Zero(stages, stages)};
      phases.initial(0) = 1;
      for (Index i = 0; i < stages; ++i) {
        phases.rates(i, i) = -rate;
        if (i + 1 < stages) phases.rates(i, i + 1) = rate;
      }
      return phases;
    }
    case Distribution::Kind::Hyperexponential: {
      const auto size = static_cast<Index>(law.points().size());
      PhaseType phases{RowVectorXd::Map(law.probabilities().data(), size), MatrixXd::Zero(size, size)};
      for (Index i = 0; i < size; ++i) phases.rates(i, i) = -1 / law.points()[static_cast<std::size_t>(i)];
      return phases;
    }
    default:
      return std::nullopt;
  }
}

PhaseType sumOf(const PhaseType& first, const PhaseType& second) {
  const Index a = first.size();
  const Index b = second.size();
  PhaseType sum{RowVectorXd::Zero(a + b), MatrixXd::Zero(a + b, a + b)};
  sum.initial.head(a) = first.initial;
  sum.initial.tail(b) = (1 - first.initial.sum()) * second.initial;
  sum.rates.topLeftCorner(a, a) = first.rates;
  sum.rates.topRightCorner(a, b) = first.exits() * second.initial;
  sum.rates.bottomRightCorner(b, b) = second.rates;
  return sum;
}

double ArrivalChain::rate() const {
  return stationary(hidden + arriving).dot(arriving.rowwise().sum());
}

ArrivalChain poissonChain(double rate) {
  return {MatrixXd::Constant(1, 1, -rate), MatrixXd::Constant(1, 1, rate)};
}

ArrivalChain renewalChain(const PhaseType& interarrival) {
  return {interarrival.rates, interarrival.exits() * interarrival.initial};
}

ArrivalChain mmppChain(const std::vector<double>& rates, const std::vector<double>& sojourns) {
  const auto size = static_cast<Index>(rates.size());
  ArrivalChain chain{MatrixXd::Zero(size, size), MatrixXd::Zero(size, size)};
  for (Index i = 0; i < size; ++i) {
    const auto at = static_cast<std::size_t>(i);
    chain.arriving(i, i) = rates[at];
    if (size > 1) chain.hidden(i, (i + 1) % size) += 1 / sojourns[at];
    chain.hidden(i, i) -= rates[at] + (size > 1 ? 1 / sojourns[at] : 0);
  }
  return chain;
}

ArrivalChain cycleChain(double rate, const std::vector<bool>& cycle) {
  const auto size = static_cast<Index>(cycle.size());
  ArrivalChain chain{MatrixXd::Zero(size, size), MatrixXd::Zero(size, size)};
  for (Index i = 0; i < size; ++i) {
    (cycle[static_cast<std::size_t>(i)] ? chain.arriving : chain.hidden)(i, (i + 1) % size) += rate;
    chain.hidden(i, i) -= rate;
  }
  return chain;
}

std::optional<ArrivalChain> arrivalChain(const Arrivals& arrivals) {
  switch (arrivals.process) {
    case Arrivals::Process::Poisson:
      return poissonChain(arrivals.rate);
    case Arrivals::Process::Mmpp:
      return mmppChain(arrivals.rates, arrivals.sojourns);
    case Arrivals::Process::Renewal:
      if (const auto phases = phaseType(*arrivals.interarrival)) return renewalChain(*phases);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

namespace {

/// For chains with states that are left for good, which the elimination cannot pass.
RowVectorXd stationaryByLu(const MatrixXd& generator) {
  MatrixXd equations = generator.transpose();
  equations.row(0).setOnes();
  VectorXd right = VectorXd::Zero(generator.rows());
  right(0) = 1;
  return equations.fullPivLu().solve(right).cwiseMax(0).transpose();
}

}  // namespace

RowVectorXd stationary(MatrixXd generator) {
  const MatrixXd given = generator;
  const Index size = generator.rows();
  for (Index n = size - 1; n > 0; --n) {
    const double out = generator.row(n).head(n).sum();
    if (!(out > 0)) return stationaryByLu(given);
    generator.col(n).head(n) /= out;
    generator.topLeftCorner(n, n) += generator.col(n).head(n) * generator.row(n).head(n);
  }
  RowVectorXd law = RowVectorXd::Zero(size);
  law(0) = 1;
  for (Index n = 1; n < size; ++n) law(n) = law.head(n).dot(generator.col(n).head(n));
  return law / law.sum();
}

}  // namespace headroom::analytic
