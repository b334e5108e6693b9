// Phase-type laws and Markovian arrival processes as matrices. Private to this room: it shows Eigen.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <optional>

#include "engine/analytic/distribution.h"
#include "engine/analytic/network_model.h"

namespace headroom::analytic {

/// Time until absorption of a Markov chain: start law `initial` (missing mass starts absorbed), rates `rates` among
/// the phases (Neuts, Matrix-Geometric Solutions in Stochastic Models, 1981, ch. 2).
struct PhaseType {
  Eigen::RowVectorXd initial;
  Eigen::MatrixXd rates;
  Eigen::VectorXd exits() const { return -rates.rowwise().sum(); }
  Eigen::Index size() const { return initial.size(); }
  double mean() const;
  /// P(X > t) by the matrix exponential.
  double tail(double t) const;
  /// E[X^k].
  double moment(int k) const;
};

/// The law of an exponential, Erlang or hyperexponential time; nothing for laws that are not of phase type.
std::optional<PhaseType> phaseType(const Distribution& law);
/// The sum of two independent phase-type times.
PhaseType sumOf(const PhaseType& first, const PhaseType& second);

/// Arrivals with a modulating chain: `hidden` moves without, `arriving` with an arrival (D0 and D1 of a MAP; Lucantoni,
/// Meier-Hellstern & Neuts 1990).
struct ArrivalChain {
  Eigen::MatrixXd hidden;
  Eigen::MatrixXd arriving;
  Eigen::Index size() const { return hidden.rows(); }
  double rate() const;
};

ArrivalChain poissonChain(double rate);
ArrivalChain renewalChain(const PhaseType& interarrival);
ArrivalChain mmppChain(const std::vector<double>& rates, const std::vector<double>& sojourns);
/// Those arrivals of a Poisson stream of `rate` whose place in the repeating `cycle` is true: what one server sees
/// behind a dispatcher that deals in a fixed order.
ArrivalChain cycleChain(double rate, const std::vector<bool>& cycle);
/// Nothing for arrival processes that are not Markovian or change with the clock.
std::optional<ArrivalChain> arrivalChain(const Arrivals& arrivals);

/// The stationary law of a finite chain with generator `generator`, by the elimination of Grassmann, Taksar & Heyman
/// (1985), which never subtracts.
Eigen::RowVectorXd stationary(Eigen::MatrixXd generator);

}  // namespace headroom::analytic
